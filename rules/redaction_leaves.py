"""A list of phrases as an alternation, from which the phrases that a text lacks can be left out."""

import re
from dataclasses import dataclass
from itertools import groupby

from rules.redaction_patterns import (
    EITHER_LETTER,
    by_first_letter,
    expand,
    is_plain_choice,
    later_classes,
)
from rules.redaction_probes import pieces

NO_PHRASE = "(?:(?!))"
"""Matches nothing."""

_SHORTEST = 2
_CAPTURES = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(\((?!\?)|\(\?P|\(\?\()", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A phrase of a list.

    ``path`` are the letters that it begins with, by which phrases are grouped; ``rest`` is the
    regular expression of what follows; ``run`` letters that stand, in lower case and unbroken,
    in each text that the phrase occurs in ("" where none are known).
    """

    path: str
    rest: str
    run: str


def captures(phrase: str) -> bool:
    """Whether a phrase has a group that counts: so it can't be left out, nor checked alone."""
    return any(found[1] for found in _CAPTURES.finditer(phrase))


def leaves_of(name: str, phrases: tuple[str, ...]) -> tuple[Leaf, ...]:
    """Give the phrases of the list ``name``, the longest first where they begin alike."""
    later = later_classes(name)
    longest = tuple(sorted(phrases, key=len, reverse=True))
    found = []
    for letter, group in by_first_letter(longest).items():
        if not letter or not is_plain_choice(group):
            found += [Leaf(letter, expand(rest, later), _run(letter + rest)) for rest in group]
            continue
        found += [
            Leaf(letter + second, expand(rest, later), _run(letter + second + rest))
            for second, rests in by_first_letter(tuple(group)).items()
            for rest in rests
        ]
    return tuple(found)


def alternation(leaves: tuple[Leaf, ...], depth: int = 0) -> str:
    """Give a pattern for any of the phrases, in their order."""
    parts = []
    for letter, same in groupby(leaves, key=lambda leaf: leaf.path[depth : depth + 1]):
        if letter:
            inner = alternation(tuple(same), depth + 1)
            parts.append(EITHER_LETTER.format(letter, letter.upper()) + inner)
        else:
            parts += [leaf.rest for leaf in same]
    return f"(?:{'|'.join(parts)})" if parts else NO_PHRASE


def _run(phrase: str) -> str:
    """Give the longest run of letters that a phrase can't do without."""
    parts = None if captures(phrase) else pieces(phrase)
    if parts is None:
        return ""
    letters = [part if len(part) == 1 and part.isascii() and part.isalpha() else " " for part in parts]
    longest = max("".join(letters).lower().split(), key=len, default="")
    return longest if len(longest) >= _SHORTEST else ""
