"""What weights.toml holds: how much each word or run of words speaks for a priority."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple, Self, cast

from pydantic import Field, PlainValidator

from rules.datafile import Entry

_NUMBERS = 4
_RARITIES = (0, 20)


SHORTEST = 12.0
"""A text is never taken for shorter than so: a few common words say nothing by themselves."""


class Weight(NamedTuple):
    """What a word adds: to HIGH, CRIME and NO_FURTHER_ACTION, and to the length of the text."""

    high: float
    crime: float
    idle: float
    squared: float


NOTHING = Weight(0.0, 0.0, 0.0, 0.0)
"""The weight of words that only begin something that has one."""


@dataclass(slots=True, eq=False)
class Node:
    """A word as a place in the tree of all that is known: its weight, and what may follow it."""

    weight: Weight
    further: "Tree"


Tree = Mapping[str, Node]
"""What is known, by its first word."""


class Shares(NamedTuple):
    """How much of what is said speaks for each priority; of one text they sum up to 1."""

    high: float
    crime: float
    idle: float
    normal: float


class Bias(Entry):
    """What speaks for each priority, against NORMAL, before a word is read."""

    high: float
    crime: float
    idle: float


class Least(Entry):
    """The least share for which a priority is proposed, in the order in which it is asked for.

    ``idle`` is NO_FURTHER_ACTION. ``sentence`` is that of HIGH in a single sentence, ``told`` that
    of CRIME in one matter of an idle form. ``ahead`` is by how much CRIME must outweigh HIGH for
    the form to be a crime that is over, and NORMAL outweigh CRIME for it to be none.
    """

    high: float = Field(gt=0, lt=1)
    crime: float = Field(gt=0, lt=1)
    idle: float = Field(gt=0, lt=1)
    sentence: float = Field(gt=0, lt=1)
    told: float = Field(gt=0, lt=1)
    ahead: float = Field(gt=0, lt=1)

    def danger(self, shares: Shares) -> bool:
        """Say whether what is said speaks enough for HIGH, and not rather for a crime."""
        return shares.high >= self.high and shares.crime < shares.high + self.ahead

    def offence(self, shares: Shares) -> bool:
        """Say whether what is said speaks enough for CRIME, and not rather for nothing to do."""
        return shares.crime >= self.crime and shares.normal < shares.crime + self.ahead


def _rows(text: object) -> Iterator[tuple[str, Weight]]:
    if not isinstance(text, str):
        message = "should be text, a line a word"
        raise ValueError(message)  # noqa: TRY004 - pydantic tells a ValueError with its field
    for line in text.splitlines():
        if not line:
            continue
        parts = line.split(None, _NUMBERS)
        try:
            rarity, high, crime, idle = map(float, parts[:_NUMBERS])
            (word,) = parts[_NUMBERS:]
        except ValueError:
            message = f"the line {line!r} should be four numbers and words"
            raise ValueError(message) from None
        if not _RARITIES[0] < rarity < _RARITIES[1] or not math.isfinite(high + crime + idle):
            message = f"the line {line!r} has a number that cannot be"
            raise ValueError(message)
        yield word, Weight(rarity * high, rarity * crime, rarity * idle, rarity * rarity)


def _read(text: object) -> dict[str, Weight]:
    return dict(_rows(text))


Words = Annotated[Mapping[str, Weight], PlainValidator(_read)]
"""The weight of each word, times its rarity; in the file a line each."""


class WeightsFile(Entry):
    """weights.toml: the bias, the least shares, and a line for each word.

    A line has the rarity of the word, its weights for HIGH, CRIME and NO_FURTHER_ACTION, and the
    word, or up to three that follow each other in a sentence.
    """

    bias: Bias
    least: Least
    words: Words

    def tree(self) -> Tree:
        """Give the weights, times the rarity, word by word."""
        root: dict[str, Node] = {}
        for words, weight in self.words.items():
            level = root
            for word in words.split():
                node = level.setdefault(word, Node(NOTHING, {}))
                level = cast("dict[str, Node]", node.further)
            node.weight = weight
        return root


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The weights as read, ready for use."""

    tree: Tree
    bias: Bias
    least: Least

    @classmethod
    def of(cls, file: WeightsFile) -> Self:
        """Make them of the file."""
        return cls(file.tree(), file.bias, file.least)

    def shares(self, sums: Weight) -> Shares:
        """Turn the sums of what stands in a text into shares: a long text counts no more."""
        length = max(math.sqrt(sums.squared), SHORTEST)
        high = math.exp(sums.high / length + self.bias.high)
        crime = math.exp(sums.crime / length + self.bias.crime)
        idle = math.exp(sums.idle / length + self.bias.idle)
        total = 1.0 + high + crime + idle
        return Shares(high / total, crime / total, idle / total, 1.0 / total)


def total(weights: Sequence[Weight]) -> Weight:
    """Add weights up."""
    return Weight(*map(sum, zip(*weights, strict=True))) if weights else NOTHING
