"""Cuts a text into pieces and says what of each can be weighed: does it point to its writer?

A piece is what a sentence falls into where a preposition, a conjunction, a pronoun, a verb or a
sign parts it: "at the returns desk", "her floor manager", "was doing the bins". It can be told
by its own words, by what stands beside it, and by who acts in its clause.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from rules.kinds import Kinds
from rules.sentences import Prose

Signs = tuple[str, str]
"""One thing that can be weighed: which sort of sign, and its value."""

_NEAR = (1, 2, 3, 7, 15)
_LONGEST = 6
_GAP_SIGNS = {
    ",": "comma",
    "(": "bracket",
    ":": "colon",
    ";": "semicolon",
    '"': "quotation",
    "-": "dash",
    "\n": "line",
    "/": "stroke",
}
_BREAKS = frozenset(',;:()"/\u2013\u2014\n.!?')


class Piece(NamedTuple):
    """The words of a piece, by number: from ``start`` up to ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Names:
    """The words of the form's own names: of its subjects, of who sent it, of their organisation."""

    subjects: frozenset[str]
    source: frozenset[str]
    organisation: frozenset[str]
    roles: frozenset[str]


class Pieces:
    """A text in pieces."""

    def __init__(self, prose: Prose, kinds: Kinds, names: Names) -> None:
        """Cut the text. ``names`` are what the form itself says."""
        self.prose, self._kinds, self._names = prose, kinds, names
        self._gaps = _gaps(prose)
        self._shouting = prose.text.isupper()
        self._classes = [self._class(at) for at in range(len(prose.words))]
        self._firsts = [at for at, word in enumerate(prose.words) if word in kinds.first_persons]
        self._clauses = _spread(prose.clause, self._classes)
        self._sentences = _spread(prose.sentence, self._classes)
        self._heads = {number: at for at, number in reversed([*enumerate(prose.clause)])}
        self.all = tuple(Piece(*ends) for ends in pairwise(self._cuts()))

    def may_go(self, piece: Piece) -> bool:
        """Say whether there is anything in a piece that could point to somebody: no subject."""
        words = self.prose.words[piece.start : piece.end]
        return "subject" not in self._classes[piece.start : piece.end] and not (
            self._kinds.small.issuperset(words)
        )

    def own(self, piece: Piece) -> tuple[set[str], set[str]]:
        """Give the words of a piece, and their kinds."""
        start, end = piece
        return {*self.prose.words[start:end]}, {*self._classes[start:end]}

    def acts(self, at: int) -> bool:
        """Say whether a word is an action."""
        return self._kinds.of(self.prose.words[at])[1]

    def signs(self, number: int) -> Iterator[Signs]:
        """Give all that can be weighed of the piece of a number."""
        piece = self.all[number]
        yield from self._inside(piece)
        yield from self._beside(number)
        yield from self._around(piece)

    def _inside(self, piece: Piece) -> Iterator[Signs]:
        words, classes = self.prose.words, self._classes
        start, end = piece
        whose = next((words[at] for at in range(start, end) if self._is_determiner(at)), "-")
        place = words[start] if words[start] in self._kinds.prepositions else ""
        for at in range(start, end):
            yield "word", words[at]
            yield "kind", classes[at]
            yield "whose", f"{place} {whose} {classes[at]}"
        for at in range(start, end - 1):
            yield "words", f"{words[at]} {words[at + 1]}"
            yield "kinds", f"{classes[at]} {classes[at + 1]}"
        yield "first", words[start]
        yield "last", words[end - 1]
        yield "length", str(min(end - start, _LONGEST))

    def _is_determiner(self, at: int) -> bool:
        return self.prose.words[at] in self._kinds.determiners

    def _beside(self, number: int) -> Iterator[Signs]:
        words, classes, (start, end) = self.prose.words, self._classes, self.all[number]
        yield "before", words[start - 1] if start else "^"
        yield "kind before", classes[start - 1] if start else "^"
        yield "after", words[end] if end < len(words) else "$"
        yield "kind after", classes[end] if end < len(words) else "$"
        for sign, name in _GAP_SIGNS.items():
            if sign in self._gaps[start]:
                yield "sign before", name
            if sign in self._gaps[end]:
                yield "sign after", name
        if number:
            for at in range(*self.all[number - 1]):
                yield "near before", words[at]
        if number + 1 < len(self.all):
            for at in range(*self.all[number + 1]):
                yield "near after", words[at]

    def _around(self, piece: Piece) -> Iterator[Signs]:
        prose, (start, end) = self.prose, piece
        clause, sentence = prose.clause[start], prose.sentence[start]
        for one in self._clauses[clause]:
            yield "clause", one
        for one in self._sentences[sentence]:
            yield "sentence", one
        head = self._heads[clause]
        word = prose.words[head]
        yield "opens", word if word in self._kinds.small else self._classes[head]
        far = min((min(abs(start - at), abs(end - 1 - at)) for at in self._firsts), default=99)
        yield "first person", str(next((near for near in _NEAR if far <= near), "far"))
        last = len(prose.limits) - 1
        place = "begins" if sentence == 0 else "ends" if sentence == last else "amid"
        yield "place", place
        for at in range(start, end):
            yield "placed", f"{place} {self._classes[at]}"

    def _class(self, at: int) -> str:
        """Say what a word is: by the form's own names, among the small words, or its kind."""
        word, names, kinds = self.prose.words[at], self._names, self._kinds
        if word in names.subjects:
            return "subject"
        if word in names.source:
            return "source"
        if word in kinds.small:
            return self._small(word)
        if word in names.organisation or word in names.roles:
            return "organisation" if word in names.organisation else "role"
        return self._kind(at)

    def _small(self, word: str) -> str:
        kinds = self._kinds
        if word in kinds.first_persons:
            return "first"
        if word in kinds.others:
            return "other"
        return word if word in kinds.pronouns else "small"

    def _kind(self, at: int) -> str:
        word = self.prose.words[at]
        if any(map(str.isdecimal, word)):
            return "number"
        kind, action = self._kinds.of(word)
        written = self.prose.text[self.prose.starts[at] : self.prose.ends[at]]
        if not self._shouting and written[:1].isupper() and self._within(at):
            capitals = "letters" if written.isupper() and len(written) > 1 else "name"
            return capitals if not kind else f"{capitals} {kind}"
        if not kind:
            return "unknown"
        return f"to {kind}" if action else kind

    def _within(self, at: int) -> bool:
        """Say whether a word stands within a sentence, so that its capital says something."""
        return at > 0 and self.prose.sentence[at] == self.prose.sentence[at - 1]

    def _cuts(self) -> Iterator[int]:
        """Give where pieces begin, and the end of the text."""
        words, began, thing, action = self.prose.words, 0, False, False
        yield 0
        for at in range(len(words)):
            opening = self._opens(at, began, thing=thing, action=action)
            if at and opening:
                yield at
                began, thing, action = at, False, False
            _, acts = self._kinds.of(words[at])
            acts = acts and not (at and self._is_determiner(at - 1))
            action = action or acts
            thing = thing or (not acts and words[at] not in self._kinds.small)
            thing = thing or words[at] in self._kinds.pronouns
        if words:
            yield len(words)

    def _opens(self, at: int, began: int, *, thing: bool, action: bool) -> bool:
        prose, kinds = self.prose, self._kinds
        word, before = prose.words[at], prose.words[began:at]
        if at and (
            prose.sentence[at] != prose.sentence[at - 1] or not _BREAKS.isdisjoint(self._gaps[at])
        ):
            return True
        if word in kinds.openers or word in kinds.prepositions:
            return not (kinds.openers | kinds.prepositions).issuperset(before)
        if word in kinds.pronouns:
            return not kinds.openers.issuperset(before)
        acts = kinds.of(word)[1]
        return acts and thing and not action and at > began and not self._is_determiner(at - 1)


def _gaps(prose: Prose) -> list[str]:
    """Give what stands before each word, and after the last."""
    ends = (0, *prose.ends)
    starts = (*prose.starts, len(prose.text))
    return [prose.text[end:start] for end, start in zip(ends, starts, strict=True)]


def _spread(numbers: tuple[int, ...], classes: list[str]) -> dict[int, dict[str, None]]:
    """Give the classes of the words of each clause or sentence, each once."""
    found: dict[int, dict[str, None]] = {}
    for number, one in zip(numbers, classes, strict=True):
        found.setdefault(number, {})[one] = None
    return found
