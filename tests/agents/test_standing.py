"""Where a form stands, told from its messages alone: exactly one state, whatever their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agents.redact import _blocked
from agents.standing import Standing, State, standing
from rules.enrich import enrich
from rules.publish import publish
from rules.redact import Redaction, redact
from rules.residual import Residual
from schemas.assessment import AssessedForm, Ruling
from schemas.base import Message
from schemas.destinations import Dissemination
from schemas.enums import DecisionStatus, Destination, Priority, ReportStatus, Stage
from schemas.form import CpiForm
from schemas.intelligence import IntelligenceLog
from schemas.records import DeadLetter
from schemas.rejection import Rejection
from schemas.topics import ASSESSED, ASSESSMENTS, TRIAGED, Topic
from streams.dead_letters import dead_letter
from streams.envelope import Record
from streams.sealing import load_keyring, make_key_file
from tests.console.samples import assessed, name_of, proposal
from tests.forms import form, told
from tests.rules.factories import vocabulary

NOW = datetime(2026, 10, 5, 13, 30, tzinfo=UTC)
MINE = form()


@dataclass(frozen=True)
class Journey:
    """What the stages make of one form and one decision on it."""

    decided: AssessedForm
    log: IntelligenceLog
    sent: tuple[Dissemination, ...]

    @property
    def all(self) -> list[Message]:
        """Every message, from triage to the destinations."""
        return [proposal(self.decided.form), self.decided, self.log, *self.sent]


def journey(
    mine: CpiForm = MINE,
    revision: int = 1,
    had: Sequence[Dissemination] = (),
    **decision: Any,  # noqa: ANN401 - fields of a decision
) -> Journey:
    """Take a form through the rules, with another decision than NORMAL if one is given."""
    words = vocabulary()
    first = assessed(mine, revision=revision)
    decided = first.model_copy(update={"decision": first.decision.model_copy(update=decision)})
    if revision > 1:
        earlier = Ruling(priority=Priority.NORMAL, status=DecisionStatus.ASSESSED, decided_at=NOW)
        decided = decided.model_copy(update={"previous": earlier})
    report = redact(decided, words.redaction, words.grading).report
    log = enrich(report, words.entities, words.districts, words.risk, NOW)
    return Journey(decided, log, publish(log, words.dissemination, None, NOW, had))


def stands(*messages: Message) -> Standing:
    """Where the form stands; the order of its messages must not matter."""
    found = standing(messages, vocabulary().dissemination)
    assert found == standing(messages[::-1], vocabulary().dissemination)
    return found


@pytest.fixture
def letter(tmp_path: Path) -> Any:  # noqa: ANN401 - a function with a default
    """Makes a dead letter of the form."""
    make_key_file(tmp_path / "hub.key")
    keyring = load_keyring(tmp_path / "hub.key")

    def make(topic: Topic, field: str | None = None) -> DeadLetter:
        record = Record(topic.name, 0, 7, name_of(MINE).encode(), b"x", {}, NOW)
        return dead_letter(record, Stage.REDACT, Rejection("is odd", field), keyring, NOW)

    return make


def blocked(decided: AssessedForm) -> Message:
    """The call that the redact stage makes of a text that still names its source."""
    words = vocabulary()
    redaction = redact(decided, words.redaction, words.grading)
    held = Redaction(redaction.report, (Residual(kind="name", field="contents.narrative"),))
    return _blocked(decided, held)


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
    """With the reason."""
    made = journey(
        CpiForm.model_validate(told("A blue van is there at night.", locations=[], subjects=[]))
    )
    assert made.log.located.district is None
    found = stands(*made.all)
    assert found.state is State.NO_DISTRICT
    assert found.reason is not None
    assert "district is unknown" in found.reason


def test_no_further_action_closes_a_form_with_its_reason() -> None:
    """No log is made of it."""
    made = journey(priority=Priority.NO_FURTHER_ACTION, rationale="a test")
    assert stands(proposal(MINE), made.decided) == Standing(State.CLOSED, "a test")


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


def test_a_dead_letter_of_the_form_is_told_with_stage_and_reason(letter: Any) -> None:  # noqa: ANN401 - as the fixture
    """It goes no further."""
    found = stands(proposal(MINE), journey().decided, letter(ASSESSED))
    assert found == Standing(State.DEAD_LETTERED, "redact: is odd")


def test_a_dead_letter_of_something_else_does_not_stop_the_form(letter: Any) -> None:  # noqa: ANN401 - as the fixture
    """An assessment of it that was refused; another form sent under its id."""
    others = (letter(ASSESSMENTS, "rationale"), letter(TRIAGED, "submission_id"))
    assert stands(proposal(MINE), *others).state is State.UNASSESSED
    assert stands(*journey().all, *others).state is State.DELIVERED


def test_a_form_that_arrived_after_its_dead_letter_was_sent_back_is_delivered(letter: Any) -> None:  # noqa: ANN401 - as the fixture
    """The dead letter stays on its topic; the destinations have the form."""
    assert stands(*journey().all, letter(ASSESSED)).state is State.DELIVERED
