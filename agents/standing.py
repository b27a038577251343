"""Says from the topics alone what has become of one form (DESIGN section 4, guarantee 1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.publish import DisseminationRules, needs_person, routes
from rules.withdrawal import place_of, standing_before
from schemas.assessment import AssessedForm
from schemas.base import Message
from schemas.destinations import Dissemination
from schemas.enums import AlertKind, Destination, Priority, ReportStatus
from schemas.intelligence import IntelligenceLog
from schemas.records import Alert, DeadLetter
from schemas.topics import ASSESSMENTS, CONTROL_ROOM, CRIME, MASH, SECTOR
from schemas.triage import Proposal


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


_DESTINATION_OF = {
    topic.schema.model: Destination(topic.name.removeprefix("cpi."))
    for topic in (MASH, SECTOR, CONTROL_ROOM, CRIME)
}


def standing(messages: Sequence[Message], rules: DisseminationRules) -> Standing:
    """Work out where a form stands from all its messages on all topics, in any order."""
    found = _reached(messages, rules)
    letters = [each for each in messages if isinstance(each, DeadLetter) and _stops(each)]
    if not letters or found.state in {State.DELIVERED, State.CLOSED}:
        return found
    return Standing(State.DEAD_LETTERED, f"{letters[-1].stage}: {letters[-1].reason}")


def _reached(messages: Sequence[Message], rules: DisseminationRules) -> Standing:
    assessed = _newest([each for each in messages if isinstance(each, AssessedForm)])
    if assessed is None:
        known = any(isinstance(each, Proposal) for each in messages)
        return Standing(State.UNASSESSED if known else State.UNKNOWN)
    if assessed.decision.priority is Priority.NO_FURTHER_ACTION and assessed.previous is None:
        return Standing(State.CLOSED, assessed.decision.rationale)
    if _called(messages, AlertKind.RELEASE_BLOCKED, assessed.revision):
        return Standing(State.HELD)
    logs = [each for each in messages if isinstance(each, IntelligenceLog)]
    log = next((each for each in logs if each.revision == assessed.revision), None)
    return Standing(State.UNDER_WAY) if log is None else _disseminated(messages, log, rules)


def _stops(letter: DeadLetter) -> bool:
    """Whether it is the form itself: not an assessment of it, nor other content under its id."""
    return letter.topic != ASSESSMENTS.name and letter.field != "submission_id"


def _newest(found: Sequence[AssessedForm]) -> AssessedForm | None:
    return max(found, key=lambda each: each.revision, default=None)


def _called(messages: Sequence[Message], kind: AlertKind, revision: int) -> bool:
    return any(
        isinstance(each, Alert) and each.kind is kind and each.alert_id.endswith(f"/r{revision}")
        for each in messages
    )


def _disseminated(
    messages: Sequence[Message], log: IntelligenceLog, rules: DisseminationRules
) -> Standing:
    sent = [each for each in messages if isinstance(each, Dissemination)]
    now = [each for each in sent if each.revision == log.revision]
    arrived = tuple(sorted({(_DESTINATION_OF[type(each)], each.status) for each in now}))
    there = {place for place, status in arrived if status is not ReportStatus.WITHDRAWN}
    wanted = {route.destination for route in routes(log, rules)}
    replaced = set(standing_before(sent, log.revision)) <= {place_of(each) for each in now}
    if not wanted <= there or not replaced:
        return Standing(State.UNDER_WAY, destinations=arrived)
    if needs_person(log, rules):
        return Standing(State.NO_DISTRICT, needs_person(log, rules), arrived)
    return Standing(State.DELIVERED if wanted else State.CLOSED, destinations=arrived)
