"""Which rules may match a sentence, told by its words alone: no rule is tried without its words.

Of each pattern is read off what every match of it holds: of each row one word, one pair of words
that follow each other, or one run of letters within a word. All rows of all rules are bits of one
number, so that a sentence costs one look a word, however many rules there are.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from rules.redaction_patterns import CLASSES, MARKS
from rules.redaction_probes import pieces, split_choices
from rules.text_marks import CONTACT, ORGANISATION, SOURCE, SUBJECT_OPENS

Row = frozenset[str]
"""One of these is in each match: a word, two words with a space between, ``*`` and letters."""

_MOST_PAIRS = 400
_SHORTEST_RUN = 2
_LARGE = 200
_MOST_ROWS = 5
_MOST_KNOWN = 8192
_WITHIN = "*"
_SIGNS = {"<S>": SOURCE, "<O>": ORGANISATION, "<C>": CONTACT, "<SUBJ>": SUBJECT_OPENS}
_CODES = re.compile(r"\\[xUN]")
_CODE = re.compile(r"\\u([0-9a-f]{4})")
_GROUP = re.compile(r"\((?:\?(?:-i)?:|(?!\?))(.*)\)", re.DOTALL)
_MAYBE = re.compile(r"\((?:\?:|(?!\?))(.*)\)(?:[*?]|\{0,\d\})\??", re.DOTALL)
_LETTERS = re.compile(rf"\[([A-Za-z]{{2,4}}|[{SOURCE}-{CONTACT}]+)\](?![*+?{{])")
_EDGE = re.compile(
    r"\\(?:[bAZsd]|[^\w])|[ ,;:!'\"/&@%-]|\[[,.;:)(!? -]+\]|<(?:S|O|C|SUBJ)>"
    r"|\(\?<?!(?:\\w|\[\\w'\])\)"
)
_SIGN_MAYBE = re.compile(r"[ ,'\"-]\??[*?]|\\[^\w][*?]")
_AHEAD = re.compile(r"\(\?(?:=(.*)|!.*)\)", re.DOTALL)
_BEHIND = re.compile(r"\(\?<[=!].*\)", re.DOTALL)
_LIST = {mark: name for name, mark in MARKS.items()}
_TOKEN = re.compile(rf"[a-z]+|[&+{''.join(_SIGNS.values())}]")


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
        if len(choices := split_choices(pattern)) > 1:
            return tuple(way for one in choices for way in self.ways(one))
        parts = pieces(pattern)
        if parts is None:
            return ((),)
        units = _units(parts)
        groups = [(len(split_choices(group[1])), at) for at, unit in enumerate(units)
                  if len(unit) > _LARGE and (group := _GROUP.fullmatch(unit))]
        common = self._choice(pattern, left=False, right=False).rows
        if not groups:
            return (_sorted(common),)
        _, at = max(groups)
        group = _GROUP.fullmatch(units[at])
        left, right = _closes(units[:at], start=False), _opens(units[at + 1 :], end=False)
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
        parts = pieces(pattern)
        if not parts:
            return _Shape((), None, None)
        units = _units(parts)
        shapes = [
            self._unit(
                unit,
                left=_closes(units[:at], start=left),
                right=_opens(units[at + 1 :], end=right),
            )
            for at, unit in enumerate(units)
        ]
        rows = [row for shape in shapes for row in shape.rows]
        for at, unit in enumerate(units):
            if unit == " " and 0 < at < len(units) - 1:
                rows += _pairs(shapes[at - 1].lasts, shapes[at + 1].firsts)
        return _Shape(tuple(rows), shapes[0].firsts, shapes[-1].lasts)

    def _unit(self, unit: str, *, left: bool, right: bool) -> _Shape:
        sign = _SIGNS.get(unit, unit)
        if sign in _SIGNS.values():
            only = frozenset({sign})
            return _Shape((only,), only, None if sign == SUBJECT_OPENS else only)
        if unit.isascii() and unit.isalpha():
            return _word(unit.lower(), left=left, right=right)
        if unit in {"&", r"\+"}:
            return _word(unit[-1], left=True, right=True)
        if unit in _LIST:
            return self._choice("|".join(self._lists[_LIST[unit]]), left=left, right=right)
        if ahead := _AHEAD.fullmatch(unit):
            seen = self._choice(ahead[1], left=left, right=False) if ahead[1] else None
            return _Shape(seen.rows if seen else (), None, None)
        inner = CLASSES.get(unit[1:-1]) if unit.startswith("<") else None
        group = _GROUP.fullmatch(unit)
        if inner is None and group is None:
            return _Shape((), None, None)
        return self._choice(inner or (group[1] if group else ""), left=left, right=right)


class Gates:
    """The rows of all rules, by what satisfies them."""

    def __init__(self, rules: Iterable[Iterable[Iterable[Row]]]) -> None:
        """Take the rows of each way to match each rule, those first that count most."""
        ways = [
            (1 << number, tuple(rows)[:_MOST_ROWS])
            for number, each in enumerate(rules)
            for rows in each
        ]
        self._rules = tuple(bit for bit, _ in ways)
        self._count = len(ways)
        self._places = max((len(rows) for _, rows in ways), default=0)
        self._every = (1 << self._count) - 1
        self._open = 0
        self._words: dict[str, int] = {}
        self._runs: dict[str, int] = {}
        self._pairs: dict[tuple[str, str], int] = {}
        for number, (_, rows) in enumerate(ways):
            for place in range(self._places):
                bit = 1 << (place * self._count + number)
                if place >= len(rows):
                    self._open |= bit
                else:
                    self._add(rows[place], bit)
        self._longest = max(map(len, self._runs), default=0)
        self._known: dict[str, int] = {}
        # One value, for a thread may ask for another text.
        self._last: tuple[str | None, int] = (None, 0)

    def again(self, text: str) -> int:
        """Give the candidates for a text that is asked for many times in a row."""
        seen, found = self._last
        if seen != text:
            found = self.candidates(text)
            self._last = (text, found)
        return found

    def candidates(self, sentence: str) -> int:
        """Give the rules that may match a sentence, one bit each; never without one that does."""
        words = _TOKEN.findall(sentence.lower())
        met, known, pairs = self._open, self._known, self._pairs
        for word in set(words):
            bits = known.get(word)
            if bits is None:
                bits = self._met_by(word)
            if bits:
                met |= bits
        for pair in pairs.keys() & zip(words, words[1:], strict=False):
            met |= pairs[pair]
        left = self._every
        for _ in range(self._places):
            left &= met
            if not left:
                return 0
            met >>= self._count
        found = 0
        while left:
            at = left.bit_length() - 1
            found |= self._rules[at]
            left ^= 1 << at
        return found

    def _add(self, row: Row, bit: int) -> None:
        for item in row:
            first, _, second = item.partition(" ")
            if second:
                self._pairs[first, second] = self._pairs.get((first, second), 0) | bit
            elif item.startswith(_WITHIN):
                self._runs[item[1:]] = self._runs.get(item[1:], 0) | bit
            else:
                self._words[item] = self._words.get(item, 0) | bit

    def _met_by(self, word: str) -> int:
        bits = self._words.get(word, 0)
        for start in range(len(word) - 1):
            for end in range(start + _SHORTEST_RUN, min(len(word), start + self._longest) + 1):
                bits |= self._runs.get(word[start:end], 0)
        if len(self._known) >= _MOST_KNOWN:
            self._known = {}
        self._known[word] = bits
        return bits


def _opens(units: list[str], *, end: bool) -> bool:
    """Say whether no letter can follow just before these units: an edge comes first."""
    if not units:
        return end
    first, rest = units[0], units[1:]
    if _EDGE.fullmatch(first):
        return True
    if _AHEAD.fullmatch(first) or _SIGN_MAYBE.fullmatch(first):
        return _opens(rest, end=end)
    group, maybe = _GROUP.fullmatch(first), _MAYBE.fullmatch(first)
    after = _opens(rest, end=end) if group or maybe else False
    if maybe and not after:
        return False
    inner = group or maybe
    if inner is None:
        return False
    each = [pieces(one) for one in split_choices(inner[1])]
    return all(parts is not None and _opens(_units(parts), end=after) for parts in each)


def _closes(units: list[str], *, start: bool) -> bool:
    """Say whether no letter can stand just after these units: an edge comes last."""
    if not units:
        return start
    last, rest = units[-1], units[:-1]
    if _EDGE.fullmatch(last) or last == "<CLAUSE>":
        return True
    if _BEHIND.fullmatch(last) or _SIGN_MAYBE.fullmatch(last):
        return _closes(rest, start=start)
    group, maybe = _GROUP.fullmatch(last), _MAYBE.fullmatch(last)
    before = _closes(rest, start=start) if group or maybe else False
    if maybe and not before:
        return False
    inner = group or maybe
    if inner is None:
        return False
    each = [pieces(one) for one in split_choices(inner[1])]
    return all(parts is not None and _closes(_units(parts), start=before) for parts in each)


def _sorted(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(dict.fromkeys(rows), key=_worth, reverse=True))


def _units(parts: list[str]) -> list[str]:
    """Join letters that follow each other."""
    units: list[str] = []
    joins = False
    for part in parts:
        letter = len(part) == 1 and part.isascii() and part.isalpha()
        if letter and joins:
            units[-1] += part
        else:
            units.append(part)
        joins = letter
    return units


def _word(word: str, *, left: bool, right: bool) -> _Shape:
    if left and right:
        only = frozenset({word})
        return _Shape((only,), only, only)
    return _Shape((frozenset({_WITHIN + word}),) if len(word) >= _SHORTEST_RUN else (), None, None)


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
