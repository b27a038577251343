"""What a worker counts of its own work.

Written by the loop's thread alone, a wave at a time, read by the one that serves. Plain numbers:
the library's histogram alone takes two microseconds a record, all of this takes one.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from schemas.assessment import AssessedForm
from schemas.base import Message
from schemas.enums import AlertKind, DecisionStatus, Priority
from schemas.records import Alert, DeadLetter
from schemas.stages import DeadLetterStatus, Stage
from schemas.topics import ALERTS, ASSESSED, DEAD_LETTERS
from streams.dispatching import Job
from streams.envelope import Record
from streams.letter_causes import Cause, cause_of
from streams.metric import MINUTES, MOMENTS
from streams.outcome import Outcome, Outgoing

_LOOKED_INTO = {DEAD_LETTERS.name, ALERTS.name, ASSESSED.name}
_NEW = {DeadLetterStatus.OPEN, DeadLetterStatus.WAITING}
_DECIDED = (DecisionStatus.ASSESSED, DecisionStatus.AUTOMATIC)


class Fate(StrEnum):
    """What became of a record at a stage."""

    PASSED = "passed"
    REFUSED = "refused"
    FAILED = "failed"
    WAITS = "waits"


class Timing:
    """Durations, in seconds, by the buckets of a histogram; ``counts`` end with those beyond."""

    def __init__(self, edges: tuple[float, ...]) -> None:
        self.edges = edges
        self.counts = [0] * (len(edges) + 1)
        self.sum = 0.0

    def add(self, seconds: float) -> None:
        """Count one; clocks that differ make no negative time."""
        seconds = max(seconds, 0.0)
        self.counts[bisect_left(self.edges, seconds)] += 1
        self.sum += seconds


@dataclass(frozen=True)
class Desk:
    """Forms that wait for their assessment, by what was proposed; ``oldest`` is its receipt."""

    looked_at: datetime
    waiting: Mapping[Priority, int]
    oldest: datetime | None


@dataclass
class StageMeter:
    """What a stage has done. A series is there before it is counted, so that its first is seen."""

    stage: Stage
    meter: "Meter"
    fates: dict[Fate, int] = field(default_factory=lambda: dict.fromkeys(Fate, 0))
    causes: dict[Cause, int] = field(default_factory=lambda: dict.fromkeys(Cause, 0))
    written: dict[str, int] = field(default_factory=dict)
    normal: Timing = field(default_factory=lambda: Timing(MOMENTS))
    urgent: Timing = field(default_factory=lambda: Timing(MOMENTS))
    deciding: float = 0.0

    def finished(self, jobs: Iterable[Job], now: datetime) -> None:
        """Count records all of whose messages are on the broker; canaries are not counted."""
        passed = 0
        for job in jobs:
            record = job.record
            if record.is_canary:
                continue
            fate = self.sent(job.outcome, record)
            # An enumeration's own hash takes longer than all the rest.
            if fate is None:
                passed += 1
            else:
                self.fates[fate] += 1
            timing = self.urgent if record.is_urgent else self.normal
            timing.add((now - record.appended_at).total_seconds())
        self.fates[Fate.PASSED] += passed

    def sent(self, outcome: Outcome, record: Record | None = None) -> Fate | None:
        """Count the messages of an outcome; say how its own record was dead-lettered, if it was."""
        fate, written = None, self.written
        for group in outcome.groups:
            for item in group:
                if isinstance(item, Outgoing):
                    name = item.topic.name
                    written[name] = written.get(name, 0) + 1
                    if name in _LOOKED_INTO:
                        fate = self._look_into(item.message, record) or fate
        return fate

    def _look_into(self, message: Message, record: Record | None) -> Fate | None:
        if isinstance(message, Alert):
            self.meter.alerts[message.kind] += 1
        elif isinstance(message, AssessedForm):
            self.meter.assessed(message)
        elif isinstance(message, DeadLetter) and message.status in _NEW:
            self.causes[cause_of(message)] += 1
            own = record is not None and (message.topic, message.offset, message.partition) == (
                record.topic,
                record.offset,
                record.partition,
            )
            return _fate_of(message) if own else None
        return None


@dataclass
class Meter:
    """What a worker has done; ``stages`` are those that it works on."""

    stages: dict[Stage, StageMeter] = field(default_factory=dict)
    alerts: dict[AlertKind, int] = field(default_factory=lambda: dict.fromkeys(AlertKind, 0))
    assessments: dict[tuple[Priority, DecisionStatus], Timing] = field(
        default_factory=lambda: {
            (priority, status): Timing(MINUTES) for priority in Priority for status in _DECIDED
        }
    )
    desk: Desk | None = None

    def of(self, stage: Stage) -> StageMeter:
        """Give the counts of a stage."""
        return self.stages.setdefault(stage, StageMeter(stage, self))

    def assessed(self, form: AssessedForm) -> None:
        """Note how long a form has waited, where this is its first decision by whoever decides."""
        before = form.previous
        timing = self.assessments.get((form.decision.priority, form.decision.status))
        first = before is None or before.status is DecisionStatus.NOT_YET_ASSESSED
        if timing is not None and first:
            timing.add((form.decision.decided_at - form.received_at).total_seconds())


def _fate_of(letter: DeadLetter) -> Fate:
    if letter.status is DeadLetterStatus.WAITING:
        return Fate.WAITS
    return Fate.REFUSED if letter.refused else Fate.FAILED
