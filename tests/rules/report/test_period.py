"""The periods that a report can be of."""

import pytest

from rules.report.period import days_of, month_title, parse_period


@pytest.mark.parametrize(
    ("text", "months", "title"),
    [
        ("2026-10", 1, "October 2026"),
        ("2026", 12, "2026"),
        ("2026-07..2026-09", 3, "July 2026 to September 2026"),
        ("2025-12..2026-01", 2, "December 2025 to January 2026"),
        ("2026-10..2026-10", 1, "October 2026"),
        ("2026-01..2026-12", 12, "2026"),
    ],
)
def test_a_period_is_whole_months(text: str, months: int, title: str) -> None:
    """A month, a year, or from one month to another."""
    period = parse_period(text)
    assert len(period.months) == months
    assert period.title == title
    assert parse_period(period.text) == period


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-13", "is no period: one looks like 2026-10, 2026 or 2026-07..2026-09"),
        ("", "is no period"),
        ("October", "is no period"),
        ("2026-1", "is no period"),
        ("0000", "is no period"),
        ("2026..2027", "is no period"),
        ("2026-10-05", "is no period"),
        ("٢٠٢٦", "is no period"),
        ("2026-10..", "is no period"),
        ("2026-10..2026-09", "ends before it begins"),
        ("2000-01..2026-09", "is longer than 10 years"),
    ],
)
def test_what_is_no_period_is_refused(text: str, said: str) -> None:
    """One line that says what one looks like."""
    with pytest.raises(ValueError, match=said):
        parse_period(text)


def test_the_trend_is_the_twelve_months_that_end_with_it() -> None:
    """Of a longer period it is the period."""
    assert parse_period("2026-02").trend.text == "2025-03..2026-02"
    assert parse_period("2025-01..2026-02").trend.text == "2025-01..2026-02"


def test_days_are_those_of_the_calendar() -> None:
    """Also where the clock changes, and in a leap year."""
    assert len(list(days_of("2024-02"))) == 29
    assert [len(list(days_of(f"2026-{month:02}"))) for month in (2, 3, 4, 10)] == [28, 31, 30, 31]
    assert list(days_of("2026-10"))[-1] == "2026-10-31"
    assert month_title("2026-10") == "October 2026"
