"""Finds pieces of a narrative that point to its writer though no phrase says so: by weighed signs.

What stands in a piece, beside it and in its clause has a weight (pieces.toml, fitted to labelled
forms by ``bench/fit_pieces.py``). Where the weights of a piece come to the least share, it goes.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field, PlainValidator

from rules.datafile import Entry
from rules.folding import normalise, words_of
from rules.kinds import Kinds, KindsFile
from rules.pieces import Names, Pieces, Signs
from rules.sentences import Grammar, split
from schemas.form import CpiForm

Weighed = Mapping[str, Mapping[str, float]]
"""The weight of each value, by the sort of sign."""

_SHORTEST = 4


def _read(text: object) -> dict[str, dict[str, float]]:
    if not isinstance(text, str):
        message = "should be text, a line a sign"
        raise ValueError(message)  # noqa: TRY004 - pydantic tells a ValueError with its field
    found: dict[str, dict[str, float]] = {}
    for line in filter(None, text.splitlines()):
        number, _, sign = line.strip().partition(" ")
        sort, colon, value = sign.strip().partition(": ")
        try:
            weight = float(number)
        except ValueError:
            weight = math.nan
        if not colon or not math.isfinite(weight):
            message = f"the line {line!r} should be a number, a sort of sign, a colon and its value"
            raise ValueError(message)
        found.setdefault(sort, {})[value] = weight
    return found


class PiecesFile(Entry):
    """pieces.toml: what speaks for a piece before it is read, the least share, the weights.

    ``glance`` is what the words and kinds of a piece must come to for a look at what is beside it.
    """

    bias: float
    least: float = Field(gt=0, lt=1)
    glance: float
    signs: Annotated[Weighed, PlainValidator(_read)]


@dataclass(frozen=True, slots=True)
class Giveaway:
    """A piece of a narrative as it stands there; ``acts`` where a verb of it follows."""

    text: str
    acts: bool
    is_action: bool


@dataclass(frozen=True, slots=True, eq=False)
class Giveaways:
    """The weights, ready for use."""

    kinds: Kinds
    grammar: Grammar
    bias: float
    least: float
    glance: float
    weights: Weighed

    @classmethod
    def of(cls, file: PiecesFile, kinds: KindsFile, grammar: Grammar) -> Self:
        """Make them of the files."""
        return cls(Kinds(kinds), grammar, file.bias, file.least, file.glance, file.signs)

    def cut(self, form: CpiForm) -> Pieces:
        """Cut the narrative of a form into pieces."""
        text = normalise(form.information.narrative)
        return Pieces(split(text, self.grammar, form.submitted_at), self.kinds, names_of(form))

    def found(self, form: CpiForm) -> tuple[Giveaway, ...]:
        """Give the pieces of a form's narrative that point to its source."""
        pieces = self.cut(form)
        enough = math.log(self.least / (1 - self.least))
        return tuple(
            _giveaway(pieces, number)
            for number, piece in enumerate(pieces.all)
            if pieces.may_go(piece)
            and self._speaks(pieces.own(piece))
            and self.score(pieces.signs(number)) >= enough
        )

    def _speaks(self, own: tuple[set[str], set[str]]) -> bool:
        """Say whether a piece is worth a look: its own words and kinds speak for it; cheap."""
        words, kinds = self.weights.get("word", {}), self.weights.get("kind", {})
        said = sum([words.get(word, 0.0) for word in own[0]])
        return said + sum([kinds.get(kind, 0.0) for kind in own[1]]) >= self.glance

    def score(self, signs: Iterable[Signs]) -> float:
        """Add up what the signs of a piece weigh: above 0 it rather goes than stays."""
        weights, total = self.weights, self.bias
        for sort, value in dict.fromkeys(signs):
            known = weights.get(sort)
            if known is not None:
                total += known.get(value, 0.0)
        return total


def names_of(form: CpiForm) -> Names:
    """Give the words of the names that a form itself holds."""
    submitter = form.submitter
    subjects = [name for one in form.subjects for name in (one.name, *one.aliases) if name]
    return Names(
        subjects=_words(subjects),
        source=_words([submitter.name]),
        organisation=_words([submitter.organisation], _SHORTEST),
        roles=_words([submitter.role or ""], _SHORTEST),
    )


def _words(texts: Iterable[str], shortest: int = 1) -> frozenset[str]:
    return frozenset(word for text in texts for word in words_of(text) if len(word) >= shortest)


def _giveaway(pieces: Pieces, number: int) -> Giveaway:
    prose, piece = pieces.prose, pieces.all[number]
    start, end = prose.span(piece.start, piece.end)
    follows = prose.text[end : end + 1] == " " and piece.end < len(prose.words)
    return Giveaway(
        prose.text[start:end],
        acts=follows and pieces.acts(piece.end) and not pieces.acts(piece.start),
        is_action=pieces.acts(piece.start),
    )
