"""Says in a few words what one record decided and who did, without a word of the form itself."""

from collections.abc import Callable
from typing import cast

from rules.index import month_of
from schemas.assessment import AssessedForm, Assessment, DeskEntry, Ruling
from schemas.base import Message
from schemas.canary import CanaryArrival
from schemas.collation import CollationRow
from schemas.destinations import (
    ControlRoomIncident,
    CrimeOccurrence,
    Dissemination,
    MashReferral,
    SectorIntelligence,
)
from schemas.enums import AlertKind
from schemas.form import CpiForm
from schemas.intelligence import IntelligenceLog
from schemas.records import Alert, AuditEntry, DeadLetter, Receipt
from schemas.rejection import Rejection
from schemas.sanitised import SanitisedReport, SealedSource
from schemas.stages import DeadLetterStatus
from schemas.topics import INTAKE, TOPICS
from schemas.triage import Proposal
from streams.envelope import Context, Record
from streams.marks import is_discarded


def told(record: Record, message: Message | Rejection) -> tuple[str, str]:
    """Say what a record decided and who did."""
    writer = next(topic.writers[0] for topic in TOPICS if topic.name == record.topic)
    if record.topic == INTAKE.name:
        writer = Context.of(record).channel.value
    if is_discarded(record):
        return "a dead letter was given up: what waited behind it follows", "operator"
    if isinstance(message, Rejection):
        return f"cannot be read: {message}", writer
    # Also the common part of what goes to destinations is told in one way.
    kinds = (kind for kind in type(message).__mro__ if kind in _TELL)
    tell = _TELL.get(next(kinds, type(message)))
    return tell(message) if tell else (_OTHERS.get(type(message), type(message).__name__), writer)


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
    what = f"log {log.log_id}, district {district}{raised}, revision {log.revision}"
    return f"{what}{_past(log)}", "enrich"


def _past(log: IntelligenceLog) -> str:
    if not log.seen_before:
        return ""
    kinds = {each.entity_id: each.type.value.replace("_", " ") for each in log.entities}
    seen = (
        f"{kinds.get(each.entity_id, 'entity')} in {each.forms} since {month_of(each.since)}"
        for each in log.seen_before
    )
    return f"; in earlier forms: {', '.join(seen)}"


def _dissemination(message: Message) -> tuple[str, str]:
    sent = cast("Dissemination", message)
    disclosed = isinstance(sent, CrimeOccurrence) and sent.person_reporting is not None
    unassessed = isinstance(sent, ControlRoomIncident) and not sent.assessed
    extra = f", {_addressee(sent)}" if _addressee(sent) else ""
    extra += ", with the person reporting" if disclosed else ""
    extra += ", not yet assessed" if unassessed else ""
    return f"{sent.status.value} {sent.priority.value}, revision {sent.revision}{extra}", "publish"


def _addressee(sent: Dissemination) -> str:
    """Say for whom at the destination a message is."""
    if isinstance(sent, MashReferral):
        return f"for {sent.mash} {sent.arm.value}"
    if isinstance(sent, SectorIntelligence):
        district = sent.district.value if sent.district else "no district"
        return f"for {sent.specialist_department or district}"
    return ""


def _receipt(message: Message) -> tuple[str, str]:
    receipt = cast("Receipt", message)
    reason = " ".join(filter(None, (receipt.field, receipt.reason)))
    by = "triage" if receipt.reference is None else "assess"
    return f"receipt: {receipt.status.value}{f', {reason}' if reason else ''}", by


def _alert(message: Message) -> tuple[str, str]:
    alert = cast("Alert", message)
    return f"{alert.kind.value}: {alert.reason}", _CALLERS.get(alert.kind, "clock")


def _dead_letter(message: Message) -> tuple[str, str]:
    letter = cast("DeadLetter", message)
    if letter.status is DeadLetterStatus.REDRIVEN:
        return f"{letter.dead_letter_id} redriven", letter.redriven_by or letter.stage.value
    if letter.status is DeadLetterStatus.DISCARDED:
        return f"{letter.dead_letter_id} discarded", letter.discarded_by or letter.stage.value
    field_name = f"{letter.field} " if letter.field else ""
    return f"dead-lettered, {letter.place}: {field_name}{letter.reason}", letter.stage.value


def _audit(message: Message) -> tuple[str, str]:
    entry = cast("AuditEntry", message)
    to = f" to {entry.recipient}" if entry.recipient else ""
    # The reason is free text: it may name a person.
    return f"{entry.action.value}{to}", entry.actor


def _row(message: Message) -> tuple[str, str]:
    row = cast("CollationRow", message)
    if row.form is None:
        return "kept for the month, its form not read yet", "collate"
    parts = (len(row.decisions), len(row.logs), len({each.destination for each in row.sent}))
    counted = "{} decisions, {} logs, {} destinations".format(*parts)
    return f"counted in {month_of(row.form.received_at)}: {counted}", "collate"


def _canary(message: Message) -> tuple[str, str]:
    arrival = cast("CanaryArrival", message)
    places = ", ".join(each.value for each in arrival.destinations)
    took = (arrival.arrived_at - arrival.received_at).total_seconds()
    onward = f"; a form would go to {places}" if places else ""
    return f"canary came through in {took:.1f} s{onward}", arrival.stage.value


_CALLERS = {
    AlertKind.CLUSTER: "index",
    AlertKind.HIGH_PROPOSED: "assess",
    AlertKind.RELEASE_BLOCKED: "redact",
    AlertKind.DISTRICT_UNKNOWN: "publish",
}
_OTHERS: dict[type, str] = {CpiForm: "submitted", SealedSource: "form sealed as it came"}

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
    CanaryArrival: _canary,
    CollationRow: _row,
}
