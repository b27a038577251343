"""The journey of a form, stage by stage, in the order of the flowchart. Read this first."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from agents.assess import assess
from agents.enrich import enrich
from agents.hub import Hub
from agents.publish import publish
from agents.redact import redact
from agents.triage import refuse as refuse_submission
from agents.triage import triage
from schemas.base import Message
from schemas.enums import Stage
from schemas.rejection import Rejection
from schemas.topics import (
    ALERTS,
    ASSESSED,
    ASSESSMENTS,
    AUDIT,
    CONTROL_ROOM,
    CRIME,
    DESK,
    INTAKE,
    INTELLIGENCE,
    MASH,
    RECEIPTS,
    SANITISED,
    SECTOR,
    SOURCES,
    TRIAGED,
    Topic,
)
from streams.envelope import Record
from streams.outcome import Outcome


def dead_letter_only(record: Record, rejection: Rejection, _now: datetime) -> Outcome:
    """Refuse a record; nobody waits for an answer. What another stage wrote is a fault of ours."""
    return Outcome(rejection=rejection, failed=record.topic != ASSESSMENTS.name)


@dataclass(frozen=True)
class Row:
    """One stage: what it reads, what decides, what it may write, what it is for.

    ``looks_up`` are topics that it reads out of turn. Every stage may also write
    ``cpi.dead-letters``; those at which a form's later records wait behind a letter also keep
    their lines on ``cpi.parking``. Where there is more work than time, HIGH goes first, then the
    stages of a lower ``rank``: those that find out what is HIGH, then the last ones.
    """

    stage: Stage
    reads: tuple[Topic, ...]
    handle: Callable[[Hub, Record, Message], Awaitable[Outcome]]
    writes: tuple[Topic, ...]
    purpose: str
    refuse: Callable[[Record, Rejection, datetime], Outcome] = dead_letter_only
    looks_up: tuple[Topic, ...] = ()
    remembers: bool = False
    rank: int = 1


FLOW = (
    Row(
        Stage.TRIAGE,
        (INTAKE,),
        triage,
        (TRIAGED, RECEIPTS),
        "recommends NORMAL, HIGH, CRIME or NO_FURTHER_ACTION, with the words that made it so",
        refuse_submission,
    ),
    Row(
        Stage.ASSESS,
        (TRIAGED, ASSESSMENTS),
        assess,
        (ASSESSED, RECEIPTS, ALERTS, DESK, ASSESSMENTS, TRIAGED),
        "admits each form once, holds it until the Duty Supervisor decides, watches the deadlines",
        looks_up=(DESK,),
        remembers=True,
    ),
    Row(
        Stage.REDACT,
        (ASSESSED,),
        redact,
        (SOURCES, SANITISED, ALERTS),
        "seals the source, writes the sanitised text, or calls a person",
        rank=4,
    ),
    Row(
        Stage.ENRICH,
        (SANITISED,),
        enrich,
        (INTELLIGENCE,),
        "finds POLE entities, links, district and risk",
        rank=3,
    ),
    Row(
        Stage.PUBLISH,
        (INTELLIGENCE,),
        publish,
        (MASH, SECTOR, CONTROL_ROOM, CRIME, ALERTS, AUDIT),
        "disseminates the log to its destinations",
        looks_up=(SOURCES, MASH, SECTOR, CONTROL_ROOM, CRIME),
        rank=2,
    ),
)
