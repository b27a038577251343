"""The journey of a form, stage by stage, in the order of the flowchart. Read this first."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agents.assess import assess
from agents.close import close
from agents.collate import collate, pass_over
from agents.enrich import enrich
from agents.gather import gather
from agents.hub import Hub
from agents.index import index
from agents.issue import issue
from agents.publish import publish
from agents.redact import redact
from agents.triage import refuse as refuse_submission
from agents.triage import triage
from schemas.base import Message
from schemas.rejection import Rejection
from schemas.stages import App, Stage
from schemas.topic import Topic
from schemas.topics import (
    ALERTS,
    ASSESSED,
    ASSESSMENTS,
    AUDIT,
    CANARY,
    COLLATION,
    CONTROL_ROOM,
    CRIME,
    DESK,
    INDEX,
    INTAKE,
    INTELLIGENCE,
    MASH,
    PARTS,
    PIECES,
    RECEIPTS,
    ROWS,
    SANITISED,
    SECTOR,
    SOURCES,
    TICKS,
    TRIAGED,
)
from streams.envelope import Record
from streams.ledger import Ledger
from streams.outcome import Outcome


def dead_letter_only(record: Record, rejection: Rejection, _now: datetime) -> Outcome:
    """Refuse a record; nobody waits for an answer. What another stage wrote is a fault of ours."""
    return Outcome(rejection=rejection, failed=record.topic != ASSESSMENTS.name)


@dataclass(frozen=True)
class Row:
    """One stage: what it reads, what decides, what it may write, what it is for.

    ``looks_up`` are topics that it reads out of turn; ``remembers`` gives the ledger that it keeps.
    Every stage may also write ``cpi.dead-letters``; those at which a form's later records wait
    behind a letter also keep their lines on ``cpi.parking``. Where there is more work than time,
    HIGH goes first, then the stages of a lower ``rank``: those that find out what is HIGH, then
    the last ones.
    """

    stage: Stage
    reads: tuple[Topic, ...]
    handle: Callable[[Hub, Record, Message], Awaitable[Outcome]]
    writes: tuple[Topic, ...]
    purpose: str
    refuse: Callable[[Record, Rejection, datetime], Outcome] = dead_letter_only
    looks_up: tuple[Topic, ...] = ()
    remembers: Callable[[Hub], Ledger[Any]] | None = None
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
        remembers=lambda hub: hub.desk,
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
        "finds POLE entities, links, district, risk, and what was seen before",
        looks_up=(INDEX,),
        rank=3,
    ),
    Row(
        Stage.PUBLISH,
        (INTELLIGENCE,),
        publish,
        (MASH, SECTOR, CONTROL_ROOM, CRIME, ALERTS, AUDIT, CANARY),
        "disseminates the log to its destinations",
        looks_up=(SOURCES, MASH, SECTOR, CONTROL_ROOM, CRIME),
        rank=2,
    ),
)

INDEXING = (
    Row(
        Stage.GATHER,
        (INTELLIGENCE,),
        gather,
        (PIECES, CANARY),
        "takes out of a log what may stand in other forms, too",
    ),
    Row(
        Stage.INDEX,
        (PIECES,),
        index,
        (INDEX, ALERTS),
        "keeps the forms of each entity, calls a person where they become many",
        looks_up=(INDEX,),
        remembers=lambda hub: hub.index,
    ),
)
"""The entity index. What fails or lags here holds up no form."""


COLLATING = (
    Row(
        Stage.COLLATE,
        (TRIAGED, ASSESSED, INTELLIGENCE, MASH, SECTOR, CONTROL_ROOM, CRIME, AUDIT),
        collate,
        (ROWS, TICKS, CANARY),
        "keeps a row for each form; asks for months that are over to be counted",
        pass_over,
        looks_up=(ROWS,),
        remembers=lambda hub: hub.rows,
    ),
    Row(
        Stage.CLOSE,
        (TICKS,),
        close,
        (PARTS,),
        "counts the months of a partition that are over",
        looks_up=(ROWS, PARTS),
        remembers=lambda hub: hub.rows,
        rank=2,
    ),
    Row(
        Stage.ISSUE,
        (PARTS,),
        issue,
        (COLLATION, TICKS),
        "issues a month when all its parts are there, and what changed later as a revision",
        looks_up=(COLLATION,),
        rank=2,
    ),
)
"""The monthly collation. What fails or lags here holds up no form."""

STAGES = {App.ROUTE: FLOW, App.INDEX: INDEXING, App.COLLATE: COLLATING}
"""The stages of each app, in the order of the journey."""
