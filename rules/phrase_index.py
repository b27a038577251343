"""Phrases by the words that lead to them: what a phrase can't lack, and where to look first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from rules.phrases import SHORTEST_STEM, Phrase, Step

_COMMONEST = """
a about after again all also always am an and any are as at away be been before being but by came
can come could day did do does doing down each even ever every for from get go goes going got had
has have having he her here him his home house how i if in into is it its just keep know last like
made many may me more much my near never new night no not now of off often on one only or other our
out over people really said same saw say school see seen she so some still such take than that the
their them then there these they thing think this those time to too told two up us used very was we
week well went were what when where which while who why will with would year you your
"""
EVERYDAY = frozenset(_COMMONEST.split())
"""Words of most texts. This only says what to look for first, never what is found."""

_OF_A_TEXT = 400
"""How much more likely an everyday word is in a text than another."""

_MOST_ROWS = 60
"""Rows that one phrase is written out as; one that would be more is matched step by step."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Words in a row that are all of a phrase; the rarest stands ``offset`` words in."""

    owner: int
    phrase: Phrase
    words: tuple[str, ...]
    offset: int
    plain: bool

    def stands(self, words: tuple[str, ...], at: int, limit: int) -> bool:
        """Say whether the row stands from ``at``, up to ``limit``."""
        stop = at + len(self.words)
        if stop > limit:
            return False
        if self.plain:
            return words[at:stop] == self.words
        return all(map(same, self.words, words[at:stop]))


@dataclass(frozen=True, slots=True, eq=False)
class Gapped:
    """A phrase with gaps, or of many rows: its number, who it belongs to, what it can't lack.

    ``needs`` are the steps besides its rarest that it cannot lack, a bit each. Its rarest word
    stands at least ``least`` and at most ``most`` words after the one that the phrase begins with.
    """

    number: int
    owner: int
    phrase: Phrase
    needs: int
    least: int
    most: int


@dataclass(slots=True)
class Index:
    """Anything by words: whole words, and stems by their first letters."""

    literal: dict[str, list[int]] = field(default_factory=dict)
    stemmed: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    def add(self, parts: Iterable[str], number: int) -> None:
        """Enter a number under words, and under stems with their asterisk."""
        for part in parts:
            if part.endswith("*"):
                stem = part[:-1]
                self.stemmed.setdefault(stem[:SHORTEST_STEM], []).append((stem, number))
            else:
                self.literal.setdefault(part, []).append(number)

    def under(self, word: str) -> list[int]:
        """Give the numbers entered under a word, each once."""
        found = self.literal.get(word, [])
        stems = self.stemmed.get(word[:SHORTEST_STEM], ())
        return sorted({*found, *(number for stem, number in stems if word.startswith(stem))})


def rows(phrase: Phrase) -> Sequence[tuple[str, ...]]:
    """Write a phrase without gaps out as rows of words; none where there is a gap, or too many."""
    if len(phrase.steps) > 1:
        many = 1
        for step in phrase.steps:
            many *= len(step.words) + len(step.stems) + len(step.runs)
            if step.gap or step.optional or many > _MOST_ROWS:
                return ()
    choices = [list(_choices(step)) for step in phrase.steps]
    return [sum(row, ()) for row in product(*choices)]


def rarest(row: tuple[str, ...]) -> int:
    """Say which word of a row is the rarest in texts."""
    return min(range(len(row)), key=lambda at: weight(row[at]))


def first_parts(step: Step) -> list[str]:
    """Give what a step can begin with: words, and stems with their asterisk."""
    return list(dict.fromkeys(choice[0] for choice in _choices(step)))


def rare_parts(step: Step) -> list[str]:
    """Give words and stems one of which stands wherever a step does: of a run its rarest."""
    return list(dict.fromkeys(min(choice, key=weight) for choice in _choices(step)))


def weight(part: str) -> int:
    """Say how likely a word is in a text, against others."""
    return _OF_A_TEXT if part in EVERYDAY else 1


def reach(phrase: Phrase, step: int) -> tuple[int, int]:
    """Say how many words, least and most, the rarest word of a step stands after the first."""
    before = phrase.steps[:step]
    gaps = sum(one.gap for one in phrase.steps[: step + 1])
    wide = sum(one.widest for one in phrase.steps[: step + 1]) - 1
    return sum(not one.optional for one in before), gaps + wide


def same(wanted: str, word: str) -> bool:
    """Say whether a word is the one wanted, or begins as the stem wanted does."""
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def _choices(step: Step) -> Iterator[tuple[str, ...]]:
    yield from ((word,) for word in sorted(step.words))
    yield from ((stem + "*",) for stem in step.stems)
    yield from step.runs
