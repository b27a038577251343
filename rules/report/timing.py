"""Medians, percentiles and shares of times, exact: every distinct number of seconds is counted."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise

from rules.report.amounts import Absent, Amount, Key, share
from rules.report.holding import THRESHOLD

_MINUTE = 60
_PERCENT = 100
_BOUNDS = (5, 10, 15, 20, 25, 30, 60, 120, 240)  # minutes


@dataclass(frozen=True)
class Timing:
    """How long it took: seconds, but for the count and the share ``within`` the limit.

    ``least`` says that the share is the lower end of what it may be.
    """

    count: Amount
    median: Amount
    ninety: Amount
    within: Amount
    least: bool = False


def timed(counts: Mapping[Key, int], limit: int) -> Timing:
    """Measure times against a limit.

    The median is the mean of the two in the middle where there is no middle one; 90 % is the least
    time by which nine in ten were done.
    """
    found = sorted((int(key[0]), count) for key, count in counts.items() if count > 0)
    running = list(accumulate(count for _, count in found))
    if not running:
        return Timing(0, Absent.NOTHING, Absent.NOTHING, Absent.NOTHING)
    total = running[-1]

    def ranked(rank: int) -> int:
        return found[bisect_left(running, rank)][0]

    median = (ranked((total + 1) // 2) + ranked(total // 2 + 1)) / 2
    within = sum(count for seconds, count in found if seconds <= limit)
    ninety = ranked(-(-total * 9 // 10))
    return Timing(total, median, ninety, share(within, total))


def published(counts: Mapping[Key, int], limit: int) -> Timing:
    """Give what of it may be published, to the minute and to the whole per cent.

    A median or percentile only where at least five lie on either side of it. Where fewer than five
    took longer than the limit, the share is what it were with five.
    """
    exact = timed(counts, limit)
    total = int(exact.count) if not isinstance(exact.count, Absent) else 0
    within = sum(count for key, count in counts.items() if int(key[0]) <= limit)
    late = total - within
    part: Amount = Absent.HELD
    least = late < THRESHOLD
    if within >= THRESHOLD and total >= 2 * THRESHOLD:
        per_cent = _PERCENT * (total - max(late, THRESHOLD)) / total
        part = (int(per_cent) if least else round(per_cent)) / _PERCENT
    return Timing(
        Absent.HELD,
        _minutes(exact.median) if total >= 2 * THRESHOLD else Absent.HELD,
        _minutes(exact.ninety) if total >= 10 * THRESHOLD else Absent.HELD,
        part,
        least and part is not Absent.HELD,
    )


def spread(counts: Mapping[Key, int]) -> dict[str, int]:
    """Count times by the span in which they lie, in words."""
    bounds = [bound * _MINUTE for bound in _BOUNDS]
    made = dict.fromkeys(_spans(), 0)
    names = list(made)
    for key, count in counts.items():
        made[names[bisect_left(bounds, int(key[0]))]] += count
    return made


def _spans() -> list[str]:
    ends = [
        f"{_BOUNDS[0]} min",
        *(f"{one} to {two} min" for one, two in pairwise(_BOUNDS)),
    ]
    return [f"up to {ends[0]}", *ends[1:], f"over {_BOUNDS[-1]} min"]


def _minutes(seconds: Amount) -> Amount:
    return seconds if isinstance(seconds, Absent) else _MINUTE * round(seconds / _MINUTE)
