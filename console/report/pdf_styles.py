"""Fonts, sizes and colours of the PDF, and texts made fit for its fonts."""

import unicodedata
from html import escape
from typing import Any

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph

LEFT, TOP = 16 * mm, 20 * mm
WIDTH = A4[0] - 2 * LEFT

INK, SOFT, LINE, BAR = (HexColor(it) for it in ("#14212b", "#52616d", "#d5dce1", "#1f5a8c"))
BEFORE, WASH = HexColor("#a9bccb"), HexColor("#f4f6f8")
SHADES: tuple[tuple[Color, Color], ...] = (
    (white, INK),
    (HexColor("#e8f0f7"), INK),
    (HexColor("#cfe0ee"), INK),
    (HexColor("#a9c8e0"), INK),
    (HexColor("#3f7cb0"), white),
    (HexColor("#1f5a8c"), white),
)
"""Paper and ink of a cell, the darker the more."""


Style = list[Any]
"""Commands of a table's style, each a tuple of its own kind."""

CELL: Style = [
    ("FONT", (0, 0), (-1, -1), "Helvetica", 8.5),
    ("TEXTCOLOR", (0, 0), (-1, -1), INK),
    ("TOPPADDING", (0, 0), (-1, -1), 1.6),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
    ("LEFTPADDING", (0, 0), (0, -1), 0),
    ("LINEBELOW", (0, 0), (-1, -1), 0.3, LINE),
    ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 8.5),
    ("LINEBELOW", (0, 0), (-1, 0), 1, INK),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
]


def _style(name: str, size: float, *, bold: bool = False, **options: Any) -> ParagraphStyle:  # noqa: ANN401 - reportlab's own options
    font = "Helvetica-Bold" if bold else "Helvetica"
    made: dict[str, Any] = {
        "fontSize": size,
        "leading": size * 1.25,
        "textColor": INK,
        "fontName": font,
    }
    return ParagraphStyle(name, **{**made, **options})


STYLES = {
    "over": _style("over", 10, bold=True, textColor=SOFT),
    "title": _style("title", 22, bold=True),
    "section": _style("section", 15, bold=True, spaceBefore=16, spaceAfter=2),
    "table": _style("table", 11, bold=True, spaceBefore=10),
    "about": _style("about", 8.5, textColor=SOFT, spaceAfter=3),
    "note": _style("note", 9, spaceBefore=2, leftIndent=8, firstLineIndent=-8),
    "cell": _style("cell", 8.5),
    "sum": _style("sum", 8.5, bold=True),
    "head": _style("head", 8.5, bold=True),
    "number_head": _style("number_head", 8.5, bold=True, alignment=TA_RIGHT),
    "small": _style("small", 7),
    "small_head": _style("small_head", 7, bold=True),
    "figure": _style("figure", 15, bold=True),
    "figure_name": _style("figure_name", 8, textColor=SOFT),
}


def plain(words: str) -> str:
    """Give a text in the letters that the fonts have: a foreign one without its accent."""
    return "".join(map(_letter, words))


def paragraph(words: str, style: str) -> Paragraph:
    """Make a paragraph of a text, whatever it holds."""
    return Paragraph(escape(plain(words)), STYLES[style])


def _letter(letter: str) -> str:
    for found in (letter, unicodedata.normalize("NFKD", letter)[:1]):
        if found.isprintable() and _known(found):
            return found
    return " " if letter.isspace() else "?"


def _known(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
