"""A report as data: one number a line, for CSV and Parquet, which other programs read."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from rules.report.amounts import Absent, Amount
from rules.report.model import Report, Table, Unit

_KEYS = 3
_UNKNOWN = "\ufffd"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")  # noqa: RUF001 - a spreadsheet takes the wide ones too


class Line(NamedTuple):
    """One number: of a row, of a table's total, or of the head."""

    period: str
    kind: str
    table: str
    key_1: str
    key_2: str
    key_3: str
    measure: str
    unit: str
    value: float | None
    held_back: bool


def data_lines(report: Report) -> Iterator[Line]:
    """Yield every number of a report."""
    for figure in report.figures:
        for name, amount in (("value", figure.amount), ("before", figure.before)):
            if amount is not None:
                yield _line(report, ("figure", figure.key), (), (name, figure.unit), amount)
    for table in report.tables:
        yield from _of_table(report, table)


def as_csv(report: Report) -> bytes:
    """Write the lines as CSV, UTF-8 with its mark, so that Excel reads names as they are."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(Line._fields)
    for line in data_lines(report):
        texts = [plain(each) if isinstance(each, str) else each for each in line[:-2]]
        value = "" if line.value is None else repr(line.value)
        writer.writerow([*texts, value, str(line.held_back).lower()])
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def plain(words: str) -> str:
    """Make a spreadsheet take a text as text: one that begins like a formula gets a quote.

    What would steer a terminal is not passed on either.
    """
    words = "".join(_UNKNOWN if _steers(letter) else letter for letter in words)
    return f"'{words}" if words.lstrip(" \u00a0\u200b\ufeff").startswith(_FORMULA) else words


def _steers(letter: str) -> bool:
    return unicodedata.category(letter) == "Cc" and letter not in _FORMULA


def _of_table(report: Report, table: Table) -> Iterator[Line]:
    measures = [(column.key, column.unit) for column in table.columns]
    for row in table.rows:
        for measure, amount in zip(measures, row.amounts, strict=True):
            yield _line(report, ("row", table.key), row.key, measure, amount)
    for measure, amount in zip(measures, table.total or (), strict=False):
        yield _line(report, ("total", table.key), (), measure, amount)


def _line(
    report: Report,
    place: tuple[str, str],
    key: tuple[str, ...],
    measure: tuple[str, Unit],
    amount: Amount,
) -> Line:
    first, second, third = (*key, *[""] * _KEYS)[:_KEYS]
    kind, table = place
    value = None if isinstance(amount, Absent) else amount
    name, unit = measure
    held = amount is Absent.HELD
    return Line(report.period, kind, table, first, second, third, name, unit.value, value, held)
