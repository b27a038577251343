"""A reading as rows: of groups, or of partitions where somebody asked for one group or topic."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from streams.lag_model import (
    GroupLag,
    PartitionLag,
    Reading,
    Trend,
    Verdict,
    worst,
)

_GRAVEST_FIRST = (Trend.GROWING, Trend.STEADY, Trend.SHRINKING)


@dataclass(frozen=True)
class Row:
    """One line of the table; null where it is not known, or there is no such thing."""

    verdict: Verdict
    name: str
    whose: str
    lag: int | None
    lag_seconds: float | None
    rate_in: float | None
    rate_out: float | None
    trend: Trend | None
    catch_up_seconds: float | None
    retention_seconds_left: float | None
    history: Sequence[int]

    @property
    def never_catches_up(self) -> bool:
        """Messages wait, it is known how fast they are done, and that is not fast enough."""
        return bool(self.lag) and self.catch_up_seconds is None and self.rate_out is not None


def narrowed(reading: Reading, group: str | None, topic: str | None) -> Reading:
    """Keep one group, or of each group one topic; a group is then as what is kept of it."""
    kept = [each for each in reading.groups if group in (None, each.group)]
    if topic is not None:
        kept = [_of_topic(each, topic) for each in kept]
        kept = [each for each in kept if each.partitions]
    kept.sort(key=lambda each: -each.verdict.gravity)
    return replace(reading, groups=tuple(kept))


def group_rows(reading: Reading) -> list[Row]:
    """Give a row for each group, worst first."""
    return [_of_group(each) for each in reading.groups]


def partition_rows(reading: Reading) -> list[Row]:
    """Give a row for each partition of each group, worst first."""
    rows = [_of_partition(group, each) for group in reading.groups for each in group.partitions]
    return sorted(rows, key=lambda row: -row.verdict.gravity)


def counted(rows: Iterable[Row]) -> Counter[Verdict]:
    """Count rows by verdict."""
    return Counter(row.verdict for row in rows)


def place_of(each: PartitionLag) -> str:
    """Name a partition: ``cpi.intake/2``."""
    return f"{each.topic}/{each.partition}"


def lag_over_time(partitions: Iterable[PartitionLag]) -> list[int]:
    """Add the lags of some partitions up, for each moment at which all of them were looked at."""
    sums: dict[datetime, int] = {}
    seen: Counter[datetime] = Counter()
    held = list(partitions)
    for sample in (sample for each in held for sample in each.history):
        sums[sample.at] = sums.get(sample.at, 0) + (sample.lag or 0)
        seen[sample.at] += 1
    whole = max(seen.values(), default=0)
    return [sums[at] for at in sorted(sums) if seen[at] == whole]


def _of_topic(group: GroupLag, topic: str) -> GroupLag:
    kept = tuple(each for each in group.partitions if each.topic == topic)
    if not kept:
        return replace(group, partitions=())
    return replace(
        group,
        partitions=kept,
        verdict=worst(each.verdict for each in kept),
        reason=max(kept, key=lambda each: each.verdict.gravity).reason,
    )


def _of_group(group: GroupLag) -> Row:
    held = group.partitions
    trends = {each.trend for each in held}
    waiting = [each for each in held if each.lag]
    catching_up = [each.catch_up_seconds for each in waiting]
    return Row(
        verdict=group.verdict,
        name=group.group,
        whose=group.whose,
        lag=group.lag if any(each.lag is not None for each in held) else None,
        lag_seconds=group.lag_seconds,
        rate_in=_sum(each.rate_in for each in held),
        rate_out=_sum(each.rate_out for each in held),
        trend=next((each for each in _GRAVEST_FIRST if each in trends), None),
        catch_up_seconds=None if None in catching_up else _largest(catching_up),
        retention_seconds_left=_least(each.retention_seconds_left for each in held),
        history=lag_over_time(held),
    )


def _of_partition(group: GroupLag, each: PartitionLag) -> Row:
    return Row(
        verdict=each.verdict,
        name=f"{group.group} {place_of(each)}",
        whose=group.whose,
        lag=each.lag,
        lag_seconds=each.lag_seconds,
        rate_in=each.rate_in,
        rate_out=each.rate_out,
        trend=each.trend,
        catch_up_seconds=each.catch_up_seconds,
        retention_seconds_left=each.retention_seconds_left,
        history=lag_over_time([each]),
    )


def _known(amounts: Iterable[float | None]) -> list[float]:
    return [each for each in amounts if each is not None]


def _sum(amounts: Iterable[float | None]) -> float | None:
    known = _known(amounts)
    return sum(known) if known else None


def _largest(amounts: Iterable[float | None]) -> float:
    return max(_known(amounts), default=0.0)


def _least(amounts: Iterable[float | None]) -> float | None:
    return min(_known(amounts), default=None)
