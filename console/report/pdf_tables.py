"""The parts of the PDF: the figures of the head, tables, crossed tables and charts."""

from collections.abc import Sequence

from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table, TableStyle

from console.report import charts
from console.report.display import before_text, figure_text, lines, text
from console.report.pdf_styles import (
    BAR,
    BEFORE,
    CELL,
    INK,
    LINE,
    SOFT,
    WASH,
    WIDTH,
    Style,
    paragraph,
    plain,
)
from rules.report import model
from rules.report.amounts import Amount

_ACROSS, _LABEL, _NUMBER = 4, 62 * mm, 22 * mm
_SIDE_BY_SIDE = 3
_LEAST_LABEL = 22 * mm
_CHART = 0.75
_LONG = 20
_COLOURS = {"bar": BAR, "before": BEFORE, "grid": LINE, "name": INK}
_SUM: Style = [
    ("FONT", (0, -1), (-1, -1), "Helvetica-Bold", 8.5),
    ("LINEABOVE", (0, -1), (-1, -1), 1, INK),
]


def figures(report: model.Report) -> Flowable:
    """Lay out the figures of the head, four across."""
    cells: list[list[Flowable]] = [_figure(each) for each in report.figures]
    cells += [[]] * (-len(cells) % _ACROSS)
    rows = [cells[at : at + _ACROSS] for at in range(0, len(cells), _ACROSS)]
    style: Style = [
        ("GRID", (0, 0), (-1, -1), 0.5, LINE),
        ("BACKGROUND", (0, 0), (-1, 0), WASH),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    return Table(rows, [WIDTH / _ACROSS] * _ACROSS, style=TableStyle(style), hAlign="LEFT")


def _figure(figure: model.Figure) -> list[Flowable]:
    made: list[Flowable] = [paragraph(figure_text(figure) or "none", "figure")]
    made.append(paragraph(figure.title, "figure_name"))
    before = before_text(figure)
    if before is not None:
        made.append(paragraph(f"before: {before or 'none'}", "figure_name"))
    return made


def listed(table: model.Table) -> Flowable:
    """Lay out a table, a line a row; a long narrow one in columns beside each other."""
    cut = lines(table)
    numbers = [column.title for column in table.columns]
    head = [paragraph(it, "head") for it in table.dimensions]
    head += [paragraph(it, "number_head") for it in numbers]
    rows = [_row(table, row.labels, row.amounts) for row in cut.rows]
    if cut.rest:
        rows.append(_row(table, cut.rest.labels, cut.rest.amounts))
    total = None
    if table.total:
        names = ("All", *[""] * (len(table.dimensions) - 1))
        total = _row(table, names, table.total, "sum")
    if len(rows) > _LONG and len(table.dimensions) == 1 and len(numbers) <= 2:  # noqa: PLR2004 - what fits three times
        return _beside(table, head, rows, total)
    return _list(table, head, rows + ([total] if total else []), WIDTH, summed=total is not None)


def _beside(
    table: model.Table,
    head: Sequence[Flowable],
    rows: list[list[object]],
    total: list[object] | None,
) -> Flowable:
    """Put a long table in three columns."""
    rows = rows + ([total] if total else [])
    high = -(-len(rows) // _SIDE_BY_SIDE)
    width = WIDTH / _SIDE_BY_SIDE - 5 * mm
    parts = [rows[at : at + high] for at in range(0, len(rows), high)]
    made = [
        _list(table, head, part, width, summed=total is not None and part[-1] is total)
        for part in parts
    ]
    style = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    return Table([made], [WIDTH / _SIDE_BY_SIDE] * len(made), style=style, hAlign="LEFT")


def _list(
    table: model.Table,
    head: Sequence[Flowable],
    rows: list[list[object]],
    width: float,
    *,
    summed: bool,
) -> Flowable:
    names, numbers = len(table.dimensions), len(table.columns)
    each = min(_NUMBER, (width - _LEAST_LABEL) / max(numbers, 1))
    label = min(_LABEL if names < 3 else 45 * mm, (width - numbers * each) / names)  # noqa: PLR2004 - three names
    style: Style = [*CELL, ("ALIGN", (names, 0), (-1, -1), "RIGHT"), *(_SUM if summed else [])]
    return Table(
        [list(head), *rows],
        [label] * names + [each] * numbers,
        style=TableStyle(style),
        repeatRows=1,
        hAlign="LEFT",
    )


def _row(
    table: model.Table, labels: Sequence[str], amounts: Sequence[Amount], style: str = "cell"
) -> list[object]:
    written = [plain(text(it, column)) for it, column in zip(amounts, table.columns, strict=True)]
    return [*(paragraph(label, style) for label in labels), *written]


def chart(drawn: charts.Drawing) -> Flowable:
    """Draw a chart; its words are as large as those of the tables."""
    made = Drawing(drawn.width * _CHART, drawn.height * _CHART)
    for mark in drawn.marks:
        made.add(
            _box(mark, drawn.height) if isinstance(mark, charts.Box) else _words(mark, drawn.height)
        )
    made.scale(_CHART, _CHART)
    return made


def _box(box: charts.Box, height: float) -> Rect:
    made = Rect(box.x, height - box.y - box.height, box.width, box.height)
    made.fillColor, made.strokeColor = _COLOURS.get(box.role, SOFT), None
    return made


def _words(words: charts.Words, height: float) -> String:
    colour = _COLOURS.get(words.role, SOFT)
    return String(
        words.x, height - words.y, plain(words.words),
        fontName="Helvetica", fontSize=11, fillColor=colour, textAnchor=words.anchor,
    )  # fmt: skip
