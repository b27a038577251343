"""Cheap tests that go before a search: without such a word no phrase of a list is in a text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_LITERAL = re.compile(r"(?:[a-zà-öø-ÿ'/-]|\\\.)+")
_WORD_ENDS = re.compile(r"$|\(\?: | (?![?*+])")


@dataclass(frozen=True, slots=True)
class Gate:
    """What the phrases of a list begin with: whole words, or letters where no word is certain."""

    words: frozenset[str]
    stems: tuple[str, ...]


def gate_of(phrases: Iterable[str]) -> Gate:
    """Read off regular expressions what they begin with; each begins with a letter that must be."""
    words: set[str] = set()
    stems: set[str] = set()
    for phrase in phrases:
        begun = _LITERAL.match(phrase)
        literal = begun[0] if begun else ""
        rest = phrase[len(literal) :]
        plain = literal.replace("\\.", ".")
        if rest[:1] in {"?", "*", "{"}:
            if rest[:1] == "?" and _WORD_ENDS.match(rest[1:]) and _is_word(plain):
                words |= {plain, plain[:-1]}
                continue
            plain = plain[:-1]
        elif _WORD_ENDS.match(rest) and _is_word(plain):
            words.add(plain)
            continue
        stems.add(plain)
    return Gate(frozenset(words), tuple(sorted(stems)))


def _is_word(literal: str) -> bool:
    return literal.replace("'", "").isalpha() and not literal.endswith("'s")
