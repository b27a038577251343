"""A partition is asked once for each month that is over, and again after a late change."""

from datetime import UTC, datetime, timedelta

from agents.months import Months

HOUR = timedelta(hours=1)
NOW = datetime(2026, 11, 1, 1, tzinfo=UTC)


def asked(months: Months, now: datetime) -> str | None:
    """What partition 0 is asked for now, if anything; it is noted as sent."""
    tick = months.due(0, HOUR, now)
    if tick is None:
        return None
    months.sent(tick)
    return tick.month


def test_a_partition_is_asked_when_it_comes_and_when_a_month_has_ended() -> None:
    """So what was missed while nobody had it is caught up."""
    months = Months()
    assert asked(months, NOW - timedelta(days=3)) == "2026-09"
    assert asked(months, NOW - timedelta(seconds=1)) is None
    assert asked(months, NOW) == "2026-10"
    assert asked(months, NOW + HOUR) is None
    months.forget()
    assert asked(months, NOW + HOUR) == "2026-10"


def test_a_late_change_is_asked_for_once_it_has_settled() -> None:
    """Counted from the first change, so that many of them cannot put it off for ever."""
    months = Months()
    asked(months, NOW)
    months.changed(0, NOW)
    months.changed(0, NOW + HOUR / 2)
    assert asked(months, NOW + HOUR - timedelta(seconds=1)) is None
    assert asked(months, NOW + HOUR) == "2026-10"
    assert asked(months, NOW + 3 * HOUR) is None


def test_two_askings_have_two_ids() -> None:
    """Else the second would count as a repeat of the first."""
    months = Months()
    first = months.due(0, HOUR, NOW)
    assert first is not None
    months.sent(first)
    months.changed(0, NOW)
    second = months.due(0, HOUR, NOW + HOUR)
    assert second is not None
    assert first.event_id != second.event_id
