"""What each destination has of one form, from its history."""

from collections.abc import Sequence
from typing import Any

from console.cli.history import Event
from schemas.destinations import Dissemination
from schemas.enums import Destination, ReportStatus

_NOTHING = {"state": "not sent", "revision": None, "messages": 0, "time": None}


def destinations(events: Sequence[Event]) -> dict[str, dict[str, Any]]:
    """Give the newest of what each destination was sent, by its name.

    ``state`` is "sent", "withdrawn" or "not sent"; ``messages`` counts those of the newest
    revision; ``time`` is the broker's time of the last of them, ISO 8601 in UTC.
    """
    return {each.value: _at(events, each) for each in Destination}


def _at(events: Sequence[Event], destination: Destination) -> dict[str, Any]:
    sent = [
        (each.record, each.message)
        for each in events
        if each.record.topic == f"cpi.{destination.value}"
        and isinstance(each.message, Dissemination)
    ]
    if not sent:
        return dict(_NOTHING)
    revision = max(message.revision for _, message in sent)
    newest = [(record, message) for record, message in sent if message.revision == revision]
    withdrawn = all(message.status is ReportStatus.WITHDRAWN for _, message in newest)
    return {
        "state": "withdrawn" if withdrawn else "sent",
        "revision": revision,
        "messages": len({message.message_id for _, message in newest}),
        "time": max(record.appended_at for record, _ in newest).isoformat(),
    }
