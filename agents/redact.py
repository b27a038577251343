"""Redact: the source is sealed and taken out; what still names it goes to a person instead."""

from typing import cast

from agents.hub import Hub
from rules.canary import HELD
from rules.redact import Redaction
from rules.redact import redact as decide
from schemas.assessment import AssessedForm
from schemas.base import Message
from schemas.enums import AlertKind, Priority
from schemas.records import Alert
from schemas.sanitised import Contents, SanitisedReport, SealedSource
from schemas.topics import ALERTS, SANITISED, SOURCES
from streams import clock
from streams.envelope import Record
from streams.outcome import Outcome, Outgoing, then


async def redact(hub: Hub, record: Record, message: Message) -> Outcome:
    """Seal the form as it came, then release its sanitised text, or call a person."""
    assessed = cast("AssessedForm", message)
    sealed = Outgoing(SOURCES, _seal(hub, assessed))
    closed = assessed.decision.priority is Priority.NO_FURTHER_ACTION
    if closed and assessed.previous is None:
        return then((sealed,))
    words = hub.vocabulary
    redaction = decide(assessed, words.redaction, words.grading, words.districts)
    if record.is_canary:
        # Sealed as well, but not kept: the topic of the sources is for ever.
        report = (Outgoing(SANITISED, redaction.report),)
        return Outcome(rejection=HELD, failed=True) if redaction.blocked else then(report)
    if closed:
        # It goes on to take back what was sent, and needs no text for that.
        return then((sealed,), (Outgoing(SANITISED, _emptied(redaction.report)),))
    if redaction.blocked:
        return then((sealed,), (Outgoing(ALERTS, _blocked(assessed, redaction)),))
    return then((sealed,), (Outgoing(SANITISED, redaction.report),))


def _seal(hub: Hub, assessed: AssessedForm) -> SealedSource:
    secret = assessed.form.model_dump_json().encode()
    return SealedSource(
        reference=assessed.reference,
        sealed_at=clock.now(),
        sealed=hub.tools.keyring.seal(SOURCES.name, assessed.reference, secret),
    )


def _emptied(report: SanitisedReport) -> SanitisedReport:
    contents = Contents(narrative="No further action.", theme=report.contents.theme)
    return report.model_copy(update={"contents": contents})


def _blocked(assessed: AssessedForm, redaction: Redaction) -> Alert:
    """Say which fields still name the source and how, never the words themselves."""
    found = sorted({f"{each.kind} in {each.field}" for each in redaction.residual})
    now = clock.now()
    return Alert(
        alert_id=f"{assessed.reference}/alert/release_blocked/r{assessed.revision}",
        reference=assessed.reference,
        kind=AlertKind.RELEASE_BLOCKED,
        priority=assessed.decision.priority,
        received_at=assessed.received_at,
        due_at=now,
        raised_at=now,
        reason=f"Not released, the text still names the source: {'; '.join(found)}. "
        "Assess again with a sanitised narrative.",
    )
