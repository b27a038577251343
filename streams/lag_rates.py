"""What the numbers of a partition do over time: rates, trend, time to catch up, age. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import fmean

from streams.lag_model import Sample, Trend

# A difference below this share of the lag, or below one message, is none.
_STEADY_SHARE = 0.1
# A consumer that gains less than this is not said ever to catch up.
_LEAST_GAIN = 0.01
# Rates and trend are of so long a time, where so much is known.
_RECENT = timedelta(minutes=2)


def recent(samples: Sequence[Sample], now: datetime) -> Sequence[Sample]:
    """Leave out what is old, but for the last of that: what stood then, stood until the next."""
    old = sum(now - each.at >= _RECENT for each in samples)
    return samples[max(0, old - 1) :]


def rate_in(samples: Sequence[Sample]) -> float | None:
    """Messages a second that came, over all samples (oldest first); null for fewer than two."""
    return _rate([(each.at, each.end) for each in samples])


def rate_out(samples: Sequence[Sample]) -> float | None:
    """Messages a second that were committed; a group that went back counts as standing still."""
    found = [(each.at, each.committed) for each in samples if each.committed is not None]
    return _rate(found)


def trend(samples: Sequence[Sample]) -> Trend | None:
    """Compare the later half of the samples with the earlier one; null for fewer than two."""
    lags = [each.lag for each in samples if each.lag is not None]
    if len(lags) <= 1:
        return None
    half = len(lags) // 2
    before, after = fmean(lags[:half]), fmean(lags[-half:])
    if abs(after - before) < max(1.0, _STEADY_SHARE * max(before, after)):
        return Trend.STEADY
    return Trend.GROWING if after > before else Trend.SHRINKING


def catch_up_seconds(lag: int, came: float | None, done: float | None) -> float | None:
    """How long until nothing waits, at these rates; null where it never will be so."""
    if lag == 0:
        return 0.0
    if came is None or done is None or done - came < _LEAST_GAIN:
        return None
    return lag / (done - came)


def arrived_at(offset: int, samples: Sequence[Sample]) -> datetime | None:
    """Estimate when the message at an offset came, from where the partition ended and when.

    Between two samples in proportion; before the first of them its time, for then it is at least
    so old; null where the partition has never been seen to end behind it.
    """
    ends = [each.end for each in samples]
    at = bisect_right(ends, offset)
    if at == len(samples):
        return None
    if at == 0:
        return samples[0].at
    before, after = samples[at - 1], samples[at]
    share = (offset - before.end) / max(1, after.end - before.end)
    return before.at + (after.at - before.at) * share


def retention_seconds_left(
    oldest: datetime | None,
    now: datetime,
    retention: timedelta | None,
    room: float | None = None,
) -> float | None:
    """Give the seconds until the oldest message that waits may be deleted, at the soonest.

    Args:
        oldest: when that message came.
        now: the time.
        retention: for how long the topic keeps messages; null: for ever.
        room: seconds until a limit in bytes is reached; null: there is none, or it is not known.
    """
    by_time = None
    if oldest is not None and retention is not None:
        by_time = max(0.0, (oldest + retention - now).total_seconds())
    return min((left for left in (by_time, room) if left is not None), default=None)


def room_seconds(
    limit: int | None, waiting: int, size: float | None, came: float | None
) -> float | None:
    """Seconds until what waits fills ``limit`` bytes, so that its oldest is deleted.

    ``size`` is that of one message, in bytes: an estimate from the one that was read.
    """
    if limit is None or not size or not came:
        return None
    return max(0.0, (limit - waiting * size) / (size * came))


def _rate(points: Sequence[tuple[datetime, int]]) -> float | None:
    if len(points) <= 1:
        return None
    (began, first), (ended, last) = points[0], points[-1]
    seconds = (ended - began).total_seconds()
    return max(0.0, (last - first) / seconds) if seconds > 0 else None
