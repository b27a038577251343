"""Months are London's, and nobody has to know how long they are."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.month import calendar_month, ends_at, months_from, shifted, starts_at

MOMENTS = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - the strategy takes bare times and adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)


@given(MOMENTS)
def test_every_moment_lies_in_its_month_and_in_no_other(moment: datetime) -> None:
    """A month ends where the next one begins."""
    month = calendar_month(moment)
    assert starts_at(month) <= moment < ends_at(month) == starts_at(shifted(month, 1))


@pytest.mark.parametrize(
    ("month", "hours"),
    [
        ("2024-02", 29 * 24),
        ("2026-02", 28 * 24),
        ("2026-03", 31 * 24 - 1),
        ("2026-10", 31 * 24 + 1),
        ("2026-06", 30 * 24),
    ],
)
def test_a_month_is_as_long_as_its_days_and_its_change_of_the_clock(month: str, hours: int) -> None:
    """29 days in a leap year; an hour less in March, an hour more in October."""
    assert ends_at(month) - starts_at(month) == timedelta(hours=hours)


def test_months_follow_each_other_over_the_year() -> None:
    """Forwards and backwards."""
    assert list(months_from("2026-11", "2027-02")) == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert shifted("2026-01", -1) == "2025-12"
    assert shifted("2026-10", -11) == "2025-11"
    assert list(months_from("2026-02", "2026-01")) == []
