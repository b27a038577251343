"""A calendar-month window for Faust tables.

Faust's own windows have one length and begin at the epoch. Its windowed tables close a window by
the clock on the wall, forget that after a restart, and delete from the changelog what they have not
closed yet; so no such table is used. This window says where a month begins and ends; what is kept
of it lies in a ledger, which forgets nothing (docs/why.md). The arithmetic is `schemas/month.py`,
which needs no Faust: that takes a second to import, and every command reads the stage table.
"""

from datetime import UTC, datetime

from faust.windows import Window
from mode import Seconds, want_seconds

from schemas.month import calendar_month, ends_at, starts_at

Range = tuple[float, float]
"""The first and the last moment of a month, seconds since 1970."""


class CalendarMonth(Window):
    """Months of Europe/London: 28 to 31 days, an hour more or less where the clock changes."""

    expires = None  # a month never expires: it can be amended at any time

    def ranges(self, timestamp: float) -> list[Range]:
        """Give the one month in which a moment lies."""
        return [self.current(timestamp)]

    def current(self, timestamp: float) -> Range:
        """Give the month in which a moment lies."""
        return range_of(calendar_month(datetime.fromtimestamp(timestamp, UTC)))

    def earliest(self, timestamp: float) -> Range:
        """Give the first month in which a moment lies: there is but one."""
        return self.current(timestamp)

    def delta(self, timestamp: float, d: Seconds) -> Range:
        """Give the month of the moment that was so many seconds before."""
        return self.current(timestamp - want_seconds(d))

    def stale(self, timestamp: float, latest_timestamp: float) -> bool:
        """No month is ever too old to be amended."""
        del timestamp, latest_timestamp
        return False


def range_of(month: str) -> Range:
    """Give the first and the last moment of a month; the last is a microsecond before the next."""
    return starts_at(month).timestamp(), (ends_at(month) - datetime.resolution).timestamp()
