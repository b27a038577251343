"""Crossed tables in the PDF: heads upright, cells the darker the more, no number cut off."""

from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Table, TableStyle

from console.report.display import Matrix, matrix, text, turned
from console.report.pdf_styles import CELL, INK, SHADES, WIDTH, Style, paragraph, plain
from rules.report import model

_BOLD, _FONT = "Helvetica-Bold", "Helvetica"
_SIZE, _SMALLEST, _WIDEST = 7.0, 3.5, 12 * mm
_MANY, _PADDING, _LABEL = 20, 4.0, 36 * mm


def crossed(table: model.Table) -> Flowable:
    """Lay out a crossed table, its longer side down; large numbers are written smaller."""
    if len(matrix(table).across) > _MANY:
        table = turned(table)
    laid, sums = matrix(table), bool(table.margins)
    across = [*laid.across, *([""] if sums else [])]
    down = [*laid.down, *([""] if sums else [])]
    numbers = [[_number(table, laid, row, column) for column in across] for row in down]
    widths, size = _fitted(numbers, WIDTH - _LABEL, sums=sums)
    heads = [_Upright(laid.across.get(column, "All")) for column in across]
    rows: list[list[Any]] = [[paragraph(table.dimensions[0], "small_head"), *heads]]
    for row, line in zip(down, numbers, strict=True):
        label = paragraph(laid.down.get(row, "All"), "small" if row else "small_head")
        rows.append([label, *line])
    style = TableStyle([*_style(laid, size, sums=sums)])
    return Table(rows, [_LABEL, *widths], style=style, repeatRows=1, hAlign="LEFT")


def _number(table: model.Table, laid: Matrix, row: str, column: str) -> str:
    inner = bool(row and column)
    amount = laid.amount(row, column) if inner else table.margins[row, column]
    return plain(text(amount, table.columns[0]))


def _fitted(numbers: list[list[str]], room: float, *, sums: bool) -> tuple[list[float], float]:
    """Give the widths of the columns, and a size at which the widest number fits in its own."""
    columns = [max(_width(line[at]) for line in numbers) for at in range(len(numbers[0]))]
    last = columns[-1] + _PADDING if sums else 0.0
    count = len(columns) - sums
    each = min(_WIDEST, (room - last) / count)
    inner = max(columns[:count])
    size = min(_SIZE, _SIZE * (each - _PADDING) / inner)
    return [each] * count + [last] * sums, max(size, _SMALLEST)


def _width(words: str) -> float:
    return float(stringWidth(words, _BOLD, _SIZE))


def _style(laid: Matrix, size: float, *, sums: bool) -> Style:
    style: Style = [
        *CELL,
        ("FONT", (1, 1), (-1, -1), _FONT, size),
        ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
        ("RIGHTPADDING", (1, 0), (-1, -1), _PADDING / 2),
        ("LEFTPADDING", (1, 0), (-1, -1), _PADDING / 2),
    ]
    for at, row in enumerate(laid.down, start=1):
        for column_at, column in enumerate(laid.across, start=1):
            paper, ink = SHADES[laid.shade(row, column, len(SHADES) - 1)]
            place = (column_at, at)
            style += [("BACKGROUND", place, place, paper), ("TEXTCOLOR", place, place, ink)]
    if sums:
        style += [
            ("FONT", (1, -1), (-1, -1), _BOLD, size),
            ("FONT", (-1, 1), (-1, -1), _BOLD, _SIZE),
            ("LINEABOVE", (0, -1), (-1, -1), 1, INK),
        ]
    return style


class _Upright(Flowable):
    """A head that is read from below."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = plain(words)

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Say how much room it takes."""
        return 7, stringWidth(self.words, "Helvetica-Bold", 7) + 2

    def draw(self) -> None:
        """Draw it."""
        self.canv.rotate(90)
        self.canv.setFont("Helvetica-Bold", 7)
        self.canv.drawString(0, -6, self.words)
