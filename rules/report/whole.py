"""Everything that is counted of some months as it is, also where nothing was counted."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import product

from rules.collation_cells import NO_LOG, NOT_ASSESSED, UNKNOWN, Month, Tally
from rules.report.amounts import Amount, Counts, Key
from rules.report.period import days_of
from schemas.collation import Mark
from schemas.destinations import MashArm
from schemas.enums import (
    AgencyType,
    Channel,
    Destination,
    District,
    EntityType,
    Priority,
    Theme,
)

Plain = Mapping[str, Mapping[Key, int]]
"""Counts of which none is held back."""


def _values(kind: type[StrEnum]) -> tuple[str, ...]:
    return tuple(each.value for each in kind)


AGENCIES, THEMES = _values(AgencyType), _values(Theme)
DISTRICTS = (*_values(District), UNKNOWN, NO_LOG)
PROPOSALS = _values(Priority)
OUTCOMES = (*PROPOSALS, NOT_ASSESSED)
INSTEAD = ("call_999", "call_101", "referral", "nothing_to_report")
_HOURS = tuple(f"{hour:02}" for hour in range(24))
_WEEKDAYS = tuple("1234567")
_MARKS = _values(Mark)

SINGLE = ("forms", "logs", "erased", "raised", "sent_unassessed", "forms_seen_again")
"""The tables that are one number."""

OPEN = ("organisation", "grade")
"""The tables whose keys may be anything."""

TIMED = ("to_assessment", "high_to_control_room", "crime_to_occurrence")
"""The tables whose keys are seconds."""

CATEGORIES: Mapping[str, Sequence[Sequence[str]]] = {
    "hour": (_HOURS,),
    "weekday_hour": (_WEEKDAYS, _HOURS),
    "channel": (_values(Channel),),
    "agency": (AGENCIES,),
    "district": (DISTRICTS,),
    "theme": (THEMES,),
    "agency_theme": (AGENCIES, THEMES),
    "district_theme": (DISTRICTS, THEMES),
    "outcome": (OUTCOMES,),
    "agency_outcome": (AGENCIES, OUTCOMES),
    "theme_outcome": (THEMES, OUTCOMES),
    "district_outcome": (DISTRICTS, OUTCOMES),
    "proposal_decision": (PROPOSALS, OUTCOMES),
    "decided_again": (PROPOSALS, PROPOSALS),
    "unsuitable": (AGENCIES, INSTEAD),
    "instead": (INSTEAD,),
    "destination": (_values(Destination),),
    "mash_arm": (_values(MashArm),),
    "quality": (_MARKS,),
    "agency_quality": (AGENCIES, _MARKS),
    "seen_again": (_values(EntityType),),
}
"""The closed tables: what each part of their keys may be, in the order of the report."""


def tally_of(months: Iterable[Month]) -> Tally:
    """Add up months."""
    total = Tally()
    for month in months:
        total.update(month.tally)
    return total


def plain_counts(tally: Tally, months: Iterable[str]) -> Plain:
    """Sort the cells of a tally by table, noughts too; the days are those of the months."""
    found: dict[str, Counter[Key]] = defaultdict(Counter)
    for cell, count in tally.items():
        found[cell.table][cell.key] += count
        if cell.table == "unsuitable":
            found["instead"][cell.key[1:]] += count
    every: dict[str, list[Key]] = {name: list(product(*it)) for name, it in CATEGORIES.items()}
    every |= {"day": [(day,) for month in months for day in days_of(month)]}
    every |= {name: [()] for name in SINGLE}
    every |= {name: [] for name in OPEN}
    made: dict[str, Mapping[Key, int]] = {}
    for name in every.keys() | found.keys():
        keys = dict.fromkeys((*every.get(name, ()), *sorted(found[name])))
        made[name] = {key: found[name][key] for key in keys}
    return made


def as_counts(plain: Plain) -> Counts:
    """Give plain counts as amounts."""
    made: dict[str, Mapping[Key, Amount]] = {}
    for name, counts in plain.items():
        made[name] = dict(counts)
    return made
