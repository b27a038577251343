"""Weighs the cues of a form: points for each priority, each family once, in its own matter."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.cue_files import FamilyEntry, LimitsEntry
from rules.cues import Match


@dataclass(frozen=True, slots=True)
class Placed:
    """A cue of a form: its field, that field's text, itself, and its sentence in the form."""

    field: str
    text: str
    match: Match
    sentence: int

    @property
    def family(self) -> FamilyEntry:
        """The family that the cue is of."""
        return self.match.family


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a form's cues come to.

    ``danger`` are the cues of the matters that reach HIGH, ``eased`` those of matters that would
    reach it without what lowers them, ``calm`` what lowers these. ``crime`` and ``idle`` say
    whether the form comes to enough for these priorities.
    """

    danger: tuple[Placed, ...]
    eased: tuple[Placed, ...]
    calm: tuple[Placed, ...]
    crime: bool
    idle: bool


def weigh(cues: Sequence[Placed], limits: LimitsEntry) -> Weighed:
    """Weigh the cues of a form, in their order.

    A matter is a sentence with those beside it; a family counts once in a matter, so that saying
    a thing often does not make it graver. What is said to be over or safe lowers the matter that
    it stands beside and no other, except a family that counts for the whole form.
    """
    sentences: dict[int, list[Placed]] = {}
    for one in cues:
        sentences.setdefault(one.sentence, []).append(one)
    whole = [one for one in cues if one.family.whole and one.family.high < 0]
    danger: dict[int, Placed] = {}
    eased: dict[int, Placed] = {}
    calm: dict[int, Placed] = {}
    for centre, own in sentences.items():
        if all(one.family.high <= 0 for one in own):
            continue
        for_it = _once(one for one in _near(sentences, centre, limits.beside) if _rises(one))
        risen = _points(for_it)
        if risen < limits.high:
            continue
        near = _near(sentences, centre, limits.calm_beside)
        against = _once([*(one for one in near if one.family.high < 0), *whole])
        if risen + _points(against) >= limits.high:
            danger.update(for_it)
        else:
            eased.update(for_it)
            calm.update(against)
    kinds = {one.family.id: one.family for one in cues}.values()
    return Weighed(
        tuple(danger.values()),
        tuple(one for name, one in eased.items() if name not in danger),
        tuple(calm.values()),
        crime=sum(kind.crime for kind in kinds) >= limits.crime,
        idle=sum(kind.idle for kind in kinds) >= limits.idle,
    )


def _rises(one: Placed) -> bool:
    return one.family.high > 0


def _near(sentences: Mapping[int, Sequence[Placed]], centre: int, beside: int) -> Iterator[Placed]:
    for number in range(centre - beside, centre + beside + 1):
        yield from sentences.get(number, ())


def _once(cues: Iterable[Placed]) -> dict[int, Placed]:
    """Give the first cue of each family, by the identity of the cue."""
    first: dict[str, Placed] = {}
    for one in cues:
        first.setdefault(one.family.id, one)
    return {id(one): one for one in first.values()}


def _points(cues: Mapping[int, Placed]) -> int:
    return sum(one.family.high for one in cues.values())
