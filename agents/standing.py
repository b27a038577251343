"""Says in a word what has become of one form: what ``rules.reconcile`` proves of its messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from rules.at_destinations import NO_DISTRICT, newest_logs
from rules.endings import Ending, Terms
from rules.endings import State as At
from rules.facts import fact_of
from rules.publish import DisseminationRules
from rules.reconcile import judge, newest_decision
from rules.sightings import Form, Sent, Sighting
from schemas.base import Message
from schemas.enums import Destination, ReportStatus


class State(StrEnum):
    """Where a form stands."""

    UNKNOWN = "unknown"
    UNASSESSED = "waits for its assessment"
    UNDER_WAY = "under way"
    HELD = "waits for a person: the text still names the source"
    NO_DISTRICT = "waits for a person: the district is unknown"
    DELIVERED = "delivered"
    CLOSED = "closed"
    DEAD_LETTERED = "dead-lettered"


@dataclass(frozen=True)
class Standing:
    """The state of a form, and of its messages by destination, newest revision."""

    state: State
    reason: str | None = None
    destinations: tuple[tuple[Destination, ReportStatus], ...] = ()


# Here nothing is ever late: whoever asks wants to know where the form is, and may ask again.
_ANY = datetime(2000, 1, 1, tzinfo=UTC)
_SOMEWHERE = Sighting("", 0, 0, _ANY)
_PATIENT = Terms(_ANY, timedelta(0), timedelta(0), {})

# The first that is true of any destination is true of the form.
_STATES = {
    At.DEAD_LETTERED: State.DEAD_LETTERED,
    At.WRONG: State.UNDER_WAY,
    At.UNDER_WAY: State.UNDER_WAY,
    At.HELD: State.HELD,
    At.DELIVERED: State.DELIVERED,
    At.AWAITING_ASSESSMENT: State.UNASSESSED,
    At.CLOSED: State.CLOSED,
}
_OF_THE_DECISION = {At.DEAD_LETTERED, At.UNDER_WAY, At.HELD, At.CLOSED}


def standing(messages: Sequence[Message], rules: DisseminationRules) -> Standing:
    """Work out where a form stands from all its messages on all topics, in any order."""
    facts = (fact_of(each, _SOMEWHERE, rules) for each in messages)
    form = Form("", [each for each in facts if each is not None])
    endings = judge(form, _PATIENT).endings
    if endings and endings[0].destination is None and endings[0].state in _OF_THE_DECISION:
        # What an earlier decision sent matters no more.
        endings = endings[:1]
    found = [each for state in _STATES for each in endings if each.state is state]
    if not found:
        return Standing(State.UNKNOWN)
    return Standing(_state(found[0]), found[0].reason, _arrived(form))


def _state(ending: Ending) -> State:
    return State.NO_DISTRICT if ending.reason == NO_DISTRICT else _STATES[ending.state]


def _arrived(form: Form) -> tuple[tuple[Destination, ReportStatus], ...]:
    logs, decided = newest_logs(form), newest_decision(form)
    if not logs or not decided or logs[0].revision < decided.revision:
        return ()
    now = (each for each in form.of(Sent) if each.revision == decided.revision)
    return tuple(sorted({(each.destination, each.status) for each in now}))
