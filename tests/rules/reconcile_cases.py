"""Hand-made journeys of one form: its messages in order, and what is true of it then."""

from collections.abc import Sequence

from rules.endings import State
from schemas.base import Message
from schemas.destinations import Dissemination, MashReferral
from schemas.enums import DecisionStatus, Destination, Priority
from schemas.stages import Stage
from schemas.topics import (
    ASSESSED,
    ASSESSMENTS,
    INTELLIGENCE,
    SANITISED,
    TOPICS,
    TRIAGED,
)
from tests.console.samples import assessment, proposal
from tests.forms import form as valid_form
from tests.journeys import MINE, at_desk, blocked, called, dead, journey, nowhere

MASH, SECTOR_DESK, ROOM = Destination.MASH, Destination.SECTOR, Destination.CONTROL_ROOM
NFA = Priority.NO_FURTHER_ACTION

Told = tuple[State, Destination | None]
Messages = Sequence[Message]


FIRST, HIGH = journey(), journey(priority=Priority.HIGH)
AGAIN = journey(revision=2, had=FIRST.sent)
VOID = journey(priority=NFA, rationale="a test")
TAKEN_BACK = journey(revision=2, had=FIRST.sent, priority=NFA, rationale="a mistake")
UNASSESSED = journey(priority=Priority.HIGH, status=DecisionStatus.NOT_YET_ASSESSED)
FAR = journey(nowhere())
KNOWN = [proposal(MINE), at_desk()]
DECIDED = [*KNOWN, FIRST.decided, at_desk(decided=FIRST.decided), FIRST.report, FIRST.log]
ALL = [*DECIDED, *FIRST.sent]
ONE = next(each for each in FIRST.sent if isinstance(each, MashReferral))
OTHERS = [each for each in FIRST.sent if each is not ONE]
DELIVERED: set[Told] = {(State.DELIVERED, MASH), (State.DELIVERED, SECTOR_DESK)}
LOST = dead(Stage.PUBLISH, INTELLIGENCE, 0)

LEGAL: dict[str, tuple[Messages, set[Told]]] = {
    "delivered": (ALL, DELIVERED),
    "a letter, then the stage succeeded": ([*DECIDED, LOST, *FIRST.sent], DELIVERED),
    "a letter of an earlier stage, then all went on": (
        [*KNOWN, FIRST.decided, dead(Stage.REDACT, ASSESSED, 0), FIRST.report, *ALL[5:]],
        DELIVERED,
    ),
    "an assessment was refused": ([*ALL, dead(Stage.ASSESS, ASSESSMENTS, 0)], DELIVERED),
    "other content under its id was refused": (
        [*ALL, dead(Stage.ASSESS, TRIAGED, 1, "submission_id")],
        DELIVERED,
    ),
    "a message came twice": ([*ALL, ONE], DELIVERED),
    "revised": ([*ALL, AGAIN.decided, AGAIN.report, AGAIN.log, *AGAIN.sent], DELIVERED),
    "a letter of a revision that was superseded": (
        [*DECIDED, LOST, AGAIN.decided, AGAIN.report, AGAIN.log, *AGAIN.sent],
        DELIVERED,
    ),
    "no further action": ([*KNOWN, VOID.decided], {(State.CLOSED, None)}),
    "no further action, known from the desk alone": (
        [*KNOWN, at_desk(decided=VOID.decided)],
        {(State.CLOSED, None)},
    ),
    "taken back": (
        [*ALL, TAKEN_BACK.decided, TAKEN_BACK.report, TAKEN_BACK.log, *TAKEN_BACK.sent],
        {(State.CLOSED, MASH), (State.CLOSED, SECTOR_DESK)},
    ),
    "waits for its assessment": (KNOWN, {(State.AWAITING_ASSESSMENT, None)}),
    "sent out unassessed": (
        [*KNOWN, UNASSESSED.decided, UNASSESSED.report, UNASSESSED.log, *UNASSESSED.sent],
        {(State.DELIVERED, ROOM), (State.AWAITING_ASSESSMENT, None)},
    ),
    "its text names the source": (
        [*KNOWN, FIRST.decided, blocked(FIRST.decided)],
        {(State.HELD, None)},
    ),
    "its revision names the source": (
        [*ALL, AGAIN.decided, blocked(AGAIN.decided)],
        {*DELIVERED, (State.HELD, None)},
    ),
    "no district": (
        [proposal(nowhere()), FAR.decided, FAR.report, FAR.log, called(FAR.log), *FAR.sent],
        {(State.HELD, SECTOR_DESK)},
    ),
    "never admitted": (
        [proposal(MINE), dead(Stage.ASSESS, TRIAGED, 0, "submission_id")],
        {(State.DEAD_LETTERED, None)},
    ),
    "lost at redact": (
        [*KNOWN, FIRST.decided, dead(Stage.REDACT, ASSESSED, 0)],
        {(State.DEAD_LETTERED, None)},
    ),
    "lost at enrich": (
        [*KNOWN, FIRST.decided, FIRST.report, dead(Stage.ENRICH, SANITISED, 0)],
        {(State.DEAD_LETTERED, None)},
    ),
    "lost at publish": (
        [*DECIDED, LOST],
        {(State.DEAD_LETTERED, MASH), (State.DEAD_LETTERED, SECTOR_DESK)},
    ),
    "lost at publish in part": (
        [*DECIDED, *OTHERS, LOST],
        {(State.DEAD_LETTERED, MASH), (State.DELIVERED, SECTOR_DESK)},
    ),
    "a letter that came again after a success": (
        [*DECIDED, LOST, *OTHERS, LOST],
        {(State.DEAD_LETTERED, MASH), (State.DELIVERED, SECTOR_DESK)},
    ),
    "refused by triage": ([dead(Stage.TRIAGE, TOPICS[0], 0)], {(State.DEAD_LETTERED, None)}),
    "only an assessment of it is known": ([assessment(MINE)], set()),
}


