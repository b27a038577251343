"""What reconciliation keeps of each message: a few facts of the form, never the form itself."""

from collections.abc import Callable
from typing import Any

from rules.dissemination import Route
from rules.publish import DisseminationRules, needs_person, routes
from rules.sightings import (
    Called,
    Decided,
    Desked,
    Fact,
    Given,
    Letter,
    Logged,
    Sanitised,
    Sent,
    Sighting,
    Triaged,
)
from rules.withdrawal import place_of
from schemas.assessment import AssessedForm, Assessment, DeskEntry, Ruling
from schemas.base import Message
from schemas.destinations import Dissemination
from schemas.enums import Destination
from schemas.intelligence import IntelligenceLog
from schemas.records import Alert, DeadLetter
from schemas.sanitised import SanitisedReport
from schemas.stages import DeadLetterStatus, Stage
from schemas.triage import Proposal


def fact_of(message: Message, seen: Sighting, rules: DisseminationRules) -> Fact | None:
    """Keep what matters of a message; null where nothing of it does."""
    if isinstance(message, Dissemination):
        return _sent(message, seen)
    if isinstance(message, IntelligenceLog):
        return _logged(message, seen, rules)
    keep = _KEEP.get(type(message))
    return keep(message, seen) if keep else None


def _sent(message: Dissemination, seen: Sighting) -> Sent:
    return Sent(
        seen,
        message.message_id,
        message.log_id,
        message.destination,
        place_of(message),
        message.revision,
        message.status,
    )


def _logged(log: IntelligenceLog, seen: Sighting, rules: DisseminationRules) -> Logged:
    chosen = log.decision.destinations
    return Logged(
        seen,
        log.log_id,
        log.revision,
        _decided(log.decision, log.revision, seen),
        frozenset((each.destination, _message_id(log, each)) for each in routes(log, rules)),
        needs_person(log, rules) is not None,
        chosen is None or Destination.SECTOR in chosen,
    )


def _message_id(log: IntelligenceLog, route: Route) -> str:
    """Name the message of a route as ``rules.publish`` does."""
    part = route.arm.value if route.arm else route.department
    parts = (log.log_id, route.destination.value, part, f"r{log.revision}")
    return "/".join(filter(None, parts))


def _decided(ruling: Ruling, revision: int, seen: Sighting) -> Decided:
    return Decided(seen, revision, ruling.priority, ruling.status)


def _desked(entry: DeskEntry, seen: Sighting) -> Desked | None:
    if entry.form is None:
        return None
    return Desked(
        seen,
        entry.form.position,
        entry.form.content_hash,
        entry.form.received_at,
        _decided(entry.ruling, entry.revision, seen) if entry.ruling else None,
        entry.last_assessment,
        entry.early,
    )


def _called(alert: Alert, seen: Sighting) -> Called:
    number = alert.alert_id.rpartition("/r")[2]
    return Called(seen, alert.kind, int(number) if number.isdecimal() else None)


_BESIDE = frozenset({Stage.GATHER, Stage.INDEX, Stage.COLLATE, Stage.CLOSE, Stage.ISSUE})
"""Stages that no form goes through on its way: what fails there keeps it from nobody."""


def _letter(letter: DeadLetter, seen: Sighting) -> Letter | None:
    if letter.stage in _BESIDE:
        return None
    field = f"{letter.field} " if letter.field else ""
    return Letter(
        seen,
        letter.dead_letter_id,
        letter.stage,
        letter.topic,
        letter.offset,
        letter.place,
        f"{letter.stage.value}: {field}{letter.reason}",
        letter.status is DeadLetterStatus.REDRIVEN,
        letter.discarded_because if letter.status is DeadLetterStatus.DISCARDED else None,
    )


_KEEP: dict[type, Callable[[Any, Sighting], Fact | None]] = {
    Proposal: lambda it, seen: Triaged(seen, it.origin, it.content_hash, it.received_at),
    Assessment: lambda _, seen: Given(seen),
    DeskEntry: _desked,
    AssessedForm: lambda it, seen: _decided(it.decision, it.revision, seen),
    SanitisedReport: lambda it, seen: Sanitised(seen, it.revision),
    Alert: _called,
    DeadLetter: _letter,
}
