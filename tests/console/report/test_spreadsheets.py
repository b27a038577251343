"""The report as a workbook and as data: every number, and no name that is a formula."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from console.report.formats import WRITINGS, ReportFormat
from console.report.long_form import data_lines, plain
from rules.report.model import Report
from tests.console.report.samples import HOSTILE, KINDS, REPORTS


def sheets(report: Report) -> Iterator[Worksheet]:
    """The sheets of its workbook."""
    made = WRITINGS[ReportFormat.XLSX].write(report)
    yield from openpyxl.load_workbook(io.BytesIO(made)).worksheets


def test_csv_and_parquet_hold_every_number() -> None:
    """Line by line what the report has."""
    report = REPORTS["compared"]
    lines = list(data_lines(report))
    rows = list(
        csv.reader(io.StringIO(WRITINGS[ReportFormat.CSV].write(report).decode("utf-8-sig")))
    )
    assert len(rows) == len(lines) + 1
    assert [row[8] for row in rows[1:]] == [
        "" if it.value is None else repr(it.value) for it in lines
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_parquet_is_typed(kind: str, tmp_path: Path) -> None:
    """Numbers are numbers, what is held back is null and says so."""
    path = tmp_path / "report.parquet"
    path.write_bytes(WRITINGS[ReportFormat.PARQUET].write(REPORTS[kind]))
    found = duckdb.read_parquet(str(path))
    assert dict(zip(found.columns, map(str, found.types), strict=True))["value"] == "DOUBLE"
    assert found.fetchall() == [tuple(line) for line in data_lines(REPORTS[kind])]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_is_a_formula_in_csv(name: str) -> None:
    """What a spreadsheet would reckon begins with a quote; other names are as they were written."""
    rows = csv.reader(
        io.StringIO(WRITINGS[ReportFormat.CSV].write(REPORTS["whole"]).decode("utf-8-sig"))
    )
    found = {cell for row in rows for cell in row[3:6] if plain(name).strip() in cell}
    assert found
    for cell in found:
        assert cell == plain(name) or "=HYPERLINK" in cell
        assert not cell.strip().startswith(("=", "+", "-", "@", "＝"))  # noqa: RUF001 - as above
        assert not cell.startswith(("\t", "\r"))
        assert "\x1b" not in cell


def test_no_text_is_a_formula_in_a_workbook() -> None:
    """No cell is one; a name that looks like a formula is marked as a text."""
    names = set()
    for sheet in sheets(REPORTS["whole"]):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
                if isinstance(cell.value, str) and cell.value in HOSTILE:
                    names.add(cell.value)
                    assert cell.quotePrefix == (plain(cell.value) != cell.value)
    assert names >= {HOSTILE[0], HOSTILE[1], HOSTILE[2], HOSTILE[3]}


def test_a_workbook_has_a_sheet_a_table() -> None:
    """With its numbers as numbers; and no time at which it was made."""
    report = REPORTS["whole"]
    made = list(sheets(report))
    assert len(made) == 1 + len(list(report.tables))
    agency = next(it for it in report.tables if it.key == "agency")
    sheet = next(it for it in made if it.title == agency.title)
    assert [sheet.cell(5 + at, 2).value for at in range(len(agency.rows))] == [
        row.amounts[0] for row in agency.rows
    ]
    archive = zipfile.ZipFile(io.BytesIO(WRITINGS[ReportFormat.XLSX].write(report)))
    assert "2026-11-01T03:30:00Z" in archive.read("docProps/core.xml").decode()
