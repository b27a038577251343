"""What the stages make of one invented form, as the messages that they would write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from agents.publish import _district_unknown
from agents.redact import _blocked
from rules.enrich import enrich
from rules.publish import publish
from rules.redact import Redaction, redact
from rules.residual import Residual
from schemas.assessment import AssessedForm, DeskEntry, DeskForm, Ruling
from schemas.base import Message
from schemas.destinations import Dissemination
from schemas.enums import DecisionStatus, Priority
from schemas.form import CpiForm
from schemas.intelligence import IntelligenceLog
from schemas.records import DeadLetter
from schemas.sanitised import SanitisedReport, Sealed
from schemas.stages import Stage
from schemas.topic import Topic
from tests.console.samples import assessed, name_of, proposal
from tests.forms import form, told
from tests.rules.factories import vocabulary

NOW = datetime(2026, 10, 5, 13, 30, tzinfo=UTC)
MINE = form()


@dataclass(frozen=True)
class Journey:
    """What the stages make of one form and one decision on it."""

    decided: AssessedForm
    report: SanitisedReport
    log: IntelligenceLog
    sent: tuple[Dissemination, ...]

    @property
    def all(self) -> list[Message]:
        """Every message, from triage to the destinations."""
        return [proposal(self.decided.form), self.decided, self.log, *self.sent]


def journey(
    mine: CpiForm = MINE,
    revision: int = 1,
    had: Sequence[Dissemination] = (),
    **decision: Any,  # noqa: ANN401 - fields of a decision
) -> Journey:
    """Take a form through the rules, with another decision than NORMAL if one is given."""
    words = vocabulary()
    first = assessed(mine, revision=revision)
    decided = first.model_copy(update={"decision": first.decision.model_copy(update=decision)})
    if revision > 1:
        earlier = Ruling(priority=Priority.NORMAL, status=DecisionStatus.ASSESSED, decided_at=NOW)
        decided = decided.model_copy(update={"previous": earlier})
    report = redact(decided, words.redaction, words.grading, words.districts).report
    log = enrich(report, words.entities, words.districts, words.risk, NOW)
    return Journey(decided, report, log, publish(log, words.dissemination, None, NOW, had))


def nowhere() -> CpiForm:
    """A form of which nobody can tell the district."""
    return CpiForm.model_validate(told("A blue van is there at night.", locations=[], subjects=[]))


def at_desk(
    mine: CpiForm = MINE,
    decided: AssessedForm | None = None,
    position: int = 0,
    last_assessment: int | None = None,
) -> DeskEntry:
    """What the desk remembers of a form, after a decision if one is given."""
    known = proposal(mine)
    kept = DeskForm(
        submission_id=known.submission_id,
        content_hash=known.content_hash,
        origin=known.origin,
        position=position,
        received_at=known.received_at,
        proposed=Priority.NORMAL,
    )
    return DeskEntry(
        reference=known.reference,
        form=kept,
        revision=decided.revision if decided else 0,
        ruling=decided.decision.ruling if decided else None,
        last_assessment=last_assessment,
    )


def blocked(decided: AssessedForm) -> Message:
    """The call that the redact stage makes of a text that still names its source."""
    words = vocabulary()
    redaction = redact(decided, words.redaction, words.grading, words.districts)
    held = Redaction(redaction.report, (Residual(kind="name", field="contents.narrative"),))
    return _blocked(decided, held)


def called(log: IntelligenceLog) -> Message:
    """The call that the publish stage makes where the district is unknown."""
    return _district_unknown(log, "The district is unknown.")


def dead(
    stage: Stage, topic: Topic, offset: int, field: str | None = None, mine: CpiForm = MINE
) -> DeadLetter:
    """The letter of a form's record on the first partition of a topic."""
    return DeadLetter(
        dead_letter_id=f"DL-{stage.value}-{topic.name}-0-{offset}",
        reference=name_of(mine),
        stage=stage,
        reason="is odd",
        field=field,
        topic=topic.name,
        partition=0,
        offset=offset,
        attempt=1,
        failed_at=NOW,
        sealed=Sealed(key_id="none", wrapped_key=b"", nonce=b"", ciphertext=b""),
    )
