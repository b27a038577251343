"""What is wrong with single cases, for whoever mends the rules."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rules.evaluation import CLASSES
from rules.evaluation_cases import Labelled
from rules.evaluation_judging import Judged, Seen, compared


class Kind(StrEnum):
    """The kinds of faults, the worst first."""

    REFUSED = "refused"
    HELD = "held"
    PRIORITY = "priority"
    LEAK = "leak"
    LOSS = "loss"
    DESTINATIONS = "destinations"
    DISTRICT = "district"
    ENTITY_MISSED = "entity missed"
    ENTITY_EXTRA = "entity extra"


@dataclass(frozen=True)
class Fault:
    """One kind of thing wrong with one case, how often, and in words what.

    ``why`` says what in the text decides the priority. Of a case that is held back ``detail``
    holds names of the contract only, and ``why`` is null.
    """

    id: str
    kind: Kind
    count: int
    detail: tuple[str, ...] = ()
    why: str | None = None


def faults_of(cases: Iterable[Judged], held_back: Collection[str]) -> tuple[Fault, ...]:
    """Give the faults of all cases: by kind, a missed HIGH first, else in the order of the cases.

    ``held_back`` are the ids of cases of whose texts nothing may be shown.
    """
    ranked = [
        (list(Kind).index(fault.kind), _cost(case, fault), fault)
        for case in cases
        for fault in _faults(case, shown=case.case.id not in held_back)
    ]
    return tuple(fault for _, _, fault in sorted(ranked, key=lambda one: one[:2]))


def _cost(case: Judged, fault: Fault) -> int:
    return CLASSES.index(case.case.expected.priority) if fault.kind is Kind.PRIORITY else 0


def _faults(judged: Judged, *, shown: bool) -> Iterator[Fault]:
    name, expected, outcome = judged.case.id, judged.case.expected, judged.outcome
    if outcome.rejected is not None:
        yield Fault(name, Kind.REFUSED, 1, (outcome.rejected,))
        return
    if outcome.held:
        yield Fault(name, Kind.HELD, len(outcome.held), outcome.held)
    if not judged.priority_right:
        told = _against(expected.priority, judged.priority)
        yield Fault(name, Kind.PRIORITY, 1, (told,), expected.why if shown else None)
    if not judged.destinations_right:
        told = _against(_listed(expected.destinations), _listed(judged.destinations))
        yield Fault(name, Kind.DESTINATIONS, 1, (told,))
    if not judged.district_right:
        told = _against(expected.district, outcome.district)
        yield Fault(name, Kind.DISTRICT, 1, (told,))
    for kind, phrases in ((Kind.LEAK, judged.leaks), (Kind.LOSS, judged.losses)):
        if phrases:
            yield Fault(name, kind, len(phrases), phrases if shown else ())
    missed = [each for each in expected.entities if compared(each) not in judged.found]
    extra = [each for each in outcome.entities or () if compared(each) not in judged.wanted]
    yield from _entities(name, Kind.ENTITY_MISSED, missed, shown=shown)
    yield from _entities(name, Kind.ENTITY_EXTRA, extra, shown=shown)


def _entities(
    name: str, kind: Kind, entities: Iterable[Labelled | Seen], *, shown: bool
) -> Iterator[Fault]:
    once = {compared(each): each for each in entities}.values()
    if once:
        told = (f"{each.type} {each.canonical}" if shown else each.type.value for each in once)
        yield Fault(name, kind, len(once), tuple(told))


def _listed(destinations: Iterable[str]) -> str:
    return ", ".join(sorted(destinations))


def _against(expected: str | None, got: str | None) -> str:
    return f"expected {expected or 'none'}, got {got or 'none'}"
