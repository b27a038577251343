"""What is said of lag: one model for the command line, the metrics and the web console.

All times are UTC-aware; all spans are seconds. Null means: not known, or there is no such thing;
``notes`` say which. Nothing here holds personal data: hosts and client ids are those of programs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """How a partition or a group is, in order of gravity."""

    OK = "OK"
    WARN = "WARN"
    UNKNOWN = "UNKNOWN"
    REWIND = "REWIND"
    STALL = "STALL"
    STOP = "STOP"

    @property
    def gravity(self) -> int:
        """0 for OK, 5 for STOP."""
        return _GRAVITY[self]


_GRAVITY = {verdict: number for number, verdict in enumerate(Verdict)}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Give the gravest of some verdicts; OK where there is none."""
    return max(verdicts, key=lambda each: each.gravity, default=Verdict.OK)


class Rule(StrEnum):
    """Which rule gave a verdict; the rules of Burrow's evaluator first, in its order."""

    NO_LAG = "no_lag"
    COMMITS_STOPPED = "commits_stopped"
    WENT_BACK = "went_back"
    CAUGHT_UP_LATELY = "caught_up_lately"
    COMMITS_WITHOUT_PROGRESS = "commits_without_progress"
    LAG_NEVER_SHRINKS = "lag_never_shrinks"
    LAG_SHRINKS = "lag_shrinks"
    # What Burrow does not tell apart.
    NOTHING_READABLE = "nothing_readable"
    NEVER_COMMITTED = "never_committed"
    BEYOND_THE_END = "beyond_the_end"
    LOST_TO_RETENTION = "lost_to_retention"
    TOO_LITTLE_SEEN = "too_little_seen"
    DELETED = "deleted"
    NO_RIGHTS = "no_rights"
    NO_ANSWER = "no_answer"
    EMPTY_GROUP = "empty_group"


class Trend(StrEnum):
    """What the lag does."""

    GROWING = "growing"
    STEADY = "steady"
    SHRINKING = "shrinking"


class Note(StrEnum):
    """What a partition is, beside its numbers, or why one of them is missing or only estimated."""

    NEVER_COMMITTED = "never_committed"
    TOPIC_DELETED = "topic_deleted"
    PARTITION_ADDED = "partition_added"
    COMPACTED = "compacted"
    OPEN_TRANSACTION = "open_transaction"
    LOST_TO_RETENTION = "lost_to_retention"
    BEYOND_THE_END = "beyond_the_end"
    NOTHING_READABLE = "nothing_readable"
    FUTURE_TIMESTAMP = "future_timestamp"
    NO_TIMESTAMP = "no_timestamp"
    INTERPOLATED = "interpolated"
    NO_RIGHTS = "no_rights"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Sample:
    """Where the group and the partition stood at one moment; ``committed`` null: nowhere yet."""

    at: datetime
    committed: int | None
    end: int

    @property
    def lag(self) -> int | None:
        """Messages that were waiting."""
        return None if self.committed is None else max(0, self.end - self.committed)


@dataclass(frozen=True, slots=True)
class Owner:
    """The member of the group that has a partition; ``stage`` is of the hub's own groups only."""

    host: str
    client_id: str
    instance: str | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class PartitionLag:
    """A partition as a group reads it.

    Attributes:
        committed: the offset that the group reads next; null where it never committed.
        earliest: the first offset that is still there; null where that is not known (yet).
        end: the last stable offset: behind it nothing is settled yet.
        lag: messages from ``committed`` to ``end``.
        lag_seconds: the age of the oldest message that waits; 0.0 where none does.
        rate_in: messages a second that come, ``rate_out`` that are committed.
        catch_up_seconds: at these rates; 0.0 without lag, null where it will never catch up.
        retention_seconds_left: until the oldest message that waits may be deleted; 0.0 where
            that has happened, null where nothing is deleted or nothing waits.
        complete: how much of the evidence that the rules want was there, 0.0 to 1.0.
        history: what was seen of it, oldest first.
    """

    topic: str
    partition: int
    committed: int | None
    earliest: int | None
    end: int | None
    lag: int | None
    verdict: Verdict
    rule: Rule
    reason: str
    complete: float = 1.0
    lag_seconds: float | None = None
    rate_in: float | None = None
    rate_out: float | None = None
    trend: Trend | None = None
    catch_up_seconds: float | None = None
    retention_seconds_left: float | None = None
    owner: Owner | None = None
    notes: frozenset[Note] = frozenset()
    history: Sequence[Sample] = ()

    def as_data(self) -> dict[str, Any]:
        """Give the JSON object of one partition."""
        return _fields(self)


