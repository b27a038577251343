"""What a row counts for: each cell of the month, from what was decided, written and sent."""

from rules.collation_cells import Cell, Tally, cells_of
from schemas.enums import DecisionStatus, Priority, ReportStatus
from tests.rules.collation_factories import (
    CONTROL,
    REFERRAL,
    assessed,
    erased,
    proposal,
    row_of,
    sent,
    tally_of,
)


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
