"""One text as words with their places, and what of it has been claimed by whom."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate

from rules.folding import fold
from rules.text_marks import SUBJECT_CLOSES, SUBJECT_OPENS

# The possessive "'s" is no part of the word that it follows.
_WORD = re.compile(r"([^\W\d_]+(?:'(?![sS\u017f](?![^\W_]))[^\W\d_]+)*|\d+)")
# The same in a text of plain letters: ranges cost a third of what classes do.
_PLAIN_WORD = re.compile(r"([A-Za-z]+(?:'(?![sS](?![A-Za-z0-9]))[A-Za-z]+)*|[0-9]+)")
_ESSES = frozenset("sS")
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN = re.compile(r"(?:'[sS](?= ))?[\s\-.,&/']{0,4}")


class Phrases:
    """Phrases as words in their folded form, by their first word, the longest first.

    ``starts`` are the words with which one may begin, also with the "s" of a possessive.
    """

    __slots__ = ("forms", "starts")

    def __init__(self, forms: Iterable[tuple[str, ...]]) -> None:
        """Sort phrases by their first word."""
        self.forms: dict[str, list[tuple[str, ...]]] = {}
        for form in sorted({form for form in forms if form}, key=len, reverse=True):
            self.forms.setdefault(form[0], []).append(form)
        self.starts = frozenset(self.forms) | {key + "s" for key in self.forms}


def cut(form: tuple[str, ...]) -> tuple[str, ...]:
    """Cut words where a page does: between digits and letters (``3rd``)."""
    return tuple(part for word in form for part in _PARTS.findall(word))


class Page:
    """A text cut into words; spans of it are claimed once, and then stand in no later search."""

    def __init__(self, text: str) -> None:
        """Cut the text. ``keys`` are the words folded, without apostrophes."""
        self.text = text
        pieces = (_PLAIN_WORD if text.isascii() else _WORD).split(text)
        places = list(accumulate(map(len, pieces)))
        self.starts, self.ends, self.written = places[:-1:2], places[1::2], pieces[1::2]
        if "'s" in text or "'S" in text:
            self._drop_possessives()
        self.keys = _folded(self.written)
        self.where: dict[str, list[int]] = {}
        for at, key in enumerate(self.keys):
            self.where.setdefault(key, []).append(at)
        self.free = [True] * len(self.written)
        self._claims: list[tuple[int, int, str]] = []

    def _drop_possessives(self) -> None:
        words = enumerate(self.written)
        esses = [
            at for at, word in words if word in _ESSES and _possessive(self.text, self.starts[at])
        ]
        for at in reversed(esses):
            del self.starts[at], self.ends[at], self.written[at]

    def gap(self, at: int) -> str:
        """Give what stands between word ``at`` and the next."""
        return self.text[self.ends[at] : self.starts[at + 1]]

    def claim(self, first: int, last: int, mark: str) -> None:
        """Claim the words from ``first`` to ``last`` inclusive."""
        self.claim_span(self.starts[first], self.ends[last], mark)

    def claim_span(self, start: int, end: int, mark: str) -> None:
        """Claim a span of characters, unless a word of it is taken."""
        first, last = bisect_left(self.ends, start + 1), bisect_left(self.starts, end)
        if not all(self.free[first:last]):
            return
        self.free[first:last] = [False] * (last - first)
        self._claims.append((start, end, mark))

    def seek(self, phrases: Phrases) -> Iterator[tuple[int, int]]:
        """Give the first and the last word of every phrase, in the order of the text."""
        starts = self.where.keys() & phrases.starts
        for at in sorted([at for key in starts for at in self.where[key]]):
            if self.free[at] and (last := self.match(at, phrases)) >= 0:
                yield at, last

    def match(self, at: int, phrases: Phrases) -> int:
        """Give the last word of the longest phrase that begins at a word, or -1.

        Apostrophe, plural and the "s" of a possessive do not matter, nor do the signs between.
        """
        key = self.keys[at]
        if key not in phrases.starts:
            return -1
        forms = phrases.forms
        for form in (*forms.get(key, ()), *forms.get(key.removesuffix("s"), ())):
            last = self._reaches(at, form)
            if last >= 0:
                return last
        return -1

    def _reaches(self, at: int, form: tuple[str, ...]) -> int:
        last = len(form) - 1
        place = at
        for number, wanted in enumerate(form):
            if number:
                place += 1
                if self._skips(place, wanted):
                    place += 1
            if place >= len(self.keys) or not self.free[place]:
                return -1
            key = self.keys[place]
            if key != wanted and not (number == last and key == wanted + "s"):
                return -1
            if number and not self.near(place - 1):
                return -1
        return place

    def _skips(self, place: int, wanted: str) -> bool:
        return (
            wanted != "and" and place < len(self.keys) - 1 and self.keys[place] == "and"
        ) and self.near(place - 1)

    def near(self, at: int) -> bool:
        """Say whether only joining signs stand between a word and the next."""
        return at + 1 < len(self.keys) and _BETWEEN.fullmatch(self.gap(at)) is not None

    def marked(self) -> str:
        """Give the text with a mark for each claim; a subject's name stays, between its marks."""
        pieces, at = [], 0
        for start, end, mark in sorted(self._claims):
            pieces.append(self.text[at:start])
            if mark == SUBJECT_OPENS:
                pieces += [SUBJECT_OPENS, self.text[start:end], SUBJECT_CLOSES]
            elif mark:
                pieces.append(mark)
            else:
                pieces.append(self.text[start:end])
            at = end
        return "".join((*pieces, self.text[at:]))


def _folded(words: list[str]) -> list[str]:
    return fold(" ".join(words)).replace("'", "").split(" ")[: len(words)]


def _possessive(text: str, start: int) -> bool:
    return start > 1 and text[start - 1] == "'" and text[start - 2].isalnum()
