"""Each form in exactly one state at each destination, told from hand-made messages."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count

import pytest

from rules.at_destinations import repeats
from rules.endings import State, Terms, Verdict
from rules.facts import fact_of
from rules.publish import routes
from rules.reconcile import judge
from rules.sightings import Form, Logged, Sent, Sighting, Triaged
from schemas.base import Message
from schemas.enums import Priority
from schemas.stages import Stage
from schemas.topics import (
    ASSESSMENTS,
    DEAD_LETTERS,
    SECTOR,
    TOPICS,
)
from streams import clock
from tests.console.samples import assessment, name_of, proposal
from tests.journeys import MINE, Journey, at_desk, dead, journey
from tests.rules.factories import vocabulary
from tests.rules.reconcile_cases import (
    AGAIN,
    ALL,
    DECIDED,
    FAR,
    FIRST,
    HIGH,
    KNOWN,
    LEGAL,
    MASH,
    ONE,
    SECTOR_DESK,
    UNFINISHED,
    VOID,
    WRONG,
    Messages,
    Told,
)

START = clock.now()
GRACE, BREACH = timedelta(seconds=60), timedelta(minutes=30)
_TOPIC_OF = {topic.schema.model: topic.name for topic in TOPICS}


def written(*messages: Message) -> Form:
    """Put messages on the first partition of their topics, in this order, a second apart."""
    offsets = {topic.name: count() for topic in TOPICS}
    facts = []
    for second, message in enumerate(messages):
        topic = _TOPIC_OF[type(message)]
        at = START + timedelta(seconds=second)
        seen = Sighting(topic, 0, next(offsets[topic]), at)
        facts.append(fact_of(message, seen, vocabulary().dissemination))
    return Form(name_of(MINE), [each for each in facts if each is not None])


def judged(
    messages: Messages,
    after: timedelta = timedelta(seconds=1),
    kept_since: Mapping[str, datetime] | None = None,
) -> Verdict:
    """Judge a form so long after its last sighting."""
    form = written(*messages)
    return judge(form, Terms(form.last.at + after, GRACE, BREACH, kept_since or {}))


def told(verdict: Verdict) -> set[Told]:
    """States and destinations."""
    return {(each.state, each.destination) for each in verdict.endings}


@pytest.mark.parametrize("name", LEGAL)
def test_a_form_has_one_state_at_each_destination(name: str) -> None:
    """Whatever its way, and however long ago: none of these is wrong."""
    messages, expected = LEGAL[name]
    for after in (timedelta(seconds=1), 2 * GRACE):
        verdict = judged(messages, after)
        assert told(verdict) == expected
        assert not verdict.wrong
        places = [each.destination for each in verdict.endings]
        assert len(places) == len(set(places))


@pytest.mark.parametrize("name", UNFINISHED)
def test_what_lacks_is_under_way_until_the_grace_is_over(name: str) -> None:
    """Then the form is in no state, and what it lacks is named."""
    messages, destination, what = UNFINISHED[name]
    young, late = judged(messages, GRACE), judged(messages, GRACE + timedelta(seconds=1))
    waits = State.AWAITING_ASSESSMENT if len(messages) == 1 else State.UNDER_WAY
    assert (waits, destination) in told(young)
    assert not young.wrong
    assert (State.WRONG, destination) in told(late)
    assert len(late.wrong) == 1
    assert what in late.wrong[0]


def test_what_retention_may_have_taken_is_not_called_wrong() -> None:
    """The log is kept for longer than the messages."""
    later = START + timedelta(days=100)
    verdict = judged(DECIDED, 2 * GRACE, dict.fromkeys(("cpi.mash", SECTOR.name), later))
    assert told(verdict) == {(State.PAST_KEEPING, MASH), (State.PAST_KEEPING, SECTOR_DESK)}
    assert judged(DECIDED, 2 * GRACE, {DEAD_LETTERS.name: START}).wrong


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said(name: str) -> None:
    """In two states at once, doubled, an orphan, or passed over."""
    messages, what = WRONG[name]
    verdict = judged(messages, 2 * GRACE)
    assert not verdict.settled
    assert any(what in each for each in verdict.wrong)


def test_an_assessment_that_the_desk_applied_or_refused_or_holds_is_not_wrong() -> None:
    """Each leaves a trace."""
    given = assessment(MINE)
    applied = at_desk(decided=VOID.decided, last_assessment=0)
    assert not judged([*KNOWN, given, VOID.decided, applied], 2 * GRACE).wrong
    refused = dead(Stage.ASSESS, ASSESSMENTS, 0, "rationale")
    assert not judged([*KNOWN, given, refused], 2 * GRACE).wrong
    early = at_desk().model_copy(update={"early": (0,)})
    assert not judged([proposal(MINE), given, early], 2 * GRACE).wrong


def test_a_form_that_nobody_assesses_is_named_after_the_limit() -> None:
    """It is no error of the hub's."""
    (young,) = judged(KNOWN, BREACH - timedelta(minutes=1)).endings
    (late,) = judged(KNOWN, BREACH + timedelta(minutes=1)).endings
    assert (young.overdue, late.overdue) == (False, True)
    (triaged,) = written(KNOWN[0]).of(Triaged)
    assert late.since == triaged.received_at


def test_messages_that_came_again_are_counted() -> None:
    """The same id on the same topic."""
    assert repeats(written(*ALL, ONE, ONE))[MASH] == 2
    assert repeats(written(*ALL))[MASH] == 0


@pytest.mark.parametrize("made", [FIRST, HIGH, AGAIN, FAR, journey(priority=Priority.CRIME)])
def test_what_is_expected_is_what_publish_makes(made: Journey) -> None:
    """Ids and destinations are worked out here and there; they have to agree."""
    assert routes(made.log, vocabulary().dissemination) or made is FAR
    (fact,) = written(made.log).of(Logged)
    sent = {(each.destination, each.message_id) for each in written(*made.sent).of(Sent)}
    assert fact.expected == sent
