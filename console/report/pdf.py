"""A report as a PDF: A4, real tables, the marking and the number of its pages on every page."""

import io
from collections.abc import Iterator
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
)

from console.report.charts import drawing
from console.report.display import before_of, heading, is_cross, issue_line
from console.report.pdf_crossed import crossed
from console.report.pdf_styles import LEFT, STYLES, TOP, WIDTH, paragraph, plain
from console.report.pdf_tables import chart, figures, listed
from rules.report.model import Report, Section, Table

_HEAD = 12 * mm
_ROOM_FOR_A_TITLE = 55 * mm
_ON_ONE_PAGE = 20


def as_pdf(report: Report) -> bytes:
    """Write it; the same report gives the same bytes."""
    made = io.BytesIO()
    document = BaseDocTemplate(
        made,
        pagesize=A4,
        leftMargin=LEFT,
        rightMargin=LEFT,
        topMargin=TOP,
        bottomMargin=TOP,
        title=plain(heading(report)),
        author=plain(report.title),
        subject=report.marking,
        lang="en-GB",
        invariant=1,
    )
    height = A4[1] - 2 * TOP
    frame = Frame(LEFT, TOP, WIDTH, height, leftPadding=0, rightPadding=0, topPadding=0)
    document.addPageTemplates([PageTemplate("page", [frame])])
    document.build(list(_story(report)), canvasmaker=_numbered(report))
    return made.getvalue()


def _story(report: Report) -> Iterator[Flowable]:
    kind = f"{report.title} · public report" if report.public else report.title
    compared = f" · compared with {report.compared}" if report.compared else ""
    line = issue_line(report)
    yield paragraph(kind, "over")
    yield paragraph(f"{report.subtitle} {report.period_title}", "title")
    yield paragraph(f"{line[0].upper()}{line[1:]}{compared}", "about")
    yield Spacer(0, 4 * mm)
    yield figures(report)
    for section in report.sections:
        yield from _section(section, report)
    yield CondPageBreak(_ROOM_FOR_A_TITLE)
    yield _Heading("How it is counted")
    for note in report.notes:
        yield Paragraph(f"• {paragraph(note, 'note').text}", STYLES["note"])


def _section(section: Section, report: Report) -> Iterator[Flowable]:
    first = True
    for table in section.tables:
        title: list[Flowable] = [_Heading(section.title)] if first else []
        yield from _table(table, report, title)
        first = False


def _table(table: Table, report: Report, title: list[Flowable]) -> Iterator[Flowable]:
    """Keep what is before the rows together; a table that fits on a page stays on one."""
    top: list[Flowable] = [*title, paragraph(table.title, "table"), paragraph(table.about, "about")]
    drawn = drawing(table)
    if drawn:
        top += [Spacer(0, 1.5 * mm), chart(drawn), Spacer(0, 2 * mm)]
        paler = before_of(table, report)
        top += [paragraph(paler, "about")] if paler else []
    body = crossed(table) if is_cross(table) else listed(table)
    if drawn:
        yield KeepTogether(top)
        yield KeepTogether([body])
    elif is_cross(table) or len(table.rows) <= _ON_ONE_PAGE:
        yield KeepTogether([*top, body])
    else:
        yield CondPageBreak(_ROOM_FOR_A_TITLE)
        yield from (*top, body)


class _Heading(Paragraph):
    """A section's title, which stands in the outline of the document as well."""

    def __init__(self, title: str) -> None:
        super().__init__(paragraph(title, "section").text, STYLES["section"])
        self.title = plain(title)

    def draw(self) -> None:
        """Draw it, and mark its place."""
        self.canv.bookmarkPage(self.title)
        self.canv.addOutlineEntry(self.title, self.title, 0)
        super().draw()


def _numbered(report: Report) -> type[Canvas]:
    """Make a canvas that knows how many pages there are when it writes their numbers."""

    class Numbered(Canvas):
        def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - reportlab's own signature
            super().__init__(*args, **options)
            self.kept: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self.kept.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]  # it has no public name

        def save(self) -> None:
            for at, page in enumerate(self.kept, start=1):
                self.__dict__.update(page)
                _frame(self, report, f"page {at} of {len(self.kept)}")
                super().showPage()
            super().save()

    return Numbered


def _frame(canvas: Canvas, report: Report, number: str) -> None:
    middle, right = A4[0] / 2, A4[0] - LEFT
    canvas.setFont("Helvetica-Bold", 9)
    canvas.drawCentredString(middle, A4[1] - _HEAD, report.marking)
    canvas.drawCentredString(middle, _HEAD - 3, report.marking)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(LEFT, _HEAD - 3, plain(f"{report.subtitle} {report.period_title}"))
    canvas.drawRightString(right, _HEAD - 3, number)
