"""A report beside that of another period: what each number was there, and how it has changed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rules.report.amounts import Absent, Amount, difference, growth
from rules.report.model import Column, Figure, Report, Row, Section, Table, Unit
from rules.report.words import ReportWords

_OWN_KEYS = {"trend", "months", "day", "changes"}
"""Tables whose rows are days or months of their own period: no row has its like in another."""

_COMPARED = {"times": "median"}


def compare(report: Report, other: Report, words: ReportWords) -> Report:
    """Set every table and figure against that of the other period."""
    tables = {table.key: table for table in other.tables}
    before = {figure.key: figure for figure in other.figures}
    return replace(
        report,
        compared=other.period_title,
        figures=tuple(_figure(each, before.get(each.key)) for each in report.figures),
        sections=tuple(
            Section(
                section.key,
                section.title,
                tuple(
                    _table(table, tables.get(table.key), report, words) for table in section.tables
                ),
            )
            for section in report.sections
        ),
    )


def _figure(figure: Figure, other: Figure | None) -> Figure:
    return replace(figure, before=Absent.HELD if other is None else other.amount)


def _table(table: Table, other: Table | None, report: Report, words: ReportWords) -> Table:
    if table.key in _OWN_KEYS or other is None:
        return table
    wanted = _COMPARED.get(table.key, table.columns[0].key)
    at = [column.key for column in table.columns].index(wanted)
    # What the other period does not list counted nothing there; or, in a public report, too little.
    lacking: Amount = Absent.HELD if report.public else 0
    before = {row.key: row.amounts[at] for row in other.rows}
    rows = [_row(row, at, before.get(row.key, lacking)) for row in table.rows]
    if not report.public:
        rows += [_row(_emptied(gone), at, gone.amounts[at]) for gone in _gone(table, other)]
    total = table.total
    if total is not None and other.total is not None:
        total = (*total, *_changed(total[at], other.total[at]))
    unit = table.columns[at].unit
    return replace(
        table, columns=(*table.columns, *_columns(words, unit)), rows=tuple(rows), total=total
    )


def _gone(table: Table, other: Table) -> Iterable[Row]:
    """Give the rows that only the other period has."""
    here = {row.key for row in table.rows}
    return (row for row in other.rows if row.key not in here)


def _emptied(row: Row) -> Row:
    return replace(row, amounts=tuple(0 for _ in row.amounts))


def _row(row: Row, at: int, before: Amount) -> Row:
    return replace(row, amounts=(*row.amounts, *_changed(row.amounts[at], before)))


def _changed(now: Amount, before: Amount) -> tuple[Amount, Amount, Amount]:
    return before, difference(now, before), growth(now, before)


def _columns(words: ReportWords, unit: Unit) -> tuple[Column, ...]:
    titles: Mapping[str, str] = words.columns
    return (
        Column("before", titles["before"], unit),
        Column("change", titles["change"], unit),
        Column("growth", titles["growth"], Unit.SHARE),
    )
