"""The window of a calendar month, as Faust asks a window."""

from datetime import UTC, datetime, timedelta

import pytest
from faust.types.windows import WindowT

from schemas.month import is_over, last_over
from streams.calendar import CalendarMonth

WINDOW = CalendarMonth()


def seconds(text: str) -> float:
    """A moment as Faust has it."""
    return datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        ("2024-02-29T23:59:59.999+00:00", "2024-02-01T00:00:00+00:00"),
        ("2024-03-01T00:00:00+00:00", "2024-03-01T00:00:00+00:00"),
        ("2026-03-31T22:59:59.999+00:00", "2026-03-01T00:00:00+00:00"),
        ("2026-03-31T23:00:00+00:00", "2026-03-31T23:00:00+00:00"),
        ("2026-10-25T00:30:00+00:00", "2026-09-30T23:00:00+00:00"),
        ("2026-10-31T23:59:59.999+00:00", "2026-09-30T23:00:00+00:00"),
    ],
)
def test_a_moment_lies_in_the_month_of_the_clock_on_the_wall(moment: str, month: str) -> None:
    """It is the one range of that moment, begins with the month and ends just before the next."""
    ((start, end),) = WINDOW.ranges(seconds(moment))
    assert start == seconds(month)
    assert start <= seconds(moment) <= end
    assert WINDOW.ranges(end) == [(start, end)] == [WINDOW.earliest(end)]
    assert WINDOW.current(end + 0.001) != (start, end)


def test_it_is_a_window_that_never_goes_stale() -> None:
    """A month can be amended at any time, so nothing of it expires."""
    assert isinstance(WINDOW, WindowT)
    assert WINDOW.expires is None
    assert not WINDOW.stale(0.0, seconds("2026-10-31T12:00:00+00:00"))


def test_the_month_before_is_a_delta_away() -> None:
    """Counted back from the moment in seconds."""
    now = seconds("2026-03-15T00:00:00+00:00")
    assert WINDOW.delta(now, timedelta(days=15)) == WINDOW.current(seconds("2026-02-28T00:00:00Z"))


def test_a_month_is_counted_when_it_has_been_over_for_long_enough() -> None:
    """What was received in its last seconds has time to arrive."""
    hour = timedelta(hours=1)
    assert last_over(datetime(2026, 11, 1, 0, 59, tzinfo=UTC), hour) == "2026-09"
    assert last_over(datetime(2026, 11, 1, 1, 0, tzinfo=UTC), hour) == "2026-10"
    assert is_over("2026-10", datetime(2026, 11, 1, tzinfo=UTC))
    assert not is_over("2026-10", datetime(2026, 10, 31, 23, 59, 59, 999999, UTC))
