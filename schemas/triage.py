"""What triage says of a form: the recommendation and the words that made it so."""

from uuid import UUID

from schemas.base import Instant, Message, Record, Reference
from schemas.enums import Channel, Priority
from schemas.form import CpiForm


class Because(Record):
    """One reason: the rule, and the exact words with their span in the field."""

    rule: str
    words: str
    field: str
    start: int
    end: int


class Recommendation(Record):
    """What the machine proposes; a person decides (DPA 2018 s.49)."""

    priority: Priority
    because: tuple[Because, ...] = ()


class Proposal(Message):
    """A triaged form on ``cpi.triaged``. Names the source: intelligence department only.

    ``origin`` is the place of the submission on the intake topic, ``topic/partition/offset``: a
    second record with the same origin is a replay, with another it was sent again.
    """

    reference: Reference
    submission_id: UUID
    content_hash: str
    origin: str
    received_at: Instant
    channel: Channel
    form: CpiForm
    recommendation: Recommendation

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return f"{self.reference}/triaged/{self.content_hash[:16]}"
