"""What the topics say of one form, record by record, without a word of the form itself."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from console.cli.link import Link
from schemas.assessment import AssessedForm, Assessment, DeskEntry, Ruling
from schemas.base import Message
from schemas.destinations import ControlRoomIncident, CrimeOccurrence, Dissemination
from schemas.intelligence import IntelligenceLog
from schemas.records import Alert, AuditEntry, DeadLetter, Receipt
from schemas.reference import form_key, reference_of
from schemas.rejection import Rejection
from schemas.sanitised import SanitisedReport
from schemas.topics import DEAD_LETTERS, INTAKE, RECEIPTS, TOPICS, Topic
from schemas.triage import Proposal
from streams.envelope import Record

_KEYED_OTHERWISE = (INTAKE, RECEIPTS, DEAD_LETTERS)
_ORDER = {topic.name: number for number, topic in enumerate(TOPICS)}


@dataclass(frozen=True)
class Event:
    """One record of a form's journey; ``what`` and ``by`` hold nothing from the form."""

    record: Record
    what: str
    by: str
    # Printing an event by mistake must not print the form.
    message: Message | Rejection = field(repr=False)

    def as_document(self) -> dict[str, Any]:
        """Give the JSON object of ``cpi trace``."""
        return {
            "time": self.record.appended_at.isoformat(),
            "topic": self.record.topic,
            "partition": self.record.partition,
            "offset": self.record.offset,
            "what": self.what,
            "by": self.by,
            "ce_id": self.record.headers.get("ce_id", b"").decode("utf-8", "replace") or None,
        }


async def history(link: Link, reference: str) -> list[Event]:
    """Collect every record of a form on every topic, in the order of the broker's time."""
    found = [pair async for pair in _records(link, reference)]
    events = [Event(record, *_told(record, message), message) for record, message in found]
    return sorted(events, key=lambda each: (each.record.appended_at, _ORDER[each.record.topic]))


async def _records(link: Link, reference: str) -> AsyncIterator[tuple[Record, Message | Rejection]]:
    for topic in TOPICS:
        if topic not in _KEYED_OTHERWISE and topic.name in link.found:
            async for pair in link.of_form(topic, reference):
                yield pair
    places: set[str] = set()
    submissions: set[UUID] = set()
    async for record, message in _all(link, INTAKE):
        submission = _submission(record)
        if submission and _same_form(submission, record, reference):
            places.add(record.place)
            submissions.add(submission)
            yield record, message
    async for record, message in _all(link, RECEIPTS):
        if isinstance(message, Receipt) and (
            message.reference == reference or message.submission_id in submissions
        ):
            yield record, message
    async for record, message in _all(link, DEAD_LETTERS):
        if isinstance(message, DeadLetter) and (
            message.reference == reference or _place(message) in places
        ):
            yield record, message


async def _all(link: Link, topic: Topic) -> AsyncIterator[tuple[Record, Message | Rejection]]:
    if topic.name in link.found:
        async for pair in link.all(topic):
            yield pair


def _submission(record: Record) -> UUID | None:
    """Partners key by the submission's id, on a partition of their own choosing."""
    try:
        return UUID((record.key or b"").decode("ascii"))
    except ValueError:
        return None


def _same_form(submission: UUID, record: Record, reference: str) -> bool:
    return form_key(reference_of(submission, record.appended_at)) == form_key(reference)


def _place(letter: DeadLetter) -> str:
    return f"{letter.topic}/{letter.partition}/{letter.offset}"


def _told(record: Record, message: Message | Rejection) -> tuple[str, str]:
    """Say what a record decided and who did."""
    writer = next(topic.writers[0] for topic in TOPICS if topic.name == record.topic)
    if isinstance(message, Rejection):
        return f"cannot be read: {message}", writer
    # Also the common part of what goes to destinations is told in one way.
    kinds = (kind for kind in type(message).__mro__ if kind in _TELL)
    tell = _TELL.get(next(kinds, type(message)))
    return tell(message) if tell else (type(message).__name__, writer)


def _proposal(message: Message) -> tuple[str, str]:
    found = cast("Proposal", message).recommendation
    rules = ", ".join(dict.fromkeys(because.rule for because in found.because))
    return f"proposed {found.priority.value} ({rules})", "triage"


def _assessment(message: Message) -> tuple[str, str]:
    given = cast("Assessment", message)
    return f"decision given: {given.priority.value}", given.assessed_by


def _assessed(message: Message) -> tuple[str, str]:
    form = cast("AssessedForm", message)
    return f"{_ruled(form.decision)}, revision {form.revision}", form.decision.decided_by


def _desk(message: Message) -> tuple[str, str]:
    entry = cast("DeskEntry", message)
    if entry.form is None:
        return "an assessment waits for its form", "assess"
    state = _ruled(entry.ruling) if entry.ruling else "waiting for its assessment"
    return f"at the desk: {state}", "assess"


def _ruled(ruling: Ruling) -> str:
    return f"decided {ruling.priority.value} ({ruling.status.value})"


def _sanitised(message: Message) -> tuple[str, str]:
    report = cast("SanitisedReport", message)
    return f"source taken out, grade {report.grade.code}, revision {report.revision}", "redact"


def _log(message: Message) -> tuple[str, str]:
    log = cast("IntelligenceLog", message)
    district = log.located.district.value if log.located.district else "unknown"
    raised = ", raised to the control room" if log.risk.raise_to_control_room else ""
    return f"log {log.log_id}, district {district}{raised}, revision {log.revision}", "enrich"


def _dissemination(message: Message) -> tuple[str, str]:
    sent = cast("Dissemination", message)
    disclosed = isinstance(sent, CrimeOccurrence) and sent.person_reporting is not None
    unassessed = isinstance(sent, ControlRoomIncident) and not sent.assessed
    extra = ", with the person reporting" if disclosed else ""
    extra += ", not yet assessed" if unassessed else ""
    return f"{sent.status.value} {sent.priority.value}, revision {sent.revision}{extra}", "publish"


def _receipt(message: Message) -> tuple[str, str]:
    receipt = cast("Receipt", message)
    why = f": {receipt.field or ''} {receipt.reason}" if receipt.reason else ""
    by = "triage" if receipt.reference is None else "assess"
    return f"{receipt.status.value}{' '.join(why.split(' ')) if why else ''}", by


def _alert(message: Message) -> tuple[str, str]:
    alert = cast("Alert", message)
    by = {"release_blocked": "redact", "district_unknown": "publish"}
    return f"{alert.kind.value}: {alert.reason}", by.get(alert.kind.value, "clock")


def _dead_letter(message: Message) -> tuple[str, str]:
    letter = cast("DeadLetter", message)
    field_name = f"{letter.field} " if letter.field else ""
    return f"dead-lettered, {_place(letter)}: {field_name}{letter.reason}", letter.stage.value


def _audit(message: Message) -> tuple[str, str]:
    entry = cast("AuditEntry", message)
    to = f" to {entry.recipient}" if entry.recipient else ""
    # The reason is free text: it may name a person.
    return f"{entry.action.value}{to}", entry.actor


_TELL: dict[type, Callable[[Message], tuple[str, str]]] = {
    Proposal: _proposal,
    Assessment: _assessment,
    AssessedForm: _assessed,
    DeskEntry: _desk,
    SanitisedReport: _sanitised,
    IntelligenceLog: _log,
    Dissemination: _dissemination,
    Receipt: _receipt,
    Alert: _alert,
    DeadLetter: _dead_letter,
    AuditEntry: _audit,
}
