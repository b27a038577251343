"""What the stages write of one invented form, made from the examples of the schemas."""

from uuid import uuid4

from schemas.assessment import AssessedForm, Assessment, Decision
from schemas.base import Message
from schemas.catalogue import INTELLIGENCE_LOG, SANITISED_REPORT, SECTOR_INTELLIGENCE, Schema
from schemas.content import content_hash
from schemas.enums import Channel, DecisionStatus, Priority, ReceiptStatus, ReportStatus
from schemas.examples import messages
from schemas.form import CpiForm
from schemas.records import Receipt
from schemas.reference import reference_of
from schemas.sanitised import SealedSource
from schemas.topics import SOURCES
from schemas.triage import Because, Proposal, Recommendation
from streams import clock
from streams.sealing import Keyring

UNTOLD = "Ottoline"
"""Stands in free texts of people, which no command for operators may print."""


def name_of(form: CpiForm) -> str:
    """The form's reference."""
    return reference_of(form.submission_id, form.submitted_at)


def proposal(form: CpiForm, origin: str = "cpi.intake/0/0") -> Proposal:
    """What triage says of a form."""
    because = Because(
        rule="vehicle_of_interest", words="grey Audi", field="information.narrative", start=0, end=9
    )
    return Proposal(
        reference=name_of(form),
        submission_id=form.submission_id,
        content_hash=content_hash(form),
        origin=origin,
        received_at=clock.now(),
        channel=Channel.FILE,
        form=form,
        recommendation=Recommendation(priority=Priority.NORMAL, because=(because,)),
    )


def assessment(form: CpiForm) -> Assessment:
    """What a supervisor sends."""
    return Assessment(
        assessment_id=uuid4(),
        reference=name_of(form),
        priority=Priority.NORMAL,
        assessed_by="Insp. Quill",
        assessed_at=clock.now(),
        rationale=f"{UNTOLD} rang",
    )


def assessed(
    form: CpiForm, status: DecisionStatus = DecisionStatus.ASSESSED, revision: int = 1
) -> AssessedForm:
    """What the desk makes of it."""
    return AssessedForm(
        reference=name_of(form),
        revision=revision,
        received_at=clock.now(),
        channel=Channel.FILE,
        form=form,
        recommendation=proposal(form).recommendation,
        decision=Decision(
            priority=Priority.NORMAL,
            status=status,
            decided_at=clock.now(),
            decided_by="Insp. Quill",
            rationale=f"{UNTOLD} rang",
        ),
    )


def receipt(form: CpiForm, origin: str, status: ReceiptStatus = ReceiptStatus.ACCEPTED) -> Receipt:
    """The hub's answer to the submission at a place on the intake topic."""
    return Receipt(
        receipt_id=f"{name_of(form)}/receipt/{origin}",
        submission_id=form.submission_id,
        reference=name_of(form),
        status=status,
        issued_at=clock.now(),
    )


def sealed_source(form: CpiForm, keyring: Keyring) -> SealedSource:
    """The form as it came, sealed."""
    secret = form.model_dump_json().encode()
    return SealedSource(
        reference=name_of(form),
        sealed_at=clock.now(),
        sealed=keyring.seal(SOURCES.name, name_of(form), secret),
    )


def released(form: CpiForm) -> tuple[Message, Message, Message]:
    """Sanitised report, intelligence log and the sector's message."""
    reference = name_of(form)
    same = {"reference": reference, "revision": 1}
    return (
        _first(SANITISED_REPORT).model_copy(update=same),
        _first(INTELLIGENCE_LOG).model_copy(update=same | {"log_id": f"{reference}/1"}),
        messages(SECTOR_INTELLIGENCE)[-1].model_copy(
            update=same
            | {
                "log_id": f"{reference}/1",
                "message_id": f"{reference}/1/sector/r1",
                "status": ReportStatus.NEW,
            }
        ),
    )


def _first(schema: Schema) -> Message:
    return messages(schema)[0]
