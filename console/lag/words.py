"""Amounts of a reading as an operator reads them: spans, counts, rates, a line of history."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from streams import lag_words

NOTHING = "-"
_SMALL = 10.0
_BARS = "▁▂▃▄▅▆▇█"
_PLAIN_BARS = "_.,-=+*#"


def span(seconds: float | None) -> str:
    """Say a span of time: ``0.3 s``, ``42 s``, ``4 min 5 s``, ``89 d 2 h``."""
    if seconds is None:
        return NOTHING
    if seconds < _SMALL:
        return f"{max(seconds, 0.0):.1f} s"
    return lag_words.span(timedelta(seconds=round(seconds)))


def count(number: int | None) -> str:
    """Say a count, thousands apart."""
    return NOTHING if number is None else f"{number:,}"


def rate(per_second: float | None) -> str:
    """Say messages a second; a rate under ten with one decimal."""
    if per_second is None:
        return NOTHING
    return f"{per_second:.1f}" if per_second < _SMALL else f"{per_second:,.0f}"


def line_of(amounts: Sequence[int], width: int, *, plain: bool) -> str:
    """Draw amounts as a line of bars, newest last; the highest bar is the greatest of them.

    Nought is always the lowest bar; ``plain`` takes ASCII alone.
    """
    bars = _PLAIN_BARS if plain else _BARS
    shown = amounts[-width:]
    greatest = max(shown, default=0) or 1
    steps = len(bars) - 1
    return "".join(bars[-(-max(each, 0) * steps // greatest)] for each in shown)


def moment(at: datetime) -> str:
    """Say a time of day in UTC, to the second."""
    return f"{at:%Y-%m-%d %H:%M:%S}Z"


def listed(amounts: Mapping[str, int]) -> str:
    """Say how many of each: ``2 STOP, 5 OK``."""
    return ", ".join(f"{number} {name}" for name, number in amounts.items() if number)
