"""A row is the same whatever the order of its events, and however often each of them comes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.collate import concerns, marks_of, with_event
from rules.collation_cells import Cell, Tally, cells_of, month_of
from schemas.assessment import AssessedForm, Decision
from schemas.base import Message
from schemas.catalogue import CONTROL_ROOM_INCIDENT, INTELLIGENCE_LOG, MASH_REFERRAL
from schemas.collation import CollationRow, Mark
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


@settings(max_examples=300, deadline=None)
@given(st.permutations(EVENTS), st.lists(st.sampled_from(EVENTS), max_size=12))
def test_neither_order_nor_repetition_changes_a_row(
    order: list[Message], again: list[Message]
) -> None:
    """Every event in any order, some of them again in between or afterwards."""
    once = row_of(EVENTS)
    assert row_of(order) == once
    assert row_of([*again, *order, *again]) == once


@pytest.mark.parametrize("event", EVENTS, ids=lambda e: type(e).__name__)
def test_an_event_that_comes_again_writes_nothing(event: Message) -> None:
    """So the changelog grows with the forms, not with what is read again."""
    row = with_event(None, event, seal)
    assert row is not None
    assert with_event(row, event, seal) is None


def test_only_the_copy_that_the_desk_admitted_counts() -> None:
    """The same id with other content is refused there, even where it was received first."""
    early = proposal(OTHER, after=-60)
    row = row_of([early, assessed(1, Priority.NORMAL)])
    assert row is not None
    assert row.form is not None
    assert row.form.content_hash == content_hash(FORM)
    assert row.form.received_at == RECEIVED


def test_a_row_without_its_form_counts_nothing_yet() -> None:
    """A log may be read before the form that it is of; what it says is kept."""
    row = row_of([log(1)])
    assert row is not None
    assert month_of(row) is None
    assert not list(cells_of(row, None))


def test_a_form_belongs_to_the_month_in_which_it_was_received_in_london() -> None:
    """The last millisecond of October by winter time; an hour of summer time before that."""
    assert month_of(row_of([proposal()]) or CollationRow(reference=REFERENCE)) == "2026-10"
    (summer,) = [
        proposal().model_copy(update={"received_at": datetime(2026, 8, 31, 23, tzinfo=UTC)})
    ]
    assert month_of(row_of([summer]) or CollationRow(reference=REFERENCE)) == "2026-09"


def test_what_the_newest_decision_says_is_the_outcome() -> None:
    """The clock's own decision is none; the time to the assessment is that of the first."""
    unassessed = assessed(1, Priority.HIGH, DecisionStatus.NOT_YET_ASSESSED)
    waiting = tally_of(proposal(), unassessed)
    assert waiting[Cell("outcome", ("not_assessed",))] == 1
    assert waiting[Cell("sent_unassessed")] == 1
    assert not [cell for cell in waiting if cell.table == "to_assessment"]
    decided = tally_of(proposal(), unassessed, assessed(2, Priority.NORMAL))
    again = tally_of(
        proposal(), unassessed, assessed(2, Priority.NORMAL), assessed(3, Priority.CRIME)
    )
    assert decided[Cell("outcome", ("NORMAL",))] == 1
    assert again[Cell("outcome", ("CRIME",))] == 1
    assert again[Cell("decided_again", ("NORMAL", "CRIME"))] == 1
    assert again[Cell("unsuitable", ("education", "call_101"))] == 1
    for tally in (decided, again):
        assert tally[Cell("to_assessment", ("1200",))] == 1


def test_a_destination_counts_while_it_is_not_taken_back() -> None:
    """The time to the control room is that of the first message, for a form that is HIGH."""
    new, back = sent(CONTROL, 1, ReportStatus.NEW), sent(CONTROL, 2, ReportStatus.WITHDRAWN)
    high = assessed(1, Priority.HIGH)
    given_to = tally_of(proposal(), high, new)
    assert given_to[Cell("destination", ("control-room",))] == 1
    assert given_to[Cell("high_to_control_room", ("607",))] == 1
    taken_back = tally_of(proposal(), high, new, assessed(2, Priority.NORMAL), back)
    assert taken_back[Cell("destination", ("control-room",))] == 0
    assert not [cell for cell in taken_back if cell.table == "high_to_control_room"]


def test_a_form_that_went_to_the_mash_alone_should_have_been_a_referral() -> None:
    """Flowchart: refer to Child or Adult Services as per local process."""
    to_mash = sent(REFERRAL, 1, ReportStatus.NEW)
    tally = tally_of(proposal(), assessed(1, Priority.NORMAL), to_mash)
    assert tally[Cell("unsuitable", ("education", "referral"))] == 1


def test_an_erased_form_still_counts_and_names_nobody() -> None:
    """Whatever comes again afterwards."""
    row = row_of([proposal(), erased(), assessed(1, Priority.NORMAL), proposal()])
    assert row is not None
    assert row.form is not None
    assert row.form.sealed is None
    tally = Tally(cells_of(row, None))
    assert tally[Cell("forms")] == tally[Cell("erased")] == 1
    assert tally[Cell("organisation", ("education", "(erased)"))] == 1


def test_of_the_audit_trail_only_erasures_matter() -> None:
    """A redrive or a consultation changes no row."""
    other = erased().model_copy(update={"action": AuditAction.REDRIVE})
    assert concerns(erased())
    assert not concerns(other)


def test_a_good_form_has_every_mark() -> None:
    """And the sparest one has almost none (domain section 6: quality)."""
    assert set(marks_of(FORM)) == {
        Mark.SUBJECT_NAMED,
        Mark.DATE_OF_BIRTH,
        Mark.PLACE,
        Mark.ONE_MATTER,
    }
    spare = form(subjects=[], locations=[])
    assert list(marks_of(spare)) == [Mark.ONE_MATTER]
