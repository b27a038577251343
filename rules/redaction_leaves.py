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
from rules.redaction_probes import pieces, split_choices
from rules.text_marks import CONTACT, ORGANISATION, SOURCE, SUBJECT_OPENS

NO_PHRASE = "(?:(?!))"
"""Matches nothing."""

_SHORTEST = 2
_MARKS = {"<S>": SOURCE, "<O>": ORGANISATION, "<C>": CONTACT, "<SUBJ>": SUBJECT_OPENS}
_GROUP = re.compile(r"\((?:\?:|(?!\?))(.*)\)", re.DOTALL)
_CODES = re.compile(r"\\[xuUN]")
_CAPTURES = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(\((?!\?)|\(\?P|\(\?\()", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A phrase of a list.

    ``path`` are the letters that it begins with, by which phrases are grouped; ``rest`` is the
    regular expression of what follows. Of ``runs``, letters in lower case, one stands unbroken in
    each text that the phrase occurs in; there are none where that can't be told.
    """

    path: str
    rest: str
    runs: frozenset[str]


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
            found += [Leaf(letter, expand(rest, later), _own(letter + rest)) for rest in group]
            continue
        found += [
            Leaf(letter + second, expand(rest, later), _own(letter + second + rest))
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


def _own(phrase: str) -> frozenset[str]:
    return frozenset() if captures(phrase) else _runs(phrase)


def _runs(phrase: str) -> frozenset[str]:
    """Give runs of letters, one of which is in each match; none where that can't be told."""
    if _CODES.search(phrase):
        return frozenset()
    choices = split_choices(phrase)
    runs = [_runs_in_row(choice) for choice in choices]
    return frozenset().union(*runs) if all(runs) else frozenset()


def _runs_in_row(phrase: str) -> frozenset[str]:
    parts = pieces(phrase)
    return frozenset() if parts is None else max(_choices(parts), key=_worth, default=frozenset())


def _choices(parts: list[str]) -> list[frozenset[str]]:
    """Give what each of the parts of a row, one after the other, can't be without."""
    row = "".join(
        part if len(part) == 1 and part.isascii() and part.isalpha() else " " for part in parts
    )
    found = [frozenset({run}) for run in row.lower().split() if len(run) >= _SHORTEST]
    found += [frozenset({part}) for part in parts if part in _MARKS.values()]
    groups = (_GROUP.fullmatch(part) for part in parts)
    found += [runs for group in groups if group and (runs := _runs(group[1]))]
    return found


def _worth(runs: frozenset[str]) -> tuple[int, int]:
    """The longer the shortest run and the fewer, the less text holds any of them."""
    return min(map(len, runs), default=0), -len(runs)
