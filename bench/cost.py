"""What each rule and each codec step costs, as a multiple of reading the form from Avro."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
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
from schemas.triage import Recommendation
from streams import clock

UNIT = "decode cpi_form"
ALL = "all rules"
"""Triage, redact, enrich and publish together: the whole decision."""


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
    return _decided([form], words, {})[0]


def _decided(
    forms: Sequence[CpiForm], words: Vocabulary, taken: dict[str, list[float]]
) -> list[Case]:
    """Take forms through all the rules, stage by stage, and add the time of each stage."""
    now, begun = clock.now(), time.thread_time()
    proposed = [triage(form, words.cues) for form in forms]
    triaged = time.thread_time()
    assessed = list(map(_assessed, forms, proposed, repeat(now)))
    ready = time.thread_time()
    redactions = [redact(each, words.redaction, words.grading) for each in assessed]
    redacted = time.thread_time()
    if any(redaction.blocked for redaction in redactions):
        message = "a form of the bench is held: change its text"
        raise ValueError(message)
    reports = [redaction.report for redaction in redactions]
    logs = [_enriched(report, words, now) for report in reports]
    enriched = time.thread_time()
    sent = [publish(log, words.dissemination, None, now) for log in logs]
    published = time.thread_time()
    steps = {
        "triage": triaged - begun,
        "redact": redacted - ready,
        "enrich": enriched - redacted,
        "publish": published - enriched,
    }
    for name, seconds in (*steps.items(), (ALL, sum(steps.values()))):
        taken.setdefault(name, []).append(seconds / len(forms))
    return list(map(Case, forms, assessed, reports, logs, sent))


def _assessed(form: CpiForm, recommendation: Recommendation, now: datetime) -> AssessedForm:
    return AssessedForm(
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


def _enriched(report: SanitisedReport, words: Vocabulary, now: datetime) -> IntelligenceLog:
    """Do what the enrich stage does."""
    made = enrich(report, words.entities, words.districts, words.risk, now)
    return with_about(made, words.dissemination)


def measure(batches: Sequence[Sequence[CpiForm]]) -> list[Cost]:
    """Time every step, a round on each batch but the first, on which the vocabulary is compiled.

    The rules see each form for the first time, as in the hub: they keep what they have found in the
    sentences of the last forms. The time is the thread's own: what else runs here does not count.
    """
    words = load_vocabulary(None)
    warm, *others = batches
    _decided(warm, words, {})
    taken: dict[str, list[float]] = {}
    for forms in others:
        cases = _decided(forms, words, taken)
        for name, step in _steps(cases, words):
            started = time.thread_time()
            step()
            seconds = (time.thread_time() - started) / len(cases)
            taken.setdefault(name, []).append(seconds)
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
    yield "grade", lambda: [grade(case.form, words.grading) for case in cases]
    yield (
        "find_entities",
        lambda: [find_entities(case.report.contents.narrative, words.entities) for case in cases],
    )
    yield from _codec(CPI_FORM, [case.form for case in cases])
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
