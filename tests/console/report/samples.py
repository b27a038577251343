"""Reports of every kind, of invented months, with names in them that mean no good."""

from datetime import UTC, datetime

from agents.vocabulary import load_report_words
from rules.collation_cells import Cell, Difference, Month, Tally
from rules.report.build import Asked, build
from rules.report.compare import compare
from rules.report.model import Report
from rules.report.period import parse_period
from tests.rules.report.months import Mixture, month_of

ISSUED = datetime(2026, 11, 1, 3, 30, tzinfo=UTC)
HOSTILE = (
    '=HYPERLINK("http://x.example","<b>win</b>")',
    "+44 1632 960000",
    "-2+3",
    "@SUM(A1)",
    "\tTab School",
    "\rReturn School",
    "＝1+1",  # noqa: RUF001 - as a spreadsheet takes it
    " =1+1",
    "<script>alert(1)</script>",
    "Ysgol Llŷn & Sons",
    "Школа",
    "\x1b[31mRed\x07 School",
)
KINDS = ("whole", "public", "compared", "year")


def reports() -> dict[str, Report]:
    """One report of each kind, of the same invented months, with hostile names in them."""
    words, period = load_report_words(None), parse_period("2026-10")
    months = [month_of(240 + at, Mixture(at), name) for at, name in enumerate(period.trend.months)]
    names = Tally({Cell("organisation", ("education", name)): 9 for name in HOSTILE})
    changed = (Difference(Cell("organisation", ("education", HOSTILE[0])), 8, 9),)
    last = Month("2026-10", 2, ISSUED, months[-1].tally + names, changed)
    months = [*months[:-1], last]
    first = [*months[:-1], Month("2026-10", 1, ISSUED, last.tally)]
    whole = build(Asked(period, months), words)
    return {
        "whole": whole,
        "public": build(Asked(period, first, public=True), words),
        "compared": compare(whole, build(Asked(parse_period("2026-09"), months), words), words),
        "year": build(Asked(parse_period("2025-11..2026-10"), months), words),
    }


REPORTS = reports()
