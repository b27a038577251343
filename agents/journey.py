"""The journey of one form in memory: the rules of every stage in turn, and nothing else.

What `cpi try` shows. The proposal stands as the decision, as with ``CPI_ASSESSMENT=automatic``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rules.assess import AUTOMATIC
from rules.dissemination import with_about
from rules.enrich import enrich
from rules.publish import routes
from rules.redact import redact
from rules.triage import triage
from rules.vocabulary import Vocabulary
from schemas.assessment import AssessedForm, Decision
from schemas.catalogue import CPI_FORM
from schemas.codec import decode, encode
from schemas.content import content_hash
from schemas.enums import Channel, DecisionStatus, Destination, Priority
from schemas.form import CpiForm
from schemas.intelligence import IntelligenceLog
from schemas.parsing import ParsedForm, too_early
from schemas.reference import reference_of
from schemas.rejection import Rejection
from schemas.triage import Recommendation

REPEATED = Rejection("was seen before with other content", "submission_id")


@dataclass(frozen=True)
class Journey:
    """What would become of a form.

    ``log`` is null where the text still names its source and the form goes to a person: ``held``
    then says what kind of thing stands in which field, never the words.
    """

    reference: str
    recommendation: Recommendation
    log: IntelligenceLog | None
    destinations: tuple[Destination, ...] = ()
    held: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tried:
    """One form of an input: its journey, or why the hub would dead-letter it."""

    submission_id: UUID | None
    journey: Journey | None = None
    rejections: tuple[Rejection, ...] = ()


def try_all(parsed: Iterable[ParsedForm], vocabulary: Vocabulary, now: datetime) -> Iterator[Tried]:
    """Take forms through the rules, in order; one id with two contents is refused the second time.

    ``now`` is the time of receipt, UTC.
    """
    seen: dict[UUID, str] = {}
    for each in parsed:
        faults = faults_of(each, seen, now)
        if faults or each.form is None:
            yield Tried(each.submission_id, rejections=faults)
            continue
        yield _tried(each.form, vocabulary, now)


def faults_of(parsed: ParsedForm, seen: dict[UUID, str], now: datetime) -> tuple[Rejection, ...]:
    """Say why the hub would refuse a form; ``seen`` remembers the contents of those it takes."""
    form = parsed.form
    if form is None:
        return parsed.rejections
    taken = decode(CPI_FORM, encode(CPI_FORM, form))
    refused = taken if isinstance(taken, Rejection) else too_early(form, now)
    if refused is not None:
        return (refused,)
    content = content_hash(form)
    known = seen.setdefault(form.submission_id, content)
    return () if known == content else (REPEATED,)


def journey(form: CpiForm, vocabulary: Vocabulary, now: datetime) -> Journey:
    """Take one form through triage, assessment, redaction, enrichment and dissemination."""
    reference = reference_of(form.submission_id, form.submitted_at)
    recommendation = triage(form, vocabulary.cues)
    assessed = _as_proposed(form, reference, recommendation, now)
    redaction = redact(
        assessed,
        vocabulary.redaction,
        vocabulary.grading,
        vocabulary.districts,
        vocabulary.giveaways,
    )
    if redaction.blocked:
        held = sorted({f"{each.kind} in {each.field}" for each in redaction.residual})
        return Journey(reference, recommendation, None, held=tuple(held))
    made = enrich(redaction.report, vocabulary.entities, vocabulary.districts, vocabulary.risk, now)
    log = with_about(made, vocabulary.dissemination)
    # The log of a form without further action is never made; its rules still say what it holds.
    idle = recommendation.priority is Priority.NO_FURTHER_ACTION
    to = () if idle else (route.destination for route in routes(log, vocabulary.dissemination))
    return Journey(reference, recommendation, log, tuple(dict.fromkeys(to)))


def _tried(form: CpiForm, vocabulary: Vocabulary, now: datetime) -> Tried:
    try:
        return Tried(form.submission_id, journey(form, vocabulary, now))
    except Exception as error:  # noqa: BLE001 - the hub dead-letters what breaks a stage, and goes on
        failed = Rejection(f"the rules failed: {type(error).__name__}")
        return Tried(form.submission_id, rejections=(failed,))


def _as_proposed(
    form: CpiForm, reference: str, recommendation: Recommendation, now: datetime
) -> AssessedForm:
    return AssessedForm(
        reference=reference,
        revision=1,
        received_at=now,
        channel=Channel.FILE,
        form=form,
        recommendation=recommendation,
        decision=Decision(
            priority=recommendation.priority,
            status=DecisionStatus.AUTOMATIC,
            decided_by=AUTOMATIC,
            decided_at=now,
        ),
    )
