"""Events of one form, in every combination that a row must take."""

from datetime import UTC, datetime, timedelta

from rules.collate import with_event
from rules.collation_cells import Tally, cells_of
from schemas.assessment import AssessedForm, Decision
from schemas.base import Message
from schemas.catalogue import CONTROL_ROOM_INCIDENT, INTELLIGENCE_LOG, MASH_REFERRAL
from schemas.collation import CollationRow
from schemas.content import content_hash
from schemas.destinations import Dissemination
from schemas.enums import AuditAction, Channel, DecisionStatus, Priority, ReportStatus
from schemas.examples import messages
from schemas.form import CpiForm
from schemas.records import AuditEntry
from schemas.reference import reference_of
from schemas.sanitised import Sealed
from schemas.triage import Proposal, Recommendation
from tests.forms import form

RECEIVED = datetime(2026, 10, 31, 23, 59, 59, 999000, UTC)
FORM = form()
OTHER = FORM.model_copy(
    update={"information": FORM.information.model_copy(update={"narrative": "Other words."})}
)
REFERENCE = reference_of(FORM.submission_id, FORM.submitted_at)


def seal(name: str) -> Sealed:
    """Hide nothing, so that a test can compare."""
    return Sealed(key_id="k", wrapped_key=b"", nonce=b"", ciphertext=name.encode())


def proposal(of: CpiForm = FORM, after: int = 0) -> Proposal:
    """A triaged form, received some seconds after the first."""
    return Proposal(
        reference=REFERENCE,
        submission_id=of.submission_id,
        content_hash=content_hash(of),
        origin=f"cpi.intake/0/{after}",
        received_at=RECEIVED + timedelta(seconds=after),
        channel=Channel.KAFKA,
        form=of,
        recommendation=Recommendation(priority=Priority.NORMAL),
    )


def assessed(
    revision: int, priority: Priority, status: DecisionStatus = DecisionStatus.ASSESSED
) -> AssessedForm:
    """A decision on the form, ten minutes of receipt for each revision."""
    decided = RECEIVED + timedelta(minutes=10 * revision)
    return AssessedForm(
        reference=REFERENCE,
        revision=revision,
        received_at=RECEIVED,
        channel=Channel.KAFKA,
        form=FORM,
        recommendation=Recommendation(priority=Priority.NORMAL),
        decision=Decision(priority=priority, status=status, decided_by="DS 1", decided_at=decided),
    )


def log(revision: int, raised: bool = False) -> Message:  # noqa: FBT001, FBT002 - a value to sample
    """The log of a revision."""
    (made, *_) = messages(INTELLIGENCE_LOG)
    risk = made.risk.model_copy(update={"raise_to_control_room": raised})
    changes = {
        "reference": REFERENCE,
        "log_id": f"{REFERENCE}/1",
        "revision": revision,
        "risk": risk,
        "created_at": RECEIVED + timedelta(minutes=10 * revision),
    }
    return made.model_copy(update=changes)


def sent(example: Dissemination, revision: int, status: ReportStatus) -> Message:
    """What a destination receives of a revision."""
    changes = {
        "reference": REFERENCE,
        "log_id": f"{REFERENCE}/1",
        "revision": revision,
        "status": status,
        "issued_at": RECEIVED + timedelta(minutes=10 * revision, seconds=7),
    }
    return example.model_copy(update=changes)


def erased() -> AuditEntry:
    """The form was erased."""
    return AuditEntry(
        audit_id="erasure",
        reference=REFERENCE,
        action=AuditAction.ERASURE,
        actor="records officer",
        reason="retention is over",
        at=RECEIVED + timedelta(days=400),
    )


CONTROL, REFERRAL = messages(CONTROL_ROOM_INCIDENT)[0], messages(MASH_REFERRAL)[0]
EVENTS: tuple[Message, ...] = (
    proposal(),
    proposal(after=5),
    proposal(OTHER, after=9),
    assessed(1, Priority.HIGH, DecisionStatus.NOT_YET_ASSESSED),
    assessed(2, Priority.NORMAL),
    assessed(3, Priority.HIGH),
    log(2),
    log(3, raised=True),
    sent(CONTROL, 1, ReportStatus.NEW),
    sent(CONTROL, 2, ReportStatus.WITHDRAWN),
    sent(CONTROL, 3, ReportStatus.NEW),
    sent(REFERRAL, 2, ReportStatus.NEW),
    sent(REFERRAL, 3, ReportStatus.REVISED),
    erased(),
)


def row_of(events: list[Message] | tuple[Message, ...]) -> CollationRow | None:
    """The row after these events."""
    row = None
    for event in events:
        row = with_event(row, event, seal) or row
    return row


def tally_of(*events: Message) -> Tally:
    """What a form counts for after these events."""
    row = row_of(events)
    assert row is not None
    return Tally(cells_of(row, "Elmwick Vale School"))
