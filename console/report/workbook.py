"""A report as an Excel workbook: the head on the first sheet, then a sheet a table."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from console.report.display import HELD, heading, is_cross, issue_line, matrix
from console.report.long_form import plain
from rules.report.amounts import Absent, Amount
from rules.report.model import Column, Report, Table, Unit

Place = tuple[int, int]
"""A row and a column of a sheet."""

_DAY = 86400
_NAME = 31
_FORBIDDEN = str.maketrans("[]:*?/\\'", "        ")
_FORMATS = {Unit.COUNT: "#,##0", Unit.SHARE: "0.0%", Unit.SECONDS: "[h]:mm:ss"}
_SIGNED = {Unit.COUNT: "+#,##0;-#,##0;0", Unit.SHARE: "+0.0%;-0.0%;0.0%", Unit.SECONDS: "[h]:mm:ss"}
_FIRST = datetime(2000, 1, 1, tzinfo=UTC)


class _Book:
    """A workbook under way, with its formats."""

    def __init__(self, made: io.BytesIO, report: Report) -> None:
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(made, options)
        self.report = report
        # The file would else hold the time at which it was written.
        created = max((it.issued_at for it in report.stamps if it.issued_at), default=_FIRST)
        title = {"title": heading(report), "subject": report.marking}
        self.book.set_properties({**title, "created": created.replace(tzinfo=None)})
        self.names: set[str] = set()
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, **options: Any) -> Format:  # noqa: ANN401 - XlsxWriter's own options
        """Make a format once."""
        key = tuple(sorted(options.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(dict(key))
        return self.formats[key]

    def sheet(self, title: str) -> Worksheet:
        """Add a sheet with the marking on it, under a name that Excel takes."""
        base = title.translate(_FORBIDDEN)[:_NAME].strip()
        name, more = base, 2
        while name.lower() in self.names:
            name, more = f"{base[: _NAME - 4]} {more}", more + 1
        self.names.add(name.lower())
        sheet = self.book.add_worksheet(name)
        sheet.set_header(f"&C&B{self.report.marking}")
        sheet.set_footer(f"&C&B{self.report.marking}&R&P / &N")
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def words(self, sheet: Worksheet, at: Place, words: str, **options: Any) -> None:  # noqa: ANN401 - XlsxWriter's own options
        """Write a text as a text; one that looks like a formula is marked as none."""
        if plain(words) != words:
            options["quote_prefix"] = True
        sheet.write_string(*at, words, self.format(**options))

    def number(
        self,
        sheet: Worksheet,
        at: Place,
        amount: Amount,
        column: Column,
        **options: Any,  # noqa: ANN401 - XlsxWriter's own options
    ) -> None:
        """Write a number of a column; a dash where it is held back."""
        if isinstance(amount, Absent):
            held = HELD if amount is Absent.HELD else ""
            sheet.write_string(*at, held, self.format(align="right", **options))
            return
        formats = _SIGNED if column.key in {"change", "growth"} else _FORMATS
        value = amount / _DAY if column.unit is Unit.SECONDS else amount
        sheet.write_number(*at, value, self.format(num_format=formats[column.unit], **options))


def as_xlsx(report: Report) -> bytes:
    """Write it; the same report gives the same bytes."""
    made = io.BytesIO()
    book = _Book(made, report)
    _head(book, report)
    for section in report.sections:
        for table in section.tables:
            sheet = book.sheet(table.title)
            book.words(sheet, (0, 0), f"{table.title}, {report.period_title}", bold=True)
            book.words(sheet, (1, 0), table.about, font_color="#52616D")
            (_crossed if is_cross(table) else _listed)(book, sheet, table)
    book.book.close()
    return made.getvalue()


def _head(book: _Book, report: Report) -> None:
    sheet = book.sheet("Report")
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, 2, 16)
    kind = "public report, " if report.public else ""
    compared = f", compared with {report.compared}" if report.compared else ""
    book.words(sheet, (0, 0), heading(report), bold=True, font_size=14)
    book.words(sheet, (1, 0), f"{report.marking}: {kind}{issue_line(report)}{compared}")
    at = 3
    for figure in report.figures:
        column = Column(figure.key, figure.title, figure.unit)
        book.words(sheet, (at, 0), f"{figure.title}{' (at least)' if figure.least else ''}")
        book.number(sheet, (at, 1), figure.amount, column, bold=True)
        if figure.before is not None:
            book.number(sheet, (at, 2), figure.before, column)
        at += 1
    for note in report.notes:
        at += 1
        book.words(sheet, (at, 0), note, font_color="#52616D")


def _listed(book: _Book, sheet: Worksheet, table: Table) -> None:
    names = len(table.dimensions)
    sheet.set_column(0, names - 1, 32)
    sheet.set_column(names, names + len(table.columns) - 1, 14)
    _titles(book, sheet, (*table.dimensions, *(it.title for it in table.columns)), names)
    for at, row in enumerate(table.rows, start=4):
        for place, label in enumerate(row.labels):
            book.words(sheet, (at, place), label)
        for place, (amount, column) in enumerate(
            zip(row.amounts, table.columns, strict=True), names
        ):
            book.number(sheet, (at, place), amount, column)
    last = 4 + len(table.rows)
    if table.total:
        book.words(sheet, (last, 0), "All", bold=True, top=1)
        for place, (amount, column) in enumerate(
            zip(table.total, table.columns, strict=True), names
        ):
            book.number(sheet, (last, place), amount, column, bold=True, top=1)
    if table.rows:
        sheet.autofilter(3, 0, last - 1, names + len(table.columns) - 1)


def _crossed(book: _Book, sheet: Worksheet, table: Table) -> None:
    laid, first = matrix(table), table.columns[0]
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, len(laid.across) + 1, 12)
    sums = ("All",) if table.margins else ()
    _titles(book, sheet, (table.dimensions[0], *laid.across.values(), *sums), 1)
    down = [*laid.down.items(), *([("", "All")] if sums else [])]
    for at, (row, label) in enumerate(down, start=4):
        bold: dict[str, Any] = {} if row else {"bold": True, "top": 1}
        book.words(sheet, (at, 0), label, **bold)
        for place, column in enumerate([*laid.across, *([""] if sums else [])], start=1):
            inner = bool(row and column)
            amount = laid.amount(row, column) if inner else table.margins[row, column]
            book.number(
                sheet, (at, place), amount, first, **(bold if column else {**bold, "bold": True})
            )


def _titles(book: _Book, sheet: Worksheet, titles: Sequence[str], names: int) -> None:
    for place, title in enumerate(titles):
        align = "left" if place < names else "right"
        book.words(sheet, (3, place), title, bold=True, bottom=1, align=align, text_wrap=True)
    sheet.freeze_panes(4, names)
    sheet.repeat_rows(3)
