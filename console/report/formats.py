"""Every way of writing a report: the one list of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module

from rules.report.model import Report


class ReportFormat(StrEnum):
    """What a report is written as."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    PARQUET = "parquet"


@dataclass(frozen=True)
class Writing:
    """How a report is written; ``binary`` is nothing for a terminal.

    The module is loaded when it is used: every command would else wait for a PDF library.
    """

    module: str
    function: str
    binary: bool = False

    def write(self, report: Report) -> bytes:
        """Write a report."""
        write: Callable[[Report], bytes] = getattr(import_module(self.module), self.function)
        return write(report)


WRITINGS: Mapping[ReportFormat, Writing] = {
    ReportFormat.TEXT: Writing("console.report.screen", "as_text"),
    ReportFormat.HTML: Writing("console.report.page", "as_html"),
    ReportFormat.PDF: Writing("console.report.pdf", "as_pdf", binary=True),
    ReportFormat.CSV: Writing("console.report.long_form", "as_csv"),
    ReportFormat.XLSX: Writing("console.report.workbook", "as_xlsx", binary=True),
    ReportFormat.JSON: Writing("console.report.document", "as_json"),
    ReportFormat.PARQUET: Writing("console.report.parquet", "as_parquet", binary=True),
}
