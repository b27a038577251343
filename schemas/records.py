"""The side records: receipts, alerts, dead letters and their lines, the audit trail."""

from uuid import UUID

from schemas.base import Instant, Message, Record, Reference, Text
from schemas.enums import AlertKind, AuditAction, Priority, ReceiptStatus
from schemas.sanitised import Sealed
from schemas.stages import DeadLetterStatus, Stage


class Receipt(Message):
    """The hub's answer to a partner on ``cpi.receipts``; holds no outcome (domain 7.7).

    ``advice`` is a number to ring where the form is not the right way. ``reference`` is null for
    a submission that could not be read far enough to have one.
    """

    receipt_id: str
    submission_id: UUID
    reference: Reference | None = None
    status: ReceiptStatus
    reason: Text | None = None
    field: Text | None = None
    advice: Text | None = None
    issued_at: Instant

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return self.receipt_id


class Alert(Message):
    """A call to a person on ``cpi.alerts``. No personal data: the reference leads to the rest."""

    alert_id: str
    reference: Reference
    kind: AlertKind
    priority: Priority
    received_at: Instant
    due_at: Instant
    raised_at: Instant
    reason: Text

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return self.alert_id


CANARY = "canary: "
"""How the reason of a canary's dead letter begins; no other reason does."""


class DeadLetter(Message):
    """A record that a stage could not process, on ``cpi.dead-letters``, its bytes sealed.

    ``topic``, ``partition`` and ``offset`` say where it lies; ``reason`` and ``field`` say what is
    wrong, without quoting what was sent. ``attempt`` counts how often the stage has tried it: 0 for
    one that only waits. ``sealed`` is the value, ``sealed_rest`` the key and the headers, which may
    hold anything; null in letters of version 1.

    A later state is a new record with the same ``dead_letter_id``. ``waits_for`` is the letter
    before it in its line, ``first_id`` the first letter of the same matter where this one is of a
    later attempt. ``refused``: bad input, answered, behind which nobody waits. ``lined``: later
    records of its form wait behind it.
    """

    dead_letter_id: str
    reference: Reference | None = None
    stage: Stage
    reason: Text
    field: Text | None = None
    topic: str
    partition: int
    offset: int
    attempt: int
    failed_at: Instant
    sealed: Sealed
    sealed_rest: Sealed | None = None
    status: DeadLetterStatus = DeadLetterStatus.OPEN
    waits_for: str | None = None
    first_id: str | None = None
    refused: bool = False
    lined: bool = False
    redriven_at: Instant | None = None
    redriven_by: Text | None = None
    discarded_at: Instant | None = None
    discarded_by: Text | None = None
    discarded_because: Text | None = None

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``: one that was sent on or given up says something new."""
        if self.status in {DeadLetterStatus.REDRIVEN, DeadLetterStatus.DISCARDED}:
            return f"{self.dead_letter_id}/{self.status.value}"
        return self.dead_letter_id

    @property
    def record_key(self) -> str:
        """The key: all states of a letter have the same one."""
        return self.reference or self.dead_letter_id

    @property
    def of_canary(self) -> bool:
        """Whether its record is of a canary, and no form of anybody."""
        return self.reason.startswith(CANARY)

    @property
    def place(self) -> str:
        """Say where its record lies: ``topic/partition/offset``."""
        return f"{self.topic}/{self.partition}/{self.offset}"


class Waiting(Record):
    """One dead letter in a line; ``parked_at`` is when it was made, to find it by."""

    dead_letter_id: str
    parked_at: Instant


class WaitingLine(Message):
    """The dead letters of one form at one stage, in order, on ``cpi.parking`` (compacted).

    While there is one, later records of the form wait behind it. ``upto`` is the offset, on the
    topic that the stage reads, up to which the form's own records are in the line or were.
    """

    reference: Reference
    stage: Stage
    upto: int
    letters: tuple[Waiting, ...] = ()

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return f"{self.record_key}/line"

    @property
    def record_key(self) -> str:
        """The key: a form has a line for each stage."""
        return f"{self.reference}/{self.stage.value}"


class AuditEntry(Message):
    """Who did what with whose data, and why, on ``cpi.audit`` (DPA 2018 s.62).

    ``reference`` is null for a look at bytes that name no form.
    """

    audit_id: str
    reference: Reference | None = None
    action: AuditAction
    actor: Text
    recipient: Text | None = None
    reason: Text
    at: Instant

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return self.audit_id
