"""A month of 100,000 forms, of thousands of organisations and 20,000 different times."""

import time

import pytest

from agents.vocabulary import load_report_words
from console.report.formats import WRITINGS, ReportFormat
from rules.collation_cells import Cell, Month, Tally
from rules.report.build import Asked, build
from rules.report.period import parse_period
from rules.report.whole import AGENCIES
from tests.rules.report.months import Mixture, tally

ORGANISATIONS, TIMES, FORMS = 5_000, 20_000, 100_000
LIMIT = 10.0


@pytest.fixture(scope="module")
def month() -> Month:
    """A small month, made large."""
    made = Tally()
    for cell, count in tally(2_000, Mixture(1)).items():
        if cell.table not in {"organisation", "to_assessment"}:
            made[cell] = count * FORMS // 2_000
    for at in range(ORGANISATIONS):
        name = f"Organisation {at}"
        made[Cell("organisation", (AGENCIES[at % len(AGENCIES)], name))] = 1 + at % 39
    made.update({Cell("to_assessment", (str(at),)): 5 for at in range(TIMES)})
    return Month("2026-10", 1, None, made)


@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize("written_as", ReportFormat)
def test_it_is_reported_in_time(month: Month, written_as: ReportFormat, *, public: bool) -> None:
    """Under ten seconds of work, the reckoning as well."""
    words = load_report_words(None)
    began = time.process_time()
    report = build(Asked(parse_period("2026-10"), [month], public), words)
    assert WRITINGS[written_as].write(report)
    assert time.process_time() - began < LIMIT
