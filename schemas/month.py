"""Calendar months in Europe/London: the months in which forms are counted (domain section 6)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import Field

from schemas.reference import LONDON

Month = Annotated[str, Field(pattern=r"^(19|2\d)\d\d-(0[1-9]|1[0-2])$")]
"""A month as it is written everywhere: ``2026-10``."""

_MONTHS = 12


def calendar_month(moment: datetime) -> str:
    """Say to which month a moment belongs, by the clock on the wall in London."""
    return f"{moment.astimezone(LONDON):%Y-%m}"


def starts_at(month: str) -> datetime:
    """Give the first moment of a month, UTC."""
    year, number = map(int, month.split("-"))
    return datetime(year, number, 1, tzinfo=LONDON).astimezone(UTC)


def ends_at(month: str) -> datetime:
    """Give the first moment that is no longer of a month, UTC."""
    return starts_at(shifted(month, 1))


def shifted(month: str, by: int) -> str:
    """Give the month so many months later, or earlier where ``by`` is negative."""
    year, number = map(int, month.split("-"))
    years, number = divmod(number - 1 + by, _MONTHS)
    return f"{year + years:04}-{number + 1:02}"


def months_from(first: str, last: str) -> Iterator[str]:
    """Yield the months from one to another, both included."""
    while first <= last:
        yield first
        first = shifted(first, 1)


def last_over(now: datetime, settle: timedelta) -> str:
    """Give the newest month that has been over for so long."""
    return shifted(calendar_month(now - settle), -1)


def is_over(month: str, now: datetime) -> bool:
    """Whether a month has ended."""
    return ends_at(month) <= now
