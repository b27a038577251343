"""Where a form stands, told from its messages alone: exactly one state, whatever their order."""

from agents.standing import Standing, State, standing
from schemas.base import Message
from schemas.enums import Destination, Priority, ReportStatus
from schemas.records import DeadLetter
from schemas.stages import Stage
from schemas.topic import Topic
from schemas.topics import ASSESSED, ASSESSMENTS, TRIAGED
from tests.console.samples import proposal
from tests.journeys import MINE, at_desk, blocked, called, dead, journey, nowhere
from tests.rules.factories import vocabulary


def stands(*messages: Message) -> Standing:
    """Where the form stands; the order of its messages must not matter."""
    found = standing(messages, vocabulary().dissemination)
    assert found == standing(messages[::-1], vocabulary().dissemination)
    return found


def letter(topic: Topic, field: str | None = None) -> DeadLetter:
    """A letter of a record that is not the one the desk admitted."""
    return dead(Stage.REDACT, topic, 7, field)


def test_a_form_of_which_nothing_is_there_is_unknown() -> None:
    """Nobody has sent it, or retention took all of it."""
    assert stands().state is State.UNKNOWN


def test_a_triaged_form_waits_for_its_assessment() -> None:
    """Though other messages of it may be there."""
    assert stands(proposal(MINE)).state is State.UNASSESSED


def test_an_assessed_form_is_under_way() -> None:
    """Until its log is made, and until every destination has it."""
    made = journey()
    assert len(made.sent) > 1
    assert stands(proposal(MINE), made.decided).state is State.UNDER_WAY
    assert stands(proposal(MINE), made.decided, made.log).state is State.UNDER_WAY


def test_a_form_is_delivered_when_each_destination_has_it() -> None:
    """They are named, with what they have."""
    found = stands(*journey().all)
    assert found.state is State.DELIVERED
    assert (Destination.SECTOR, ReportStatus.NEW) in found.destinations


def test_one_destination_that_is_owed_is_enough_to_be_under_way() -> None:
    """The control room has it, the sector has not."""
    made = journey(priority=Priority.HIGH)
    there = [each for each in made.sent if type(each).__name__ != "SectorIntelligence"]
    assert len(there) < len(made.sent)
    found = stands(made.decided, made.log, *there)
    assert found.state is State.UNDER_WAY
    assert (Destination.CONTROL_ROOM, ReportStatus.NEW) in found.destinations


def test_a_text_that_still_names_its_source_waits_for_a_person() -> None:
    """Until a later decision: the call of an earlier revision is answered by it."""
    made = journey()
    call = blocked(made.decided)
    assert stands(proposal(MINE), made.decided, call).state is State.HELD
    later = journey(revision=2)
    assert stands(made.decided, call, later.decided).state is State.UNDER_WAY
    assert stands(made.decided, call, *later.all).state is State.DELIVERED


def test_a_form_without_a_district_waits_for_a_person() -> None:
    """Once a person has been called."""
    made = journey(nowhere())
    assert made.log.located.district is None
    assert stands(*made.all).state is State.UNDER_WAY
    found = stands(*made.all, called(made.log))
    assert (found.state, found.reason) == (State.NO_DISTRICT, "the district is unknown")


def test_no_further_action_closes_a_form() -> None:
    """No log is made of it. What the supervisor wrote is not told: it may name the source."""
    made = journey(priority=Priority.NO_FURTHER_ACTION, rationale="a test")
    assert stands(proposal(MINE), made.decided) == Standing(State.CLOSED, "no further action")


def test_a_form_taken_back_later_is_closed() -> None:
    """Where it was sent before, what is there is withdrawn."""
    before = journey()
    void = Priority.NO_FURTHER_ACTION
    after = journey(revision=2, had=before.sent, priority=void, rationale="a mistake")
    found = stands(*before.all, *after.all)
    assert found.state is State.CLOSED
    assert {status for _, status in found.destinations} == {ReportStatus.WITHDRAWN}


def test_only_the_newest_decision_counts() -> None:
    """What the destinations have of an earlier one does not make it delivered."""
    before, after = journey(), journey(revision=2, priority=Priority.HIGH)
    assert stands(*before.all, after.decided).state is State.UNDER_WAY
    assert stands(*before.all, after.decided, after.log).state is State.UNDER_WAY
    assert stands(*before.all, *after.all).state is State.DELIVERED


def test_a_dead_letter_of_the_form_is_told_with_stage_and_reason() -> None:
    """It goes no further."""
    found = stands(proposal(MINE), journey().decided, letter(ASSESSED))
    assert found == Standing(State.DEAD_LETTERED, "redact: is odd")


def test_a_dead_letter_of_something_else_does_not_stop_the_form() -> None:
    """An assessment of it that was refused; another form sent under its id."""
    others = (letter(ASSESSMENTS, "rationale"), letter(TRIAGED, "submission_id"))
    assert stands(proposal(MINE), at_desk(), *others).state is State.UNASSESSED
    assert stands(*journey().all, *others).state is State.DELIVERED


def test_a_form_that_the_desk_never_admitted_is_dead_lettered() -> None:
    """The same id was there before, with another month in its reference."""
    found = stands(proposal(MINE), letter(TRIAGED, "submission_id"))
    assert found.state is State.DEAD_LETTERED


def test_a_form_that_arrived_after_its_dead_letter_was_sent_back_is_delivered() -> None:
    """The dead letter stays on its topic; the destinations have the form."""
    assert stands(*journey().all, letter(ASSESSED)).state is State.DELIVERED
