"""The 5, 15, 25 and 30 minutes of an assessment."""

from datetime import datetime, timedelta

import pytest

from rules.assess import decide
from rules.deadlines import Limits, due, forgotten, remind
from schemas.assessment import DeskEntry
from schemas.enums import AlertKind, DecisionStatus, Priority
from tests.rules.test_assess import NOW, REFERENCE, admitted, assessment, decided, proposal

LIMITS = Limits(
    timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=25), timedelta(minutes=30)
)


def after(minutes: float) -> datetime:
    """A time after receipt."""
    return NOW + timedelta(minutes=minutes)


def kinds(entry: DeskEntry, minutes: float) -> list[AlertKind]:
    """What is due then."""
    return [each.kind for each in due(entry, LIMITS, after(minutes))]


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (14.99, []),
        (15, [AlertKind.UNASSESSED_FIRST]),
        (25, [AlertKind.UNASSESSED_FIRST, AlertKind.UNASSESSED_SECOND]),
        (30, [AlertKind.UNASSESSED_FIRST, AlertKind.UNASSESSED_SECOND, AlertKind.BREACH]),
    ],
)
def test_reminders_fall_due_in_order(minutes: float, expected: list[AlertKind]) -> None:
    """A worker that was down raises all that it missed, earliest first."""
    assert kinds(admitted(), minutes) == expected


def test_only_a_high_proposal_goes_out_unassessed() -> None:
    """A NORMAL one never leaves without a person."""
    assert kinds(admitted(Priority.HIGH), 5) == [AlertKind.SENT_UNASSESSED]
    assert kinds(admitted(), 14) == []


def test_an_assessed_form_is_not_chased() -> None:
    """A decision stops the clock."""
    entry = decided(decide(admitted(), proposal(), assessment(Priority.NORMAL), 5))
    assert kinds(entry, 60) == []


def test_a_form_that_went_out_unassessed_is_still_chased() -> None:
    """The clock's own act is not an assessment."""
    entry = admitted(Priority.HIGH)
    step = remind(entry, proposal(Priority.HIGH), due(entry, LIMITS, after(5)), after(5))
    assert kinds(decided(step), 15) == [AlertKind.UNASSESSED_FIRST]


def test_going_out_unassessed_is_marked_and_happens_once() -> None:
    """The control room sees that nobody has assessed it; the next tick adds nothing."""
    entry = admitted(Priority.HIGH)
    step = remind(entry, proposal(Priority.HIGH), due(entry, LIMITS, after(6)), after(6))
    assert step.assessed[0].decision.status is DecisionStatus.NOT_YET_ASSESSED
    assert step.assessed[0].decision.priority is Priority.HIGH
    assert kinds(decided(step), 6) == []


def test_a_supervisor_who_comes_late_needs_no_rationale() -> None:
    """The first person to decide supersedes only the clock."""
    entry = admitted(Priority.HIGH)
    sent = decided(remind(entry, proposal(), due(entry, LIMITS, after(6)), after(6)))
    step = decide(sent, proposal(), assessment(Priority.NORMAL), 5)
    assert step.rejection is None
    assert step.assessed[0].revision == 2


def test_a_breach_is_said_once() -> None:
    """After it the clock has nothing more to say."""
    entry = admitted()
    step = remind(entry, proposal(), due(entry, LIMITS, after(31)), after(31))
    assert AlertKind.BREACH in decided(step).alerted
    assert kinds(decided(step), 500) == []


def test_an_assessment_without_a_form_is_given_up_at_the_limit() -> None:
    """A wrong reference does not vanish."""
    waiting = DeskEntry(reference=REFERENCE, early=(8,), early_since=NOW)
    assert not forgotten(waiting, LIMITS, after(29))
    assert forgotten(waiting, LIMITS, after(30))
