"""Reads off a pattern what every match of it holds: words, words in a row, letters in a word."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from rules.redaction_edges import AHEAD, GROUP, closes, opens, units_in
from rules.redaction_patterns import CLASSES, MARKS
from rules.redaction_probes import split_choices
from rules.text_marks import CONTACT, ORGANISATION, SOURCE, SUBJECT_OPENS

Row = frozenset[str]
"""One of these is in each match: a word, two words with a space between, ``*`` and letters."""

WITHIN = "*"
"""Stands before letters that may be only a part of a word."""

SHORTEST_RUN = 2

SIGNS: Mapping[str, str] = {
    "<S>": SOURCE,
    "<O>": ORGANISATION,
    "<C>": CONTACT,
    "<SUBJ>": SUBJECT_OPENS,
}
"""The marks that are words of their own, as patterns write them."""

_MOST_PAIRS = 400
_LARGE = 200
_CODES = re.compile(r"\\[xUN]")
_CODE = re.compile(r"\\u([0-9a-f]{4})")
# Sentences are looked at in small letters, so one letter in both cases is that letter.
_BOTH_CASES = re.compile(r"\[([A-Za-z])(?i:\1)\](?![*+?{])")
_LETTERS = re.compile(rf"\[([A-Za-z]{{2,4}}|[{SOURCE}-{CONTACT}]+)\](?![*+?{{])")
_LIST = {mark: name for name, mark in MARKS.items()}


@dataclass(frozen=True, slots=True)
class _Shape:
    """What each match of a part of a pattern holds, and the words it begins and ends with."""

    rows: tuple[Row, ...]
    firsts: Row | None
    lasts: Row | None


class Shapes:
    """Reads patterns; ``lists`` are the phrases of which their classes are made."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        """Take the phrases of each list."""
        self._lists = lists
        self._known: dict[tuple[str, bool, bool], _Shape] = {}

    def ways(self, pattern: str) -> tuple[tuple[Row, ...], ...]:
        """Give the rows of each way to match a pattern: of each choice of its largest group."""
        if _CODES.search(pattern):
            return ((),)
        pattern = _CODE.sub(lambda code: chr(int(code[1], 16)), pattern)
        pattern = _BOTH_CASES.sub(lambda letter: letter[1].lower(), pattern)
        if len(choices := split_choices(pattern)) > 1:
            return tuple(way for one in choices for way in self.ways(one))
        units = units_in(pattern)
        if units is None:
            return ((),)
        groups = [
            (len(split_choices(group[1])), at)
            for at, unit in enumerate(units)
            if len(unit) > _LARGE and (group := GROUP.fullmatch(unit))
        ]
        common = self._choice(pattern, left=False, right=False).rows
        if not groups:
            return (_sorted(common),)
        _, at = max(groups)
        group = GROUP.fullmatch(units[at])
        left, right = closes(units[:at], start=False), opens(units[at + 1 :], end=False)
        return tuple(
            _sorted((*self._row(one, left=left, right=right).rows, *common))
            for one in split_choices(group[1] if group else "")
        )

    def _choice(self, pattern: str, *, left: bool, right: bool) -> _Shape:
        """Read a choice; ``left`` and ``right`` say whether a word can't go on beyond its ends."""
        key = (pattern, left, right)
        if key not in self._known:
            each = [self._row(one, left=left, right=right) for one in split_choices(pattern)]
            self._known[key] = each[0] if len(each) == 1 else _either(each)
        return self._known[key]

    def _row(self, pattern: str, *, left: bool, right: bool) -> _Shape:
        if letters := _LETTERS.search(pattern):
            before, after = pattern[: letters.start()], pattern[letters.end() :]
            return self._choice(
                "|".join(before + letter + after for letter in letters[1]), left=left, right=right
            )
        units = units_in(pattern)
        if not units:
            return _Shape((), None, None)
        shapes = [
            self._unit(
                unit,
                left=closes(units[:at], start=left),
                right=opens(units[at + 1 :], end=right),
            )
            for at, unit in enumerate(units)
        ]
        rows = [row for shape in shapes for row in shape.rows]
        for at, unit in enumerate(units):
            if unit == " " and 0 < at < len(units) - 1:
                rows += _pairs(shapes[at - 1].lasts, shapes[at + 1].firsts)
        return _Shape(tuple(rows), shapes[0].firsts, shapes[-1].lasts)

    def _unit(self, unit: str, *, left: bool, right: bool) -> _Shape:
        sign = SIGNS.get(unit, unit)
        if unit in {"&", r"\+"} or sign in SIGNS.values():
            sign = sign[-1]
            only = frozenset({sign})
            return _Shape((only,), only, None if sign == SUBJECT_OPENS else only)
        if unit.isascii() and unit.isalpha():
            return _word(unit.lower(), left=left, right=right)
        if unit in _LIST:
            return self._choice("|".join(self._lists[_LIST[unit]]), left=left, right=right)
        if ahead := AHEAD.fullmatch(unit):
            seen = self._choice(ahead[1] or ".", left=left, right=False)
            return _Shape(seen.rows, None, None)
        group = GROUP.fullmatch(unit)
        inner = group[1] if group else CLASSES.get(unit.strip("<>"))
        return self._choice(inner, left=left, right=right) if inner else _Shape((), None, None)


def _word(word: str, *, left: bool, right: bool) -> _Shape:
    if left and right:
        only = frozenset({word})
        return _Shape((only,), only, only)
    return _Shape((frozenset({WITHIN + word}),) if len(word) >= SHORTEST_RUN else (), None, None)


def _either(shapes: list[_Shape]) -> _Shape:
    found = [max(shape.rows, key=_worth, default=frozenset()) for shape in shapes]
    firsts = [shape.firsts or frozenset() for shape in shapes]
    lasts = [shape.lasts or frozenset() for shape in shapes]
    return _Shape(
        (frozenset().union(*found),) if all(found) else (),
        frozenset().union(*firsts) if all(firsts) else None,
        frozenset().union(*lasts) if all(lasts) else None,
    )


def _pairs(lasts: Row | None, firsts: Row | None) -> list[Row]:
    if not lasts or not firsts or len(lasts) * len(firsts) > _MOST_PAIRS:
        return []
    return [frozenset(f"{one} {other}" for one, other in product(lasts, firsts))]


def _worth(row: Row) -> tuple[int, int]:
    """The longer the shortest and the fewer, the fewer sentences hold any of them."""
    return min(map(len, row), default=0), -len(row)


def _sorted(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(dict.fromkeys(rows), key=_worth, reverse=True))