UNFINISHED: dict[str, tuple[Messages, Destination | None, str]] = {
    "never came to the desk": ([proposal(MINE)], None, "never came to the desk"),
    "not sanitised": ([*KNOWN, FIRST.decided], None, "revision 1 has no sanitised text"),
    "no log": ([*KNOWN, FIRST.decided, FIRST.report], None, "revision 1 has no log"),
    "a decision that only the desk has": (
        [*KNOWN, at_desk(decided=FIRST.decided)],
        None,
        "revision 1 has no sanitised text",
    ),
    "its letter was of the revision before": (
        [*KNOWN, FIRST.decided, dead(Stage.REDACT, ASSESSED, 0), AGAIN.decided],
        None,
        "revision 2 has no sanitised text",
    ),
    "one message is missing": (
        [*DECIDED, *OTHERS],
        MASH,
        f"mash: lacks {ONE.message_id}",
    ),
    "not taken back": (
        [*ALL, TAKEN_BACK.decided, TAKEN_BACK.report, TAKEN_BACK.log, *TAKEN_BACK.sent[1:]],
        MASH,
        f"mash: lacks what takes back {ONE.message_id}",
    ),
    "nobody was called": (
        [proposal(nowhere()), FAR.decided, FAR.report, FAR.log, *FAR.sent],
        SECTOR_DESK,
        "sector: the district is unknown and nobody was called",
    ),
}


def renamed(message: Dissemination) -> Dissemination:
    """The same message under another id."""
    return message.model_copy(update={"message_id": f"{message.message_id}/b"})


TWICE_LOST = dead(Stage.REDACT, ASSESSED, 0)
WRONG: dict[str, tuple[Messages, str]] = {
    "two ids for one": ([*ALL, renamed(ONE)], "the same twice"),
    "delivered, then dead-lettered": ([*ALL, LOST], "delivered and dead-lettered"),
    "held and released": ([*ALL, blocked(FIRST.decided)], "held for a person and has a log"),
    "dead-lettered and released": ([*ALL, TWICE_LOST], "dead-lettered and has a log"),
    "held and dead-lettered": (
        [*KNOWN, FIRST.decided, blocked(FIRST.decided), TWICE_LOST],
        "held for a person and dead-lettered",
    ),
    "dead-lettered and at the desk": (
        [*KNOWN, dead(Stage.ASSESS, TRIAGED, 0)],
        "dead-lettered and at the desk",
    ),
    "nobody accepted it": ([ONE], "cpi.mash has it, but nobody accepted it"),
    "a message without a log": ([*KNOWN, ONE], "has no log"),
    "a message that is not routed": (
        [*ALL, *(each for each in HIGH.sent if type(each).__name__ == "ControlRoomIncident")],
        "is not what its log routes to",
    ),
    "an assessment was passed over": (
        [*KNOWN, assessment(MINE)],
        "the assessment at cpi.assessments/0/0 was not applied",
    ),
    "other content was not refused": (
        [*ALL, proposal(valid_form(submission_id=str(MINE.submission_id), immediate_danger=True))],
        "other content under the same id at cpi.triaged/0/1 was not refused",
    ),
}
