"""Publish: the log goes to its destinations; a CRIME takes the person reporting with it."""

from typing import cast

from agents.hub import Hub
from rules.canary import arrival
from rules.publish import needs_person
from rules.publish import publish as decide
from schemas.base import Message
from schemas.codec import decode
from schemas.destinations import CrimeOccurrence, Dissemination, PersonReporting
from schemas.enums import AlertKind, AuditAction, Destination, Priority
from schemas.form import CpiForm
from schemas.intelligence import IntelligenceLog
from schemas.records import Alert, AuditEntry
from schemas.rejection import Rejection
from schemas.sanitised import SealedSource
from schemas.stages import Stage
from schemas.topic import Topic
from schemas.topics import ALERTS, AUDIT, CANARY, CONTROL_ROOM, CRIME, MASH, SECTOR, SOURCES
from streams import clock
from streams.envelope import Record
from streams.marks import only_of
from streams.outcome import Outcome, Outgoing, then
from streams.sealing import SealingError

TOPIC_OF: dict[str, Topic] = {
    topic.schema.model.__name__: topic for topic in (MASH, SECTOR, CONTROL_ROOM, CRIME)
}

UNSEALED = Rejection("the sealed source of this form cannot be read", "reference")


async def publish(hub: Hub, record: Record, message: Message) -> Outcome:
    """Make the messages of the log's destinations; call a person where none can be worked out."""
    log = cast("IntelligenceLog", message)
    person = await _person_reporting(hub, log)
    if isinstance(person, Rejection):
        return Outcome(rejection=person, failed=True)
    rules, now = hub.vocabulary.dissemination, clock.now()
    only = only_of(record)
    messages = [
        each
        for each in decide(log, rules, person, now, await _sent(hub, log))
        if only is None or each.destination is only
    ]
    if record.is_canary:
        places = (each.destination for each in messages)
        return then((Outgoing(CANARY, arrival(log, Stage.PUBLISH, now, *places)),))
    reason = needs_person(log, rules)
    calls = (Outgoing(ALERTS, _district_unknown(log, reason)),) if reason else ()
    disclosed = tuple(
        Outgoing(AUDIT, _disclosure(each))
        for each in messages
        if isinstance(each, CrimeOccurrence) and each.person_reporting
    )
    sent = tuple(Outgoing(TOPIC_OF[type(each).__name__], each) for each in messages)
    return then(disclosed, (*sent, *calls))


async def _sent(hub: Hub, log: IntelligenceLog) -> list[Dissemination]:
    """Read what the form's destinations have had; nothing, for a first revision."""
    if log.revision == 1:
        return []
    reader, found = hub.tools.reader, []
    for topic in TOPIC_OF.values():
        async for record in reader.of_form(topic.name, log.reference, log.received_at):
            message = decode(topic.schema, record.value, hub.tools.ids)
            if isinstance(message, Dissemination):
                found.append(message)
    return found


async def _person_reporting(hub: Hub, log: IntelligenceLog) -> PersonReporting | Rejection | None:
    """Open the sealed source of a CRIME for its occurrence: the one release there is."""
    if log.decision.priority is not Priority.CRIME:
        return None
    tools, sealed = hub.tools, None
    async for record in tools.reader.of_form(SOURCES.name, log.reference, log.received_at):
        sealed = decode(SOURCES.schema, record.value, tools.ids)
    if not isinstance(sealed, SealedSource):
        return UNSEALED
    try:
        secret = tools.keyring.open(SOURCES.name, log.reference, sealed.sealed)
    except SealingError:
        return UNSEALED
    submitter = CpiForm.model_validate_json(secret).submitter
    return PersonReporting(
        name=submitter.name,
        role=submitter.role,
        organisation=submitter.organisation,
        email=submitter.email,
        phone=submitter.phone,
        safe_contact_time=submitter.safe_contact_time,
    )


def _disclosure(message: Dissemination) -> AuditEntry:
    return AuditEntry(
        audit_id=f"{message.message_id}/disclosure",
        reference=message.reference,
        action=AuditAction.DISCLOSURE,
        actor="publish",
        recipient=Destination.CRIME_OCCURRENCE.value,
        reason="A CRIME: the submitter is the person reporting.",
        at=message.issued_at,
    )


def _district_unknown(log: IntelligenceLog, reason: str) -> Alert:
    return Alert(
        alert_id=f"{log.log_id}/alert/district_unknown/r{log.revision}",
        reference=log.reference,
        kind=AlertKind.DISTRICT_UNKNOWN,
        priority=log.decision.priority,
        received_at=log.received_at,
        due_at=log.created_at,
        raised_at=log.created_at,
        reason=f"{reason} Assess again with a district.",
    )
