"""The side records: receipts, alerts, dead letters, the audit trail."""

from uuid import UUID

from schemas.base import Instant, Message, Reference, Text
from schemas.enums import AlertKind, AuditAction, Priority, ReceiptStatus, Stage
from schemas.sanitised import Sealed


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


class DeadLetter(Message):
    """A record that a stage could not process, on ``cpi.dead-letters``, its bytes sealed.

    ``topic``, ``partition`` and ``offset`` say where it lies; ``reason`` and ``field`` say what is
    wrong, without quoting what was sent.
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

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return self.dead_letter_id


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
