"""A number of the report, or why there is none; reckoning keeps what is held back held back."""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Absent(StrEnum):
    """Why a place of a table has no number."""

    NOTHING = "nothing"  # there is nothing to measure: the median of no forms
    HELD = "held_back"  # too few forms, or it would give such a number away


Amount = int | float | Absent
"""A count, a share from 0 to 1, seconds; or why there is none."""

Key = tuple[str, ...]
Counts = Mapping[str, Mapping[Key, Amount]]
"""Every table of a period by its name: what stands under each key."""


def added(amounts: Iterable[Amount]) -> Amount:
    """Add up; one that is held back holds the sum back."""
    total: int | float = 0
    for each in amounts:
        if each is Absent.HELD:
            return Absent.HELD
        if not isinstance(each, Absent):
            total += each
    return total


def share(part: Amount, whole: Amount) -> Amount:
    """Give a part of a whole, from 0 to 1."""
    if Absent.HELD in (part, whole):
        return Absent.HELD
    if isinstance(part, Absent) or isinstance(whole, Absent) or whole == 0:
        return Absent.NOTHING
    return part / whole


def difference(now: Amount, before: Amount) -> Amount:
    """Give by how much it is more than before."""
    if Absent.HELD in (now, before):
        return Absent.HELD
    if isinstance(now, Absent) or isinstance(before, Absent):
        return Absent.NOTHING
    return now - before


def growth(now: Amount, before: Amount) -> Amount:
    """Give by what part of what it was before it has grown."""
    return share(difference(now, before), before)
