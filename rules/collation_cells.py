"""What a row counts for: cells, each a table and a key. Totals are sums of cells, nothing else.

So parts of a month add up, in any order, and a month is made of its partitions and a year of its
months. The tables are those of domain section 6. Days and hours are London's.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from schemas.collation import CollationRow, RowDecision, RowForm, RowLog
from schemas.enums import DecisionStatus, Destination, Priority, ReportStatus
from schemas.month import calendar_month
from schemas.reference import LONDON

ERASED = "(erased)"
"""Stands for the organisation of a form that was erased."""

UNKNOWN = "unknown"
NO_LOG = "no_log"
NOT_ASSESSED = "not_assessed"

ORGANISATION = "organisation"
"""The table whose keys name organisations: it is sealed wherever it lies."""


class Cell(NamedTuple):
    """A table, and the row and column in it."""

    table: str
    key: tuple[str, ...] = ()


Tally = Counter[Cell]
"""How many of each cell."""


class Difference(NamedTuple):
    """A cell that two tallies count otherwise."""

    cell: Cell
    before: int
    after: int


@dataclass(frozen=True)
class Month:
    """A month to report on. ``revision`` is null for one that was not issued: counted as of now."""

    month: str
    revision: int | None
    issued_at: datetime | None
    tally: Tally
    differences: tuple[Difference, ...] = ()


def month_of(row: CollationRow) -> str | None:
    """Say in which month a form is counted; null while the form itself is not known."""
    return None if row.form is None else calendar_month(row.form.received_at)


def cells_of(row: CollationRow, organisation: str | None) -> Iterator[Cell]:
    """Yield every cell that a row counts in, once for each time it does; a key may be an enum's.

    ``organisation`` is the opened name; null where the form was erased.
    """
    form = row.form
    if form is None:
        return
    outcome = _outcome(row)
    district = _district(row)
    agency, theme = form.agency_type, form.theme
    yield Cell("forms")
    yield from _times(form.received_at.replace(minute=0, second=0, microsecond=0))
    yield Cell("channel", (form.channel,))
    yield Cell("agency", (agency,))
    yield Cell(ORGANISATION, (agency, organisation or ERASED))
    yield Cell("district", (district,))
    yield Cell("theme", (theme,))
    yield Cell("agency_theme", (agency, theme))
    yield Cell("district_theme", (district, theme))
    yield Cell("outcome", (outcome,))
    yield Cell("agency_outcome", (agency, outcome))
    yield Cell("theme_outcome", (theme, outcome))
    yield Cell("district_outcome", (district, outcome))
    yield Cell("proposal_decision", (form.proposed, outcome))
    for mark in form.marks:
        yield Cell("quality", (mark,))
        yield Cell("agency_quality", (agency, mark))
    if row.erased_at is not None:
        yield Cell("erased")
    yield from _of_decisions(row, form, outcome)
    yield from _of_logs(row.logs)
    yield from _of_destinations(row)


def differences(before: Tally, after: Tally) -> Iterator[Difference]:
    """Yield each cell that is counted otherwise, in the order of the cells."""
    for cell in sorted(before.keys() | after.keys()):
        if before[cell] != after[cell]:
            yield Difference(cell, before[cell], after[cell])


@lru_cache(maxsize=800)
def _times(received_in: datetime) -> tuple[Cell, ...]:
    """Give the cells of an hour, by its first moment in UTC; a month has some 744."""
    local = received_in.astimezone(LONDON)
    return (
        Cell("day", (f"{local:%Y-%m-%d}",)),
        Cell("hour", (f"{local:%H}",)),
        Cell("weekday_hour", (str(local.isoweekday()), f"{local:%H}")),
    )


def _decided(row: CollationRow) -> list[RowDecision]:
    """Give the decisions that a person stands behind, or a site's own setting, oldest first."""
    return [each for each in row.decisions if each.status is not DecisionStatus.NOT_YET_ASSESSED]


def _outcome(row: CollationRow) -> str:
    decided = _decided(row)
    return decided[-1].priority if decided else NOT_ASSESSED


def _district(row: CollationRow) -> str:
    """Say where a form belongs, by the first of its logs; a form without one belongs nowhere."""
    if not row.logs:
        return NO_LOG
    district = row.logs[0].district
    return district or UNKNOWN


def _of_decisions(row: CollationRow, form: RowForm, outcome: str) -> Iterator[Cell]:
    decided = _decided(row)
    if len(decided) < len(row.decisions):
        yield Cell("sent_unassessed")
    if decided:
        yield _seconds("to_assessment", form.received_at, decided[0].decided_at)
    if len(decided) > 1:
        yield Cell("decided_again", (decided[0].priority, outcome))
    instead = _instead(row, outcome)
    if instead:
        yield Cell("unsuitable", (form.agency_type, instead))


def _instead(row: CollationRow, outcome: str) -> str | None:
    """Say what a form should have been in place of a CPI form (flowchart: 999, 101, a referral)."""
    if outcome == Priority.NORMAL:
        now = {each.destination for each in row.sent if each.status is not ReportStatus.WITHDRAWN}
        return "referral" if now == {Destination.MASH} else None
    return _INSTEAD.get(outcome)


def _of_logs(logs: tuple[RowLog, ...]) -> Iterator[Cell]:
    for log in logs:
        yield Cell("logs")
        yield Cell("grade", (log.grade,))
        if log.raised:
            yield Cell("raised")
        for entity_type in log.seen_again:
            yield Cell("seen_again", (entity_type,))
    if any(log.seen_again for log in logs):
        yield Cell("forms_seen_again")


def _of_destinations(row: CollationRow) -> Iterator[Cell]:
    form, outcome = row.form, _outcome(row)
    standing = [each for each in row.sent if each.status is not ReportStatus.WITHDRAWN]
    for destination in sorted({each.destination for each in standing}):
        yield Cell("destination", (destination,))
    for arm in sorted({each.arm for each in standing if each.arm}):
        yield Cell("mash_arm", (arm,))
    for table, destination, of in _TIMED:
        first = [each.first_at for each in row.sent if each.destination is destination]
        if form and first and outcome == of:
            yield _seconds(table, form.received_at, min(first))


def _seconds(table: str, start: datetime, end: datetime) -> Cell:
    """Count a time in whole seconds; clocks that differ make none shorter than nothing."""
    return Cell(table, (str(max(int((end - start).total_seconds()), 0)),))


_INSTEAD: dict[str, str] = {
    Priority.HIGH: "call_999",
    Priority.CRIME: "call_101",
    Priority.NO_FURTHER_ACTION: "nothing_to_report",
}
_TIMED = (
    ("high_to_control_room", Destination.CONTROL_ROOM, Priority.HIGH),
    ("crime_to_occurrence", Destination.CRIME_OCCURRENCE, Priority.CRIME),
)
