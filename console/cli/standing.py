"""Where one form stands, and what each destination has of it, from its history."""

from collections.abc import Sequence
from typing import Any, TypeVar

from console.cli.history import Event
from schemas.assessment import AssessedForm
from schemas.destinations import Dissemination
from schemas.enums import AlertKind, DecisionStatus, Destination, Priority, ReportStatus
from schemas.intelligence import IntelligenceLog
from schemas.records import Alert, DeadLetter
from schemas.sanitised import SanitisedReport
from schemas.triage import Proposal

T = TypeVar("T")


def standing(events: Sequence[Event]) -> str:
    """Say in a few words where a form stands.

    One of: "refused", "being triaged", "waiting for its assessment", "closed: no further action",
    "held: its text still names the source", "held: its district is unknown", "dead-lettered at
    STAGE", "on its way", "sent" and, where the clock decided, "sent, not yet assessed".
    """
    assessed = _newest(events, AssessedForm)
    if assessed is None:
        return _before_assessment(events)
    if assessed.decision.priority is Priority.NO_FURTHER_ACTION and assessed.previous is None:
        return "closed: no further action"
    revision = assessed.revision
    if any(each.revision == revision for each in _all(events, Dissemination)):
        waits = assessed.decision.status is DecisionStatus.NOT_YET_ASSESSED
        return "sent, not yet assessed" if waits else "sent"
    return _stopped(events, revision) or "on its way"


def destinations(events: Sequence[Event]) -> dict[str, dict[str, Any]]:
    """Give the newest of what each destination was sent.

    ``state`` is "sent", "withdrawn" or "not sent"; ``messages`` counts those of the newest
    revision.
    """
    return {each.value: _at(events, each) for each in Destination}


def _at(events: Sequence[Event], destination: Destination) -> dict[str, Any]:
    sent = [
        (each, each.message)
        for each in events
        if each.record.topic == f"cpi.{destination.value}"
        and isinstance(each.message, Dissemination)
    ]
    if not sent:
        return {"state": "not sent", "revision": None, "messages": 0, "time": None}
    revision = max(message.revision for _, message in sent)
    newest = {m.message_id: (e, m) for e, m in sent if m.revision == revision}
    withdrawn = all(m.status is ReportStatus.WITHDRAWN for _, m in newest.values())
    return {
        "state": "withdrawn" if withdrawn else "sent",
        "revision": revision,
        "messages": len(newest),
        "time": max(e.record.appended_at for e, _ in newest.values()).isoformat(),
    }


def _before_assessment(events: Sequence[Event]) -> str:
    if _newest(events, Proposal) is not None:
        return "waiting for its assessment"
    return "refused" if _newest(events, DeadLetter) else "being triaged"


def _stopped(events: Sequence[Event], revision: int) -> str | None:
    """Say why the newest revision went no further, where something says so."""
    known = {
        f"{each.record.topic}/{each.record.partition}/{each.record.offset}"
        for each in events
        if isinstance(each.message, AssessedForm | SanitisedReport | IntelligenceLog)
        and each.message.revision == revision
    }
    for letter in _all(events, DeadLetter):
        if f"{letter.topic}/{letter.partition}/{letter.offset}" in known:
            return f"dead-lettered at {letter.stage.value}"
    kinds = {each.kind for each in _all(events, Alert) if each.alert_id.endswith(f"/r{revision}")}
    if AlertKind.RELEASE_BLOCKED in kinds:
        return "held: its text still names the source"
    if AlertKind.DISTRICT_UNKNOWN in kinds:
        return "held: its district is unknown"
    return None


def _all(events: Sequence[Event], kind: type[T]) -> list[T]:
    return [each.message for each in events if isinstance(each.message, kind)]


def _newest(events: Sequence[Event], kind: type[T]) -> T | None:
    found = _all(events, kind)
    return found[-1] if found else None
