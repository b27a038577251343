"""What the Duty Supervisor decides, and what the hub remembers of it."""

from uuid import UUID

from pydantic import model_validator

from schemas.base import Filled, Instant, Message, Narrative, Record, Reference, Text
from schemas.enums import AlertKind, Channel, DecisionStatus, Destination, District, Priority
from schemas.form import CpiForm
from schemas.triage import Recommendation


class Ruling(Record):
    """What was decided, without the words of the person who decided.

    ``district`` and ``destinations`` are a person's word in place of the machine's; null leaves it
    to the rules.
    """

    priority: Priority
    status: DecisionStatus
    decided_at: Instant
    district: District | None = None
    destinations: tuple[Destination, ...] | None = None


class Decision(Ruling):
    """A ruling with who stands behind it and why: free text, which may name the source.

    ``sanitised_narrative`` is a text that a person wrote in place of the machine's redaction.
    """

    decided_by: Filled
    rationale: Text | None = None
    sanitised_narrative: Narrative | None = None

    @property
    def ruling(self) -> Ruling:
        """The decision without the words and the name of the person: they may name the source."""
        return Ruling(**{name: getattr(self, name) for name in Ruling.model_fields})


class Assessment(Message):
    """A Duty Supervisor's decision on ``cpi.assessments``; the id makes it count once."""

    assessment_id: UUID
    reference: Reference
    priority: Priority
    assessed_by: Filled
    assessed_at: Instant
    rationale: Text | None = None
    district: District | None = None
    destinations: tuple[Destination, ...] | None = None
    sanitised_narrative: Narrative | None = None

    @model_validator(mode="after")
    def _no_action_has_a_reason(self) -> "Assessment":
        if self.priority is Priority.NO_FURTHER_ACTION and not (self.rationale or "").strip():
            message = "rationale: NO_FURTHER_ACTION needs a reason"
            raise ValueError(message)
        return self

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return str(self.assessment_id)


class AssessedForm(Message):
    """A form with its decision on ``cpi.assessed``. Names the source.

    ``revision`` counts from 1; ``previous`` is the decision that this one supersedes.
    """

    reference: Reference
    revision: int
    received_at: Instant
    channel: Channel
    form: CpiForm
    recommendation: Recommendation
    decision: Decision
    previous: Ruling | None = None

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return f"{self.reference}/assessed/r{self.revision}"


class DeskForm(Record):
    """Where a form lies and what is asked of it; ``position`` is its offset on ``cpi.triaged``."""

    submission_id: UUID
    content_hash: str
    origin: str
    position: int
    received_at: Instant
    proposed: Priority


class DeskEntry(Message):
    """What the assess stage remembers of one form, on ``cpi.desk`` (compacted, by form).

    No personal data: hashes, places on topics, times and rulings only. ``last_assessment`` is the
    offset on ``cpi.assessments`` up to which assessments are dealt with, ``assessments`` their ids;
    ``early`` are offsets of those that came before their form; ``alerted`` names the alerts raised.
    """

    reference: Reference
    form: DeskForm | None = None
    revision: int = 0
    ruling: Ruling | None = None
    last_assessment: int | None = None
    alerted: tuple[AlertKind, ...] = ()
    early: tuple[int, ...] = ()
    early_since: Instant | None = None
    assessments: tuple[UUID, ...] = ()

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return f"{self.reference}/desk"
