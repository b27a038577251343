"""One labelled form judged: what the rules made of it, held against its labels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from rules.evaluation_cases import Case, Labelled, plain, stands_in
from schemas.enums import Destination, District, EntityType, Priority

FREE = frozenset({EntityType.PERSON, EntityType.ORGANISATION, EntityType.ADDRESS})
"""The types whose canonical form is as written; all others have a fixed format."""

Found = tuple[EntityType, str]
"""An entity as it is compared: its type, its canonical form."""


class _Part(BaseModel):
    """A part of what `cpi try --json` says of a form; what is not measured is passed over."""

    model_config = ConfigDict(frozen=True)


class Proposed(_Part):
    """The proposal."""

    priority: Priority


class Seen(_Part):
    """An entity of the sanitised narrative."""

    type: EntityType
    canonical: str
    aliases: tuple[str, ...] = ()


class Outcome(_Part):
    """What the rules made of a form; ``sanitised`` is null where it is held, or was refused."""

    rejected: str | None = None
    held: tuple[str, ...] = ()
    proposal: Proposed | None = None
    destinations: tuple[Destination, ...] | None = None
    district: District | None = None
    sanitised: str | None = None
    entities: tuple[Seen, ...] | None = None


@dataclass(frozen=True)
class Judged:
    """One case, and what is wrong with what the rules made of it.

    ``wanted`` are the labelled entities, ``found`` those of the rules; of the aliases only those
    of entities that were found can be found.
    """

    case: Case
    outcome: Outcome
    leaks: tuple[str, ...]
    losses: tuple[str, ...]
    wanted: frozenset[Found]
    found: frozenset[Found]
    aliases_wanted: int
    aliases_found: int
    milliseconds: float | None = None

    @property
    def priority(self) -> Priority | None:
        """What was proposed; null for a form that was refused."""
        proposal = self.outcome.proposal
        return None if proposal is None else proposal.priority

    @property
    def destinations(self) -> frozenset[Destination]:
        """Where it would go."""
        return frozenset(self.outcome.destinations or ())

    @property
    def priority_right(self) -> bool:
        """Whether the proposal is the label's."""
        return self.priority is self.case.expected.priority

    @property
    def destinations_right(self) -> bool:
        """Whether it would go where it should, and nowhere else."""
        taken = self.outcome.rejected is None
        return taken and self.destinations == set(self.case.expected.destinations)

    @property
    def district_right(self) -> bool:
        """Whether the district is the label's, none where there is none."""
        taken = self.outcome.rejected is None
        return taken and self.outcome.district is self.case.expected.district


def judge(case: Case, outcome: Outcome, milliseconds: float | None = None) -> Judged:
    """Hold what the rules made of a form against its labels.

    Of a form that is held or refused no text leaves: it leaks nothing and keeps nothing.
    """
    text, expected = outcome.sanitised, case.expected
    wanted, found = _aliases_of(expected.entities), _aliases_of(outcome.entities or ())
    return Judged(
        case=case,
        outcome=outcome,
        leaks=tuple(one for one in expected.gone if text is not None and stands_in(text, one)),
        losses=tuple(one for one in expected.stay if text is None or not stands_in(text, one)),
        wanted=frozenset(wanted),
        found=frozenset(found),
        aliases_wanted=sum(map(len, wanted.values())),
        aliases_found=sum(len(wanted[each] & found[each]) for each in wanted.keys() & found),
        milliseconds=milliseconds,
    )


def compared(entity: Labelled | Seen) -> Found:
    """Give an entity as it is compared: without case and spaces where it is as written."""
    canonical = entity.canonical
    return entity.type, plain(canonical) if entity.type in FREE else canonical


def _aliases_of(entities: Iterable[Labelled | Seen]) -> Mapping[Found, frozenset[str]]:
    """Give each entity once, as it is compared, with all its aliases."""
    aliases: dict[Found, frozenset[str]] = {}
    for each in entities:
        key = compared(each)
        aliases[key] = aliases.get(key, frozenset()) | frozenset(map(plain, each.aliases))
    return aliases
