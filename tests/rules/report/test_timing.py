"""Medians and percentiles out of counts, and what of them may be published."""

from collections import Counter
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.report.amounts import Absent
from rules.report.timing import published, spread, timed

LIMIT = 1800
times = st.lists(st.integers(0, 20_000), min_size=1, max_size=60)


def counted(seconds: list[int]) -> Counter[tuple[str, ...]]:
    """The cells of these times."""
    return Counter((str(each),) for each in seconds)


@given(times)
def test_they_are_those_of_the_single_times(seconds: list[int]) -> None:
    """The median is Python's own; nine in ten are at most the percentile, fewer below it."""
    found = timed(counted(seconds), LIMIT)
    assert found.count == len(seconds)
    assert found.median == median(seconds)
    assert isinstance(found.ninety, int)
    assert found.ninety in seconds
    assert sum(each <= found.ninety for each in seconds) >= 0.9 * len(seconds)
    assert sum(each < found.ninety for each in seconds) < 0.9 * len(seconds)
    assert found.within == sum(each <= LIMIT for each in seconds) / len(seconds)


def test_of_nothing_there_is_no_median() -> None:
    """And no share."""
    found = timed({}, LIMIT)
    assert (found.count, found.median, found.within) == (0, Absent.NOTHING, Absent.NOTHING)


def test_the_limit_itself_is_within_it() -> None:
    """Thirty minutes are within thirty minutes."""
    assert timed(counted([1800, 1801]), LIMIT).within == 0.5


@given(times)
def test_every_time_lies_in_one_span(seconds: list[int]) -> None:
    """None is lost between two spans."""
    assert sum(spread(counted(seconds)).values()) == len(seconds)


def test_the_spans_part_at_the_limit() -> None:
    """So that the chart shows what the share says."""
    assert spread(counted([1800]))["25 to 30 min"] == 1
    assert spread(counted([1801]))["30 to 60 min"] == 1


@pytest.mark.parametrize(
    ("late", "share", "least"),
    [(0, 0.95, True), (4, 0.95, True), (5, 0.95, False), (40, 0.6, False)],
)
def test_few_late_ones_are_not_told_from_none(late: int, share: float, *, least: bool) -> None:
    """With fewer than five the share is what it were with five, and said to be the least."""
    found = published(counted([60] * (100 - late) + [5000] * late), LIMIT)
    assert (found.within, found.least) == (share, least)


@pytest.mark.parametrize(("count", "has_median", "has_ninety"), [(9, 0, 0), (10, 1, 0), (50, 1, 1)])
def test_a_median_of_a_few_is_not_published(count: int, has_median: int, has_ninety: int) -> None:
    """Five have to lie on either side; then to the minute, and never how many there were."""
    found = published(counted([610 + 60 * at for at in range(count)]), LIMIT)
    assert (found.median is not Absent.HELD) == bool(has_median)
    assert (found.ninety is not Absent.HELD) == bool(has_ninety)
    assert found.count is Absent.HELD
    assert isinstance(found.median, Absent) or found.median % 60 == 0
