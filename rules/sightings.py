"""What is known of a form: facts, each with the place where it was seen.

All forms of a partition are in memory at once, and nothing personal may stay there.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from rules.withdrawal import Place
from schemas.enums import AlertKind, DecisionStatus, Destination, Priority, ReportStatus
from schemas.stages import Stage


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a record lies and the broker's time of it, UTC."""

    topic: str
    partition: int
    offset: int
    at: datetime

    @property
    def place(self) -> str:
        """``topic/partition/offset``."""
        return f"{self.topic}/{self.partition}/{self.offset}"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that one record says of a form."""

    seen: Sighting


@dataclass(frozen=True, slots=True)
class Triaged(Fact):
    """The form was accepted; ``origin`` is its place on the intake."""

    origin: str
    content_hash: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Given(Fact):
    """Somebody gave an assessment."""


@dataclass(frozen=True, slots=True)
class Decided(Fact):
    """A revision was decided on."""

    revision: int
    priority: Priority
    status: DecisionStatus


@dataclass(frozen=True, slots=True)
class Desked(Fact):
    """The desk admitted the form; ``position`` is the offset of what it admitted."""

    position: int
    content_hash: str
    received_at: datetime
    decided: Decided | None
    last_assessment: int | None
    early: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sanitised(Fact):
    """The source was taken out of a revision."""

    revision: int


@dataclass(frozen=True, slots=True)
class Logged(Fact):
    """A log was made. ``expected`` are the ids of its messages, by today's vocabulary.

    ``calls`` is whether a person must look because the district is unknown; ``calls_for_sector``
    whether the sector waits for that.
    """

    log_id: str
    revision: int
    decided: Decided
    expected: frozenset[tuple[Destination, str]]
    calls: bool
    calls_for_sector: bool


@dataclass(frozen=True, slots=True)
class Sent(Fact):
    """A destination has a message; ``place`` says who there."""

    message_id: str
    log_id: str
    destination: Destination
    place: Place
    revision: int
    status: ReportStatus


@dataclass(frozen=True, slots=True)
class Called(Fact):
    """A person was called; ``revision`` is null where the call is about the form as such."""

    kind: AlertKind
    revision: int | None


@dataclass(frozen=True, slots=True)
class Letter(Fact):
    """A stage could not process the record at ``place``; ``sent_on`` when it was redriven.

    ``discarded`` is why a person gave it up; null where nobody did.
    """

    letter_id: str
    stage: Stage
    topic: str
    offset: int
    place: str
    reason: str
    sent_on: bool = False
    discarded: str | None = None


F = TypeVar("F", bound=Fact)


@dataclass(slots=True)
class Form:
    """All that is known of one form."""

    reference: str
    facts: list[Fact]

    def of(self, kind: type[F]) -> list[F]:
        """Give the facts of a kind, in the order in which they were added."""
        return [each for each in self.facts if isinstance(each, kind)]

    @property
    def last(self) -> Sighting:
        """The last sighting of all."""
        return max((each.seen for each in self.facts), key=lambda seen: seen.at)
