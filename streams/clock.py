"""The only place that looks at the clock; everything else is given ``now``."""

from datetime import UTC, datetime


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one place
