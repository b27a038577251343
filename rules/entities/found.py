"""What every finder gives, and the text with the places that are already taken."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import NamedTuple

from rules.entity_kinds import MARKING
from rules.entity_words import EntityWords
from rules.word_tokens import Tokens
from schemas.enums import EntityType

_FIGURES = re.compile(r"[0-9]+")
# Letters that match an ASCII letter where case does not matter, beside its own two forms.
_ODD = "\u017f\u0131\u0130\u212a"
_ASCII = str.maketrans("\u017f\u0131\u0130\u212a", "siik")
_APART, _MANY = 4, 6
_BEFORE, _AFTER = 8, 6


class Found(NamedTuple):
    """An entity in a text: ``text[start:end] == raw``; canonical forms as DESIGN 6 gives them."""

    type: EntityType
    raw: str
    canonical: str
    aliases: tuple[str, ...]
    start: int
    end: int


def _lowered(text: str) -> str:
    odd = not text.isascii() and any(letter in text for letter in _ODD)
    return (text.translate(_ASCII) if odd else text).lower()


def _stretches(figures: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    first = reached = -1
    many = 0
    for start, end in figures:
        if reached < 0 or start - reached > _APART:
            if many >= _MANY:
                yield max(0, first - _BEFORE), reached + _AFTER
            first, many = start, 0
        many += end - start
        reached = end
    if many >= _MANY:
        yield max(0, first - _BEFORE), reached + _AFTER


class Scene:
    """A text while entities are found in it: each place belongs to the first that claims it.

    It is cut into words once. ``kinds`` has one entry a word: what the word may be
    (``entity_kinds``); ``marked`` are the few that may begin or end something, by number;
    ``present`` are all words, so that a finder that needs one of some words may go home early;
    ``figures`` are the spans of figures.
    """

    def __init__(self, text: str, words: EntityWords) -> None:
        """Begin with nothing taken."""
        self.text = text
        self.words = words
        self.found: list[Found] = []
        self.low = _lowered(text)
        self.tokens = Tokens(text)
        self.present = frozenset(self.tokens.keys)
        kind_of = words.kinds.get
        self.kinds = list(map(kind_of, self.tokens.keys, repeat(0)))
        self.marked = [(at, kind) for at, kind in enumerate(self.kinds) if kind & MARKING]
        self.figures = [match.span() for match in _FIGURES.finditer(text)]
        self.shouts = text.isupper()
        self._taken = bytearray(len(text))
        self._cues: dict[str, list[re.Match[str]]] = {}
        self.within: frozenset[str] | None = None
        self._begun: dict[str, list[int]] | None = None
        self._stretches: list[tuple[int, int]] | None = None

    def before_figures(self, *distances: int) -> set[int]:
        """Give the places that are so many characters before the first of several figures."""
        return {at - far for at, _ in self.figures for far in distances if at >= far}

    @property
    def long_numbers(self) -> list[tuple[int, int]]:
        """The stretches with so many figures near each other that they may be a number."""
        if self._stretches is None:
            self._stretches = list(_stretches(self.figures))
        return self._stretches

    def matches(self, pattern: re.Pattern[str], places: Iterable[int]) -> Iterator[re.Match[str]]:
        """Give what ``finditer`` gives of a pattern that can match from these places only."""
        reached = 0
        for place in sorted(places):
            if place >= reached and (match := pattern.match(self.text, place)):
                yield match
                reached = match.end()

    def cues(self, name: str) -> list[re.Match[str]]:
        """Give where the phrases of a list stand; they are looked for once."""
        known = self._cues.get(name)
        if known is not None:
            return known
        pattern = self.words.patterns[name]
        if any(stem in self.low for stem in self.words.gates[name].stems):
            found = list(pattern.finditer(self.text))
        else:
            found = list(self.matches(pattern, self._begun_at(name)))
        self._cues[name] = found
        return found

    def _begun_at(self, name: str) -> list[int]:
        """Give where a word stands with which a phrase of a list begins; all lists in one go."""
        if self._begun is None:
            self._begun = {}
            begins = self.words.begins
            likely = begins.keys() & self.present
            for key, start in zip(self.tokens.keys, self.tokens.starts, strict=True):
                if key in likely:
                    for each in begins[key]:
                        self._begun.setdefault(each, []).append(start)
        return self._begun.get(name, [])

    def word_at(self, place: int) -> int:
        """Give the number of the first word that begins at a place or after it."""
        return bisect_left(self.tokens.starts, place)

    def word_before(self, place: int) -> int:
        """Give the number of the last word that begins before a place; -1 where there is none."""
        return bisect_right(self.tokens.starts, place - 1) - 1

    def free(self, start: int, end: int) -> bool:
        """Say whether nothing has claimed any of the span."""
        return 1 not in self._taken[start:end]

    def block(self, start: int, end: int) -> None:
        """Claim a span without an entity: it cannot be one of a later family."""
        self._taken[start:end] = b"\x01" * (end - start)

    def claim(
        self,
        kind: EntityType,
        span: tuple[int, int],
        canonical: str,
        aliases: tuple[str, ...] = (),
    ) -> bool:
        """Add an entity, unless its place is taken; says whether it was added."""
        start, end = span
        if start >= end or not self.free(start, end):
            return False
        self.block(start, end)
        self.found.append(Found(kind, self.text[start:end], canonical, aliases, start, end))
        return True
