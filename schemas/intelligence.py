"""The intelligence log: the contents with their POLE entities, links, grade and risk."""

from schemas.assessment import Ruling
from schemas.base import Instant, Message, Record, Reference, Text
from schemas.enums import District, EntityType, LinkStrength, LinkType, Pole, RiskLevel
from schemas.sanitised import Contents, Grade

MARKING = "OFFICIAL-SENSITIVE"
"""The protective marking of a log (domain 2.6)."""


class Entity(Record):
    """Something found in the text or in a field of the form.

    ``field`` says where; ``start`` and ``end`` are its span there, null for a whole field.
    """

    entity_id: str
    type: EntityType
    pole: Pole
    raw: Text
    canonical: Text
    aliases: tuple[Text, ...] = ()
    field: str
    start: int | None = None
    end: int | None = None


class Link(Record):
    """A link between two entities of the log, by their ids."""

    from_entity: str
    to_entity: str
    type: LinkType
    strength: LinkStrength


class Risk(Record):
    """One dimension of the risk assessment, its level and what made it so."""

    dimension: str
    level: RiskLevel
    because: Text


class RiskAssessment(Record):
    """The second decision point: it may raise a log to the control room (flowchart)."""

    risks: tuple[Risk, ...] = ()
    raise_to_control_room: bool = False


class Located(Record):
    """The district, and what it was read from; null and the reason where it is unknown."""

    district: District | None = None
    because: Text


class SeenBefore(Record):
    """In how many earlier forms an entity of the log stands, since when, and the newest of them.

    As the entity index knew it when the log was made; domain 2.3 (pieces of a jigsaw).
    """

    entity_id: str
    forms: int
    since: Instant
    references: tuple[Reference, ...] = ()


class IntelligenceLog(Message):
    """An intelligence log on ``cpi.intelligence``; its id is the reference and a number.

    ``about`` is what the text speaks of, for the dissemination: null in logs of version 1.
    ``seen_before`` is null where the entity index could not be asked.
    """

    log_id: str
    reference: Reference
    revision: int
    marking: str = MARKING
    received_at: Instant
    created_at: Instant
    contents: Contents
    grade: Grade
    decision: Ruling
    entities: tuple[Entity, ...] = ()
    links: tuple[Link, ...] = ()
    located: Located
    risk: RiskAssessment
    about: tuple[str, ...] | None = None
    seen_before: tuple[SeenBefore, ...] | None = None

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return f"{self.log_id}/log/r{self.revision}"
