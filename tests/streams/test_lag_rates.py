"""Rates, trend, age: from a handful of samples."""

from datetime import UTC, datetime, timedelta

import pytest

from streams import lag_rates
from streams.lag_model import Sample, Trend
from streams.lag_words import messages, span

NOW = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)


def samples(*points: tuple[int, int | None, int]) -> list[Sample]:
    """Of seconds ago, committed, end."""
    return [Sample(NOW - timedelta(seconds=ago), committed, end) for ago, committed, end in points]


SEEN = samples((20, 100, 200), (10, 150, 300), (0, 160, 400))


def test_rates_are_messages_a_second() -> None:
    """Over all that was seen; of one sample nothing can be said."""
    assert lag_rates.rate_in(SEEN) == 10
    assert lag_rates.rate_out(SEEN) == 3
    assert lag_rates.rate_in(SEEN[:1]) is None
    assert lag_rates.rate_out(samples((9, None, 1), (0, 1, 1))) is None


def test_a_group_that_went_back_has_no_negative_rate() -> None:
    """It stands still."""
    assert lag_rates.rate_out(samples((10, 100, 100), (0, 50, 100))) == 0


@pytest.mark.parametrize(
    ("lags", "expected"),
    [
        ([100, 140, 240], Trend.GROWING),
        ([240, 140, 100], Trend.SHRINKING),
        ([100, 103, 98, 101], Trend.STEADY),
        ([0, 0], Trend.STEADY),
        ([5], None),
    ],
)
def test_the_trend_is_of_the_lag(lags: list[int], expected: Trend | None) -> None:
    """A tenth up or down is none."""
    points = [(10 - at, 0, lag) for at, lag in enumerate(lags)]
    assert lag_rates.trend(samples(*points)) is expected


def test_the_time_to_catch_up_is_known_only_where_it_gains() -> None:
    """Else it will never be."""
    assert lag_rates.catch_up_seconds(100, 5, 10) == 20
    assert lag_rates.catch_up_seconds(100, 10, 10) is None
    assert lag_rates.catch_up_seconds(100, None, 10) is None
    assert lag_rates.catch_up_seconds(0, None, None) == 0


def test_when_a_message_came_is_estimated_from_where_the_partition_ended() -> None:
    """Between two samples in proportion; of what is older at least that age."""
    assert lag_rates.arrived_at(350, SEEN) == NOW - timedelta(seconds=5)
    assert lag_rates.arrived_at(7, SEEN) == SEEN[0].at
    assert lag_rates.arrived_at(400, SEEN) is None


def test_what_retention_leaves_is_the_sooner_of_time_and_room() -> None:
    """0.0 where it may be gone already; nothing where nothing is ever deleted."""
    oldest, day = NOW - timedelta(hours=23), timedelta(days=1)
    assert lag_rates.retention_seconds_left(oldest, NOW, day) == 3600
    assert lag_rates.retention_seconds_left(oldest, NOW, timedelta(hours=1)) == 0
    assert lag_rates.retention_seconds_left(oldest, NOW, None) is None
    room = lag_rates.room_seconds(10_000, waiting=50, size=100, came=5)
    assert room == 10
    assert lag_rates.retention_seconds_left(oldest, NOW, day, room) == 10
    assert lag_rates.room_seconds(None, waiting=50, size=100, came=5) is None


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (200, "3 min 20 s"), (187_200, "2 d 4 h"), (3600, "1 h")]
)
def test_spans_are_written_as_people_say_them(seconds: int, said: str) -> None:
    """In two units."""
    assert span(timedelta(seconds=seconds)) == said
    assert (messages(1), messages(2)) == ("1 message", "2 messages")