@dataclass(frozen=True, slots=True)
class GroupLag:
    """A consumer group; it is as its worst partition is.

    Attributes:
        whose: ``hub``; who reads the hub's topics by the catalogue (``mash``, ``intelligence
            department``; several after commas); or ``other``.
        state: as Kafka calls it: ``stable``, ``empty``, ``preparing_rebalancing`` …, ``unknown``.
        partitions: worst first.
        complete: the share of partitions whose evidence is whole.
        trouble: why it could not be read, or not whole; one line.
    """

    group: str
    whose: str
    state: str
    members: int
    partitions: Sequence[PartitionLag]
    verdict: Verdict
    reason: str
    complete: float = 1.0
    trouble: str | None = None

    @property
    def lag(self) -> int:
        """All messages that wait, as far as it is known."""
        return sum(each.lag or 0 for each in self.partitions)

    @property
    def lag_seconds(self) -> float | None:
        """The age of the oldest message that waits; null where none of them is known."""
        known = [each.lag_seconds for each in self.partitions if each.lag_seconds is not None]
        return max(known, default=None)

    def as_data(self) -> dict[str, Any]:
        """Give the JSON object of one group: its fields, ``lag`` and ``lag_seconds``."""
        return {**_fields(self), "lag": self.lag, "lag_seconds": _plain(self.lag_seconds)}


@dataclass(frozen=True, slots=True)
class Reading:
    """All groups at one moment, worst first.

    Attributes:
        at: when the cluster was asked. An old one, with every verdict UNKNOWN, is what is left
            of the last reading while the cluster gives no new one; then ``trouble`` says why.
        seconds: how long it took to read.
        trouble: why it is incomplete or old, one line; null where it is neither.
        failed: whether the cluster gave nothing new, so that all of this is old.
    """

    at: datetime
    seconds: float
    groups: Sequence[GroupLag] = ()
    trouble: str | None = None
    failed: bool = False

    @property
    def verdict(self) -> Verdict:
        """The worst of all groups; UNKNOWN where the cluster could not be read."""
        found = worst(group.verdict for group in self.groups)
        return worst((found, Verdict.UNKNOWN)) if self.failed else found

    def age(self, now: datetime) -> float:
        """Seconds since the cluster was asked."""
        return max(0.0, (now - self.at).total_seconds())

    def as_data(self) -> dict[str, Any]:
        """Give the JSON object of ``cpi lag``: its fields, ``ok`` and ``verdict``."""
        verdict = self.verdict
        return {"ok": verdict is Verdict.OK, "verdict": verdict.value, **_fields(self)}


def _fields(made: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass of this module
    return {each.name: _plain(getattr(made, each.name)) for each in fields(made)}


def _plain(value: object) -> object:
    """Turn a value into what JSON has: spans to the millisecond, sets in order."""
    match value:
        case float():
            return round(value, 3)
        case datetime():
            return value.isoformat()
        case PartitionLag() | GroupLag():
            return value.as_data()
        case Owner() | Sample():
            return _fields(value)
        case tuple() | list() | frozenset():
            order = sorted(value) if isinstance(value, frozenset) else value
            return [_plain(each) for each in order]
        case _:
            return value
