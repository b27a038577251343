"""The months of a report: ``2026-10``, ``2026``, ``2026-07..2026-09``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from schemas.month import ends_at, months_from, shifted, starts_at
from schemas.reference import LONDON

_MONTH = re.compile(r"(19|2\d)\d\d-(0[1-9]|1[0-2])", re.ASCII)
_YEAR = re.compile(r"(19|2\d)\d\d", re.ASCII)
_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_A_YEAR = 12
_LONGEST = 120


@dataclass(frozen=True)
class Period:
    """Whole calendar months, from the first to the last."""

    first: str
    last: str

    @property
    def months(self) -> tuple[str, ...]:
        """Every month of it."""
        return tuple(months_from(self.first, self.last))

    @property
    def text(self) -> str:
        """Write it as it is asked for."""
        if self.first == self.last:
            return self.first
        if self.first == f"{self.last[:4]}-01" and self.last.endswith("-12"):
            return self.last[:4]
        return f"{self.first}..{self.last}"

    @property
    def title(self) -> str:
        """Write it in words."""
        if len(self.text) == len("2026"):
            return self.text
        ends = dict.fromkeys((month_title(self.first), month_title(self.last)))
        return " to ".join(ends)

    @property
    def trend(self) -> "Period":
        """The twelve months that end with it, or itself where it is longer."""
        return Period(min(self.first, shifted(self.last, 1 - _A_YEAR)), self.last)


def parse_period(text: str) -> Period:
    """Read a period.

    Raises:
        ValueError: it is none; the text says what one looks like.
    """
    first, dots, last = text.partition("..")
    if not dots and _YEAR.fullmatch(text):
        return Period(f"{text}-01", f"{text}-12")
    ends = (first, last) if dots else (first, first)
    if not all(_MONTH.fullmatch(end) for end in ends):
        message = f"{text!r} is no period: one looks like 2026-10, 2026 or 2026-07..2026-09"
        raise ValueError(message)
    if ends[0] > ends[1]:
        message = f"{text!r} ends before it begins: write the earlier month first"
        raise ValueError(message)
    period = Period(*ends)
    if shifted(period.first, _LONGEST) <= period.last:
        message = f"{text!r} is longer than {_LONGEST // _A_YEAR} years: ask for less"
        raise ValueError(message)
    return period


def month_title(month: str) -> str:
    """Write a month in words: October 2026."""
    year, number = month.split("-")
    return f"{_NAMES[int(number) - 1]} {year}"


def days_of(month: str) -> Iterator[str]:
    """Give every day of a month."""
    day, end = (at(month).astimezone(LONDON).date() for at in (starts_at, ends_at))
    while day < end:
        yield day.isoformat()
        day += timedelta(days=1)
