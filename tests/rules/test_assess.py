"""The desk admits a form once, applies each assessment once, and lets a later one supersede."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from rules.assess import Step, admit, decide, hold
from schemas.assessment import Assessment, DeskEntry
from schemas.content import content_hash
from schemas.enums import AlertKind, Channel, DecisionStatus, Priority, ReceiptStatus
from schemas.reference import reference_of
from schemas.triage import Proposal, Recommendation
from tests.forms import form

NOW = datetime(2026, 10, 5, 13, 4, tzinfo=UTC)
A_FORM = form()
REFERENCE = reference_of(A_FORM.submission_id, A_FORM.submitted_at)


def proposal(priority: Priority = Priority.NORMAL, **changes: Any) -> Proposal:  # noqa: ANN401 - fields of the model
    """A triaged form."""
    made = Proposal(
        reference=REFERENCE,
        submission_id=A_FORM.submission_id,
        content_hash=content_hash(A_FORM),
        origin="cpi.intake/0/7",
        received_at=NOW,
        channel=Channel.KAFKA,
        form=A_FORM,
        recommendation=Recommendation(priority=priority),
    )
    return made.model_copy(update=changes)


def admitted(priority: Priority = Priority.NORMAL) -> DeskEntry:
    """The entry of a form that has just come."""
    entry = admit(None, proposal(priority), 3, automatic=False, now=NOW).entry
    assert entry is not None
    return entry


def assessment(priority: Priority, rationale: str | None = None) -> Assessment:
    """A Duty Supervisor's decision."""
    return Assessment(
        assessment_id=uuid4(),
        reference=REFERENCE,
        priority=priority,
        assessed_by="DS 1234",
        assessed_at=NOW,
        rationale=rationale,
    )


def decided(step: Step) -> DeskEntry:
    """The entry after a decision."""
    assert step.entry is not None
    return step.entry


def test_a_new_form_is_accepted_and_waits() -> None:
    """A first submission gets its receipt and is remembered; nothing is decided for a person."""
    step = admit(None, proposal(), 3, automatic=False, now=NOW)
    assert [receipt.status for receipt in step.receipts] == [ReceiptStatus.ACCEPTED]
    assert step.entry is not None
    assert step.entry.ruling is None
    assert not step.assessed


def test_a_high_proposal_alerts_at_once() -> None:
    """HIGH does not wait for the first reminder."""
    step = admit(None, proposal(Priority.HIGH), 3, automatic=False, now=NOW)
    assert [alert.kind for alert in step.alerts] == [AlertKind.HIGH_PROPOSED]
    assert step.receipts[0].advice is not None


def test_a_replayed_record_causes_nothing() -> None:
    """The same place on the intake topic is the same record read again."""
    assert admit(admitted(), proposal(), 3, automatic=False, now=NOW) == Step()


def test_the_same_form_sent_again_is_answered_with_the_same_reference() -> None:
    """A repeat is answered, and nothing else happens."""
    again = proposal(origin="cpi.intake/2/9")
    step = admit(admitted(), again, 4, automatic=False, now=NOW)
    assert [(receipt.status, receipt.reference) for receipt in step.receipts] == [
        (ReceiptStatus.REPEATED, REFERENCE)
    ]
    assert step.entry is None
    assert not step.alerts


def test_the_same_id_with_other_content_is_refused() -> None:
    """It is rejected by its field, and the form that came first stays as it is."""
    other = proposal(origin="cpi.intake/2/9", content_hash="0" * 64)
    step = admit(admitted(), other, 4, automatic=False, now=NOW)
    assert step.rejection is not None
    assert step.rejection.field == "submission_id"
    assert step.receipts[0].status is ReceiptStatus.REJECTED
    assert step.entry is None


def test_automatic_assessment_makes_the_proposal_the_decision() -> None:
    """A site that wants it gets a decision at once, marked as automatic."""
    step = admit(None, proposal(Priority.CRIME), 3, automatic=True, now=NOW)
    assert step.assessed[0].decision.status is DecisionStatus.AUTOMATIC
    assert step.assessed[0].decision.priority is Priority.CRIME


def test_an_assessment_decides_the_form() -> None:
    """The first decision is revision 1 and carries the form."""
    step = decide(admitted(), proposal(), assessment(Priority.HIGH), 5)
    assert step.assessed[0].revision == 1
    assert step.assessed[0].decision.priority is Priority.HIGH
    assert step.assessed[0].previous is None


def test_an_assessment_read_again_causes_nothing() -> None:
    """An offset that has been dealt with is a replay."""
    entry = decided(decide(admitted(), proposal(), assessment(Priority.HIGH), 5))
    assert decide(entry, proposal(), assessment(Priority.CRIME, "replayed"), 5) == Step()


def test_superseding_needs_a_rationale() -> None:
    """A second decision without a reason is refused by its field."""
    entry = decided(decide(admitted(), proposal(), assessment(Priority.NORMAL), 5))
    step = decide(entry, proposal(), assessment(Priority.HIGH), 6)
    assert step.rejection is not None
    assert step.rejection.field == "rationale"
    assert not step.assessed


def test_a_later_assessment_supersedes_as_a_revision() -> None:
    """It carries what it supersedes, so that what was sent can be taken back."""
    entry = decided(decide(admitted(), proposal(), assessment(Priority.HIGH), 5))
    step = decide(entry, proposal(), assessment(Priority.NORMAL, "no danger after all"), 6)
    assert step.assessed[0].revision == 2
    assert step.assessed[0].previous is not None
    assert step.assessed[0].previous.priority is Priority.HIGH


def test_an_assessment_under_another_reference_of_the_same_id_is_refused() -> None:
    """The month is part of the name: a wrong one is no form."""
    wrong = assessment(Priority.HIGH).model_copy(update={"reference": "CPI-209901-0000000000"})
    step = decide(admitted(), proposal(), wrong, 5)
    assert step.rejection is not None
    assert step.rejection.field == "reference"


def test_an_early_assessment_is_held_once() -> None:
    """An assessment that comes before its form keeps its place, however often it is read."""
    entry = hold(None, REFERENCE, 8, NOW)
    assert hold(entry, REFERENCE, 8, NOW) == entry
    assert hold(entry, REFERENCE, 9, NOW).early == (8, 9)


def test_a_form_keeps_the_assessments_that_came_before_it() -> None:
    """Admission does not forget them."""
    step = admit(hold(None, REFERENCE, 8, NOW), proposal(), 3, automatic=False, now=NOW)
    assert step.entry is not None
    assert step.entry.early == (8,)
