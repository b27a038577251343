"""What a form must become on each topic: how many different messages, and what tells them apart."""

from collections.abc import Mapping

from schemas.assessment import AssessedForm
from schemas.base import Message
from schemas.destinations import Dissemination, MashReferral, SectorIntelligence
from schemas.enums import Priority
from schemas.intelligence import IntelligenceLog
from schemas.records import Alert, AuditEntry, DeadLetter
from schemas.sanitised import SanitisedReport
from schemas.topics import (
    ALERTS,
    ASSESSED,
    AUDIT,
    CONTROL_ROOM,
    CRIME,
    DESK,
    INTELLIGENCE,
    MASH,
    RECEIPTS,
    SANITISED,
    SECTOR,
    SOURCES,
    TRIAGED,
)
from tests.faults.seen import Sent

A_REVISION: Mapping[Priority, Mapping[str, int]] = {
    # Messages of one revision of one form of tests/faults/traffic.py.
    Priority.NORMAL: {MASH.name: 1, SECTOR.name: 2},
    Priority.HIGH: {MASH.name: 1, SECTOR.name: 1, CONTROL_ROOM.name: 1, CRIME.name: 1},
    Priority.CRIME: {
        MASH.name: 1,
        SECTOR.name: 1,
        CONTROL_ROOM.name: 1,
        CRIME.name: 1,
        AUDIT.name: 1,
    },
}

STATE = {DESK.name, SOURCES.name}
"""Topics that keep the newest record of a form: the same id again is no repeat."""

# Stamped when a message is made, so another time when it is made again; a seal has a nonce.
_STAMPS = {
    "at", "decided_at", "issued_at", "created_at", "sealed_at", "raised_at", "failed_at", "sealed",
}  # fmt: skip
# A submission sent again is triaged again, under the same id, from another place.
_OF_A_COPY = {"origin", "received_at"}


def expected(form: Sent) -> dict[str, int]:
    """How many different messages a form must have on each topic; a topic left out may have any."""
    counts = {TRIAGED.name: 1, DESK.name: 1, RECEIPTS.name: form.copies, ALERTS.name: form.alerts}
    counts[SOURCES.name] = min(form.revisions, 1)
    for topic in (ASSESSED, SANITISED, INTELLIGENCE):
        counts[topic.name] = form.revisions
    per_revision = A_REVISION[form.priority]
    for topic in (MASH, SECTOR, CONTROL_ROOM, CRIME, AUDIT):
        counts[topic.name] = per_revision.get(topic.name, 0) * form.revisions
    return counts


def effect_of(message: Message) -> tuple[object, ...] | None:
    """Name the effect of a message without its id: two ids for one effect are one too many."""
    match message:
        case Dissemination():
            return (message.log_id, message.revision, _part_of(message))
        case AssessedForm() | SanitisedReport() | IntelligenceLog():
            return (message.reference, message.revision)
        case Alert():
            return (message.reference, message.kind)
        case DeadLetter():
            return (message.stage, message.topic, message.partition, message.offset)
        case AuditEntry():
            return (message.reference, message.audit_id)
        case _:
            return None


def what_matters(topic: str, message: Message) -> object:
    """Give the content without what may differ when the same message is made again."""
    left_out = _STAMPS | (_OF_A_COPY if topic == TRIAGED.name else set())
    return _without(message.model_dump(), left_out)


def _part_of(message: Dissemination) -> object:
    if isinstance(message, MashReferral):
        return (message.mash, message.arm)
    return message.specialist_department if isinstance(message, SectorIntelligence) else None


def _without(value: object, left_out: set[str]) -> object:
    if isinstance(value, dict):
        return {
            name: _without(each, left_out) for name, each in value.items() if name not in left_out
        }
    if isinstance(value, list | tuple):
        return [_without(each, left_out) for each in value]
    return value
