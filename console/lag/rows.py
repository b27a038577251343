"""A reading as rows: of groups, or of partitions where somebody asked for one group or topic."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from streams.lag_model import GroupLag, PartitionLag, Reading, Sample, Trend, Verdict

BARS = 20
"""So long is a line of history."""

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
        """Something is wrong, and what waits becomes more."""
        growing = self.trend is Trend.GROWING and self.catch_up_seconds is None
        return growing and self.verdict is not Verdict.OK


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


def lag_over_time(partitions: Iterable[PartitionLag], steps: int) -> list[int]:
    """Add the lags of some partitions up, in equal steps from the first sample to the last.

    A partition counts as it was last seen; before it was seen at all, as it was seen first.
    """
    histories = [each.history for each in partitions if each.history]
    if not histories:
        return []
    first = min(each[0].at for each in histories)
    last = max(each[-1].at for each in histories)
    if first == last:
        steps = 1
    moments = (last - (last - first) * at / max(1, steps - 1) for at in reversed(range(steps)))
    return [sum(_lag_at(each, moment) for each in histories) for moment in moments]


def _lag_at(history: Sequence[Sample], moment: datetime) -> int:
    at = bisect_right(history, moment, key=lambda sample: sample.at)
    return history[max(0, at - 1)].lag or 0


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
        history=lag_over_time(held, BARS),
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
        history=lag_over_time([each], BARS),
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
