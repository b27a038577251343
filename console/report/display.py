"""Writes the numbers of a report, and lays out its tables: the same for every way of showing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from rules.report.amounts import Absent, Amount, added, share
from rules.report.model import Column, Figure, Report, Row, Shape, Table, Unit

HELD = "–"  # noqa: RUF001 - a dash is what stands there
_SIGNED = {"change", "growth"}
_SPANS = (
    (2 * 86400, 86400, 3600, ("d", "h")),
    (3600, 3600, 60, ("h", "min")),
    (60, 60, 1, ("min", "s")),
)
_CHANGED = 2


def text(amount: Amount, column: Column) -> str:
    """Write a number as a person reads it; a dash for what is held back."""
    return written(amount, column.unit, signed=column.key in _SIGNED)


def written(amount: Amount, unit: Unit, *, signed: bool = False) -> str:
    """Write a number of a unit; nothing where there is nothing to measure."""
    if isinstance(amount, Absent):
        return HELD if amount is Absent.HELD else ""
    sign = "+" if signed and amount > 0 else ""
    if unit is Unit.SHARE:
        return f"{sign}{100 * amount:,.1f} %"
    if unit is Unit.SECONDS:
        return f"{sign}{'-' if amount < 0 else ''}{duration(abs(amount))}"
    return f"{sign}{amount:,}"


def duration(seconds: float) -> str:
    """Write a time in its two largest units; hours up to two days."""
    whole = round(seconds)
    for least, large, small, names in _SPANS:
        if whole >= least:
            more = whole % large // small
            return f"{whole // large} {names[0]}" + (f" {more} {names[1]}" if more else "")
    return f"{whole} s"


def figure_text(figure: Figure) -> str:
    """Write a figure of the head."""
    known = written(figure.amount, figure.unit)
    return f"at least {known}" if figure.least else known


def before_text(figure: Figure) -> str | None:
    """Write what a figure was in the period that it is compared with."""
    return None if figure.before is None else written(figure.before, figure.unit)


@dataclass(frozen=True)
class Lines:
    """The rows of a table that a page shows, and the sum of those that it leaves out."""

    rows: Sequence[Row]
    rest: Row | None


def lines(table: Table, others: str = "others") -> Lines:
    """Cut a long table to what a page shows."""
    limit = table.shown
    if limit is None or len(table.rows) <= limit + 1:
        return Lines(table.rows, None)
    gone = table.rows[limit:]
    labels = (f"{len(gone):,} {others}", *[""] * (len(table.dimensions) - 1))
    sums = tuple(
        _rest(table.columns, at, [row.amounts for row in gone]) for at in range(len(table.columns))
    )
    return Lines(table.rows[:limit], Row(labels, labels, sums))


def _rest(columns: Sequence[Column], at: int, rows: Sequence[Sequence[Amount]]) -> Amount:
    column = columns[at]
    if column.key == "growth":
        keys = [each.key for each in columns]
        change, before = keys.index("change"), keys.index("before")
        return share(added(row[change] for row in rows), added(row[before] for row in rows))
    return Absent.NOTHING if column.unit is Unit.SECONDS else added(row[at] for row in rows)


@dataclass(frozen=True)
class Matrix:
    """A crossed table, laid out: the keys and labels down and across, and what stands where."""

    down: Mapping[str, str]
    across: Mapping[str, str]
    cells: Mapping[tuple[str, ...], Row]
    highest: float

    def shade(self, row: str, column: str, steps: int) -> int:
        """Say how dark a cell is, from 0 to so many steps."""
        amount = self.amount(row, column)
        if isinstance(amount, Absent) or amount <= 0:
            return 0
        return max(1, round(steps * sqrt(amount / self.highest)))

    def amount(self, row: str, column: str) -> Amount:
        """Give what stands in a cell."""
        found = self.cells.get((row, column))
        return found.amounts[0] if found else 0

    def change(self, row: str, column: str) -> Amount | None:
        """Give by how much a cell differs from the period that it is compared with."""
        found = self.cells.get((row, column))
        return found.amounts[_CHANGED] if found and len(found.amounts) > _CHANGED else None


def matrix(table: Table) -> Matrix:
    """Lay a crossed table out."""
    numbers = [row.amounts[0] for row in table.rows if not isinstance(row.amounts[0], Absent)]
    return Matrix(
        {row.key[0]: row.labels[0] for row in table.rows},
        {row.key[1]: row.labels[1] for row in table.rows},
        {row.key: row for row in table.rows},
        max(numbers, default=0),
    )


def turned(table: Table) -> Table:
    """Turn a crossed table: what was across is down."""
    rows = (replace(row, key=row.key[::-1], labels=row.labels[::-1]) for row in table.rows)
    margins = {key[::-1]: amount for key, amount in table.margins.items()}
    return replace(table, dimensions=table.dimensions[::-1], rows=tuple(rows), margins=margins)


def is_cross(table: Table) -> bool:
    """Whether a table is laid out down and across."""
    return table.shape is Shape.CROSS


def before_of(table: Table, report: Report) -> str | None:
    """Say what the paler bars of a chart are; null where there are none."""
    has = report.compared and any(column.key == "before" for column in table.columns)
    return f"Paler: {report.compared}" if has else None


def heading(report: Report) -> str:
    """Write the report's title in one line."""
    return f"{report.title}: {report.subtitle.lower()} {report.period_title}"


def issue_line(report: Report) -> str:
    """Say which issue of its months a report is of."""
    if len(report.stamps) > 1:
        issued = sum(stamp.revision is not None for stamp in report.stamps)
        return f"{issued} of {len(report.stamps)} months issued"
    stamp = report.stamps[0]
    if stamp.revision is None:
        return "provisional: not issued yet"
    on = f", issued {stamp.issued_at:%-d %B %Y}" if stamp.issued_at else ""
    return f"revision {stamp.revision}{on}"
