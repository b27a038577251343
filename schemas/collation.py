"""The monthly collation: a row a form, what a partition counted of a month, the month as issued.

A row names its form and, sealed, the organisation that sent it; nothing here holds free text.
"""

from enum import StrEnum

from pydantic import Field

from schemas.base import Instant, Message, Record, Reference
from schemas.destinations import MashArm
from schemas.enums import (
    AgencyType,
    Channel,
    DecisionStatus,
    Destination,
    District,
    EntityType,
    Priority,
    ReportStatus,
    Theme,
)
from schemas.month import Month
from schemas.sanitised import Sealed


class Mark(StrEnum):
    """What makes a form good to work with (domain section 6: quality)."""

    SUBJECT_NAMED = "subject_named"
    DATE_OF_BIRTH = "date_of_birth"
    VEHICLE_REGISTRATION = "vehicle_registration"
    PLACE = "place"
    PROVENANCE = "provenance"
    KNOWN_FROM = "known_from"
    ONE_MATTER = "one_matter"


class RowForm(Record):
    """What a row takes from the form. ``admitted``: as the desk has admitted it, no other copy.

    ``sealed`` is the name of the organisation, null where the form was erased.
    """

    received_at: Instant
    content_hash: str
    admitted: bool
    channel: Channel
    agency_type: AgencyType
    sealed: Sealed | None
    theme: Theme
    proposed: Priority
    marks: tuple[Mark, ...] = ()


class RowDecision(Record):
    """One decision on the form; revisions count from 1."""

    revision: int
    priority: Priority
    status: DecisionStatus
    decided_at: Instant


class RowLog(Record):
    """One intelligence log of the form, newest revision.

    ``seen_again`` has the type of each of its entities that stands in earlier forms.
    """

    log_id: str
    revision: int
    created_at: Instant
    district: District | None = None
    grade: str
    raised: bool
    seen_again: tuple[EntityType, ...] = ()


class RowSent(Record):
    """What a destination has had of a log: when first, and how it stands now."""

    log_id: str
    destination: Destination
    arm: MashArm | None = None
    first_at: Instant
    revision: int
    status: ReportStatus


class CollationRow(Message):
    """All that the collation keeps of one form, on ``cpi.rows`` (compacted).

    Written again when something changes it; the same events give the same row in any order, and
    however often they come. ``form`` is null while only what came after it is known.
    """

    reference: Reference
    form: RowForm | None = None
    decisions: tuple[RowDecision, ...] = ()
    logs: tuple[RowLog, ...] = ()
    sent: tuple[RowSent, ...] = ()
    erased_at: Instant | None = None

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return f"{self.reference}/row"


class CollationTick(Message):
    """Asks a partition to count a month that is over, on ``cpi.ticks``.

    ``why`` keeps two askings apart: ``over/`` or ``changed/`` and when, or the part that asks.
    """

    month: Month
    partition: int = Field(ge=0)
    why: str

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return f"{self.month}/tick/{self.partition}/{self.why}"

    @property
    def record_key(self) -> str:
        """The key."""
        return f"{self.month}/{self.partition}"


class CollationPart(Message):
    """What one partition counted of a month, on ``cpi.parts``; ``sealed`` are its cells.

    ``digest`` is a keyed hash of the cells: a new revision is made only where they differ.
    """

    month: Month
    partition: int = Field(ge=0)
    revision: int = Field(ge=1)
    counted_at: Instant
    digest: str
    sealed: Sealed

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return f"{self.month}/part/{self.partition}/r{self.revision}"

    @property
    def record_key(self) -> str:
        """The key: all parts of a month lie on one partition."""
        return self.month


class Counted(Record):
    """One cell: a table, the row and column in it, and how many."""

    table: str
    key: tuple[str, ...] = ()
    count: int


class Changed(Record):
    """One cell that a revision has changed."""

    table: str
    key: tuple[str, ...] = ()
    before: int
    after: int


class Collation(Message):
    """A month as it was issued, on ``cpi.collation``: frozen. Later changes make a new revision.

    ``parts`` has the revision of each partition's part; ``differences`` what the one before said
    otherwise. Cells that name organisations are in ``sealed``: their cells and differences, JSON.
    """

    month: Month
    revision: int = Field(ge=1)
    issued_at: Instant
    forms: int
    logs: int
    parts: tuple[int, ...]
    cells: tuple[Counted, ...]
    differences: tuple[Changed, ...] = ()
    sealed: Sealed

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return f"{self.month}/collation/r{self.revision}"

    @property
    def record_key(self) -> str:
        """The key."""
        return self.month
