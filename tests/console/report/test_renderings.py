"""Every way of writing a report: what is in it, and what can't get out of it."""

import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from console.report.formats import WRITINGS, ReportFormat
from console.report.page import as_html
from console.report.pdf import as_pdf
from tests.console.report.samples import KINDS, REPORTS


class Page(HTMLParser):
    """Every tag of a page, and what is written in it."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Every tag of that name."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("written_as", ReportFormat)
def test_the_same_report_gives_the_same_bytes(kind: str, written_as: ReportFormat) -> None:
    """No clock, no order by chance."""
    write = WRITINGS[written_as].write
    assert write(REPORTS[kind]) == write(REPORTS[kind])


@pytest.mark.parametrize("written_as", ReportFormat)
def test_each_says_how_it_is_marked(written_as: ReportFormat, tmp_path: Path) -> None:
    """OFFICIAL-SENSITIVE the whole, OFFICIAL the public one; data formats go with the report."""
    for kind, marking in (("whole", "OFFICIAL-SENSITIVE"), ("public", "OFFICIAL")):
        made = WRITINGS[written_as].write(REPORTS[kind])
        if written_as is ReportFormat.PDF:
            for page in PdfReader(io.BytesIO(made)).pages:
                assert page.extract_text().split().count(marking) == 2
        elif written_as is ReportFormat.XLSX:
            (tmp_path / "book.xlsx").write_bytes(made)
            for sheet in openpyxl.load_workbook(tmp_path / "book.xlsx"):
                header = sheet.oddHeader
                assert header is not None
                assert header.center.text == f"&B{marking}"
        elif written_as not in {ReportFormat.CSV, ReportFormat.PARQUET}:
            assert re.search(rf"\b{marking}\b(?!-)", made.decode())


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_only_text_in_the_page(kind: str) -> None:
    """No tag comes from a name, and the page loads nothing from anywhere."""
    page = Page(as_html(REPORTS[kind]))
    assert not {"script", "b", "link", "img", "iframe"} & {tag for tag, _ in page.tags}
    assert not [it for _, attributes in page.tags for it in attributes if it.startswith("on")]
    assert all((it.get("href") or "").startswith("#") for it in page.all("a"))
    assert "\x1b" not in as_html(REPORTS[kind]).decode()
    assert "url(" not in as_html(REPORTS[kind]).decode()
    if kind != "year":
        assert kind == "public" or "<script>alert(1)</script>" in "".join(page.words)


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_can_be_read_without_seeing_it(kind: str) -> None:
    """Tables have a caption and scopes, charts a sentence, links a place; ids are there once."""
    made = as_html(REPORTS[kind])
    page = Page(made)
    assert page.all("html") == [{"lang": "en-GB"}]
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(it.get("scope") in {"col", "row"} for it in page.all("th"))
    assert all(it.get("role") == "img" and it.get("aria-label") for it in page.all("svg"))
    ids = [it["id"] for _, it in page.tags if it.get("id")]
    assert len(ids) == len(set(ids))
    assert {(it["href"] or "").removeprefix("#") for it in page.all("a")} <= set(ids)
    assert "None" not in made.decode()
    assert "held_back" not in made.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_is_in_the_page_and_in_the_document(kind: str) -> None:
    """By its title; the document numbers its pages and can be leafed through by section."""
    report = REPORTS[kind]
    page = " ".join(Page(as_html(report)).words)
    reader = PdfReader(io.BytesIO(as_pdf(report)))
    texts = [each.extract_text() for each in reader.pages]
    whole = " ".join(" ".join(texts).split())
    for table in report.tables:
        assert table.title in page
        assert table.title in whole
    for at, text in enumerate(texts, start=1):
        assert f"page {at} of {len(texts)}" in text
    assert [it.title for it in reader.outline if not isinstance(it, list)] == [
        *(section.title for section in report.sections), "How it is counted",
    ]  # fmt: skip


def test_the_document_writes_names_in_the_letters_that_it_has() -> None:
    """A letter without its accent, or a question mark; never a box, never an error."""
    text = " ".join(
        page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(REPORTS["whole"]))).pages
    )
    assert "Ysgol Llyn & Sons" in text
    assert "<script>alert(1)</script>" in text.replace("\n", "")


def test_the_public_one_names_nobody_under_the_threshold() -> None:
    """In no format."""
    report = REPORTS["public"]
    listed = {
        row.key[1] for table in report.tables if table.key == "organisation" for row in table.rows
    }
    every = {
        row.key[1]
        for table in REPORTS["whole"].tables
        if table.key == "organisation"
        for row in table.rows
    }
    unlisted = [json.dumps(name)[1:-1] for name in every - listed]
    assert unlisted
    made = WRITINGS[ReportFormat.JSON].write(report).decode()
    assert not [name for name in unlisted if f'"{name}"' in made]


def test_one_screen_is_enough_for_the_head() -> None:
    """Plain where it is piped: no codes of a terminal, no line longer than it should be."""
    made = WRITINGS[ReportFormat.TEXT].write(REPORTS["compared"]).decode()
    assert "\x1b" not in made
    assert max(map(len, made.splitlines())) <= 100
    assert "forms received" in made
    assert "compared with September 2026" in made
