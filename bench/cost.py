"""What each rule and each codec step costs, as a multiple of reading the form from Avro."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from agents.vocabulary import load_vocabulary
from rules.dissemination import with_about
from rules.enrich import enrich
from rules.entities.find import find_entities
from rules.grading import grade
from rules.publish import publish
from rules.redact import redact
from rules.triage import triage
from rules.vocabulary import Vocabulary
from schemas.assessment import AssessedForm, Decision
from schemas.base import Message
from schemas.catalogue import (
    ASSESSED_FORM,
    CPI_FORM,
    INTELLIGENCE_LOG,
    SANITISED_REPORT,
    SECTOR_INTELLIGENCE,
    Schema,
)
from schemas.codec import decode, encode
from schemas.destinations import Dissemination, SectorIntelligence
from schemas.enums import Channel, DecisionStatus
from schemas.form import CpiForm
from schemas.intelligence import IntelligenceLog
from schemas.reference import reference_of
from schemas.sanitised import SanitisedReport
from streams import clock

UNIT = "decode cpi_form"


@dataclass(frozen=True)
class Case:
    """One form at each step of its journey."""

    form: CpiForm
    assessed: AssessedForm
    report: SanitisedReport
    log: IntelligenceLog
    sent: tuple[Dissemination, ...]


@dataclass(frozen=True)
class Cost:
    """The median over rounds: milliseconds a form, and the multiple of the unit."""

    name: str
    milliseconds: float
    ratio: float


def case_of(form: CpiForm, words: Vocabulary) -> Case:
    """Take a form through all the rules: the whole decision that the hub makes of it.

    Raises:
        ValueError: the form would be held for a person.
    """
    now = clock.now()
    recommendation = triage(form, words.cues)
    assessed = AssessedForm(
        reference=reference_of(form.submission_id, form.submitted_at),
        revision=1,
        received_at=now,
        channel=Channel.KAFKA,
        form=form,
        recommendation=recommendation,
        decision=Decision(
            priority=recommendation.priority,
            status=DecisionStatus.AUTOMATIC,
            decided_by="bench",
            decided_at=now,
        ),
    )
    redaction = redact(assessed, words.redaction, words.grading)
    if redaction.blocked:
        message = "a form of the bench is held: change its text"
        raise ValueError(message)
    log = _enriched(redaction.report, words, now)
    return Case(form, assessed, redaction.report, log, publish(log, words.dissemination, None, now))


def _enriched(report: SanitisedReport, words: Vocabulary, now: datetime) -> IntelligenceLog:
    """Do what the enrich stage does."""
    made = enrich(report, words.entities, words.districts, words.risk, now)
    return with_about(made, words.dissemination)


def measure(forms: Sequence[CpiForm], rounds: int) -> list[Cost]:
    """Time every step over the same forms, round after round."""
    words = load_vocabulary(None)
    cases = [case_of(form, words) for form in forms]
    steps = dict(_steps(cases, words))
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            started = time.perf_counter()
            step()
            taken[name].append((time.perf_counter() - started) / len(cases))
    units = taken[UNIT]
    return [
        Cost(
            name,
            median(seconds) * 1000,
            median(one / unit for one, unit in zip(seconds, units, strict=True)),
        )
        for name, seconds in taken.items()
    ]


def _steps(cases: Sequence[Case], words: Vocabulary) -> Iterator[tuple[str, Callable[[], object]]]:
    now = clock.now()
    yield from _codec(CPI_FORM, [case.form for case in cases])
    yield "triage", lambda: [triage(case.form, words.cues) for case in cases]
    yield "redact", lambda: [redact(x.assessed, words.redaction, words.grading) for x in cases]
    yield "grade", lambda: [grade(case.form, words.grading) for case in cases]
    yield (
        "find_entities",
        lambda: [find_entities(case.report.contents.narrative, words.entities) for case in cases],
    )
    yield (
        "enrich",
        lambda: [_enriched(case.report, words, now) for case in cases],
    )
    yield "publish", lambda: [publish(case.log, words.dissemination, None, now) for case in cases]
    yield from _codec(ASSESSED_FORM, [case.assessed for case in cases])
    yield from _codec(SANITISED_REPORT, [case.report for case in cases])
    yield from _codec(INTELLIGENCE_LOG, [case.log for case in cases])
    sent = [each for case in cases for each in case.sent if isinstance(each, SectorIntelligence)]
    yield from _codec(SECTOR_INTELLIGENCE, sent[: len(cases)])


def _codec(
    schema: Schema, messages: Sequence[Message]
) -> Iterator[tuple[str, Callable[[], object]]]:
    values = [encode(schema, message) for message in messages]
    yield f"decode {schema.name}", lambda: [decode(schema, value) for value in values]
    yield f"encode {schema.name}", lambda: [encode(schema, message) for message in messages]
