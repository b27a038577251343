"""What the rules are worth: the figures of judged cases."""

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

from rules.evaluation_judging import FREE, Judged
from schemas.enums import Destination, EntityType, Priority

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

CLASSES = (Priority.HIGH, Priority.CRIME, Priority.NORMAL, Priority.NO_FURTHER_ACTION)
"""The priorities in the order in which a miss costs."""

USUAL_WORDS = range(150, 251)
"""The length of a narrative for which the speed is told apart."""

_NINETY = 0.9


@dataclass(frozen=True)
class Score:
    """What was found of what was to be found; a share of nothing is null."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def expected(self) -> int:
        """How many there were to find."""
        return self.right + self.missed

    @property
    def precision(self) -> float | None:
        """The share of what was found that is right."""
        return share(self.right, self.right + self.extra)

    @property
    def recall(self) -> float | None:
        """The share of what there was that was found."""
        return share(self.right, self.expected)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        return share(2 * self.right, 2 * self.right + self.extra + self.missed)


@dataclass(frozen=True)
class Redaction:
    """``clean`` of the cases leak nothing; ``gone`` and ``stay`` count what the labels name."""

    cases: int
    clean: int
    gone: int
    leaks: int
    stay: int
    losses: int

    @property
    def without_leak(self) -> float | None:
        """The share of cases without a leak."""
        return share(self.clean, self.cases)

    @property
    def kept(self) -> float | None:
        """The share of what must stay that stands."""
        return share(self.stay - self.losses, self.stay)


@dataclass(frozen=True)
class Timing:
    """Milliseconds a form, of those that were timed; ``usual`` is of the usual length."""

    median: float | None
    ninety: float | None
    usual: float | None
    usual_forms: int


@dataclass(frozen=True)
class Evaluation:
    """All figures of a set of cases; an alias is right if it was found with its person."""

    cases: tuple[Judged, ...]
    held: int
    refused: int
    priorities: Mapping[Priority, Score]
    confusion: Mapping[tuple[Priority, Priority | None], int]
    exact_destinations: float | None
    destinations: Mapping[Destination, Score]
    districts: float | None
    redaction: Redaction
    entities: Mapping[EntityType, Score]
    fixed_format: Score
    aliases: Score
    time: Timing


def share(part: int, whole: int) -> float | None:
    """Give a part of a whole as a number from 0 to 1; null where there is no whole."""
    return part / whole if whole else None


def evaluate(judged: Iterable[Judged]) -> Evaluation:
    """Count the figures of judged cases."""
    cases = tuple(judged)
    proposed = [({one.case.expected.priority}, set(filter(None, [one.priority]))) for one in cases]
    sent = [(set(each.case.expected.destinations), each.destinations) for each in cases]
    entities = _scores(((each.wanted, each.found) for each in cases), lambda one: one[0])
    aliases_found = sum(each.aliases_found for each in cases)
    return Evaluation(
        cases=cases,
        held=sum(bool(each.outcome.held) for each in cases),
        refused=sum(each.outcome.rejected is not None for each in cases),
        priorities=_each_of(CLASSES, _scores(proposed, lambda one: one)),
        confusion=Counter((each.case.expected.priority, each.priority) for each in cases),
        exact_destinations=share(sum(each.destinations_right for each in cases), len(cases)),
        destinations=_each_of(Destination, _scores(sent, lambda one: one)),
        districts=share(sum(each.district_right for each in cases), len(cases)),
        redaction=_redaction(cases),
        entities=_each_of(EntityType, entities),
        fixed_format=_sum(score for type_, score in entities.items() if type_ not in FREE),
        aliases=Score(aliases_found, 0, sum(each.aliases_wanted for each in cases) - aliases_found),
        time=_timing(cases),
    )


def _scores(
    pairs: Iterable[tuple[AbstractSet[T], AbstractSet[T]]], kind: Callable[[T], K]
) -> dict[K, Score]:
    """Count for each kind over pairs of what was expected and what was found."""
    right, extra, missed = Counter[K](), Counter[K](), Counter[K]()
    for expected, found in pairs:
        right.update(map(kind, expected & found))
        extra.update(map(kind, found - expected))
        missed.update(map(kind, expected - found))
    kinds = right.keys() | extra.keys() | missed.keys()
    return {each: Score(right[each], extra[each], missed[each]) for each in kinds}


def _each_of(kinds: Iterable[K], scores: Mapping[K, Score]) -> dict[K, Score]:
    return {each: scores.get(each, Score()) for each in kinds}


def _sum(scores: Iterable[Score]) -> Score:
    parts = tuple(scores)
    return Score(
        right=sum(each.right for each in parts),
        extra=sum(each.extra for each in parts),
        missed=sum(each.missed for each in parts),
    )


def _redaction(cases: Sequence[Judged]) -> Redaction:
    return Redaction(
        cases=len(cases),
        clean=sum(not each.leaks for each in cases),
        gone=sum(len(each.case.expected.gone) for each in cases),
        leaks=sum(len(each.leaks) for each in cases),
        stay=sum(len(each.case.expected.stay) for each in cases),
        losses=sum(len(each.losses) for each in cases),
    )


def _timing(cases: Sequence[Judged]) -> Timing:
    timed = [
        (each.milliseconds, len(each.case.form.information.narrative.split()))
        for each in cases
        if each.milliseconds is not None
    ]
    times = sorted(time for time, _ in timed)
    usual = [time for time, words in timed if words in USUAL_WORDS]
    return Timing(
        median=median(times) if times else None,
        ninety=times[math.ceil(_NINETY * len(times)) - 1] if times else None,
        usual=median(usual) if usual else None,
        usual_forms=len(usual),
    )
