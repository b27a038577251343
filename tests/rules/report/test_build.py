"""From months to a report: what is in it, for whom."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from agents.vocabulary import load_report_words
from rules.collation_cells import Cell, Difference, Month, Tally
from rules.report.amounts import Absent, added
from rules.report.build import Asked, UnfitError, build
from rules.report.compare import compare
from rules.report.model import Report, Shape, Table
from rules.report.period import parse_period
from rules.report.words import ReportWords
from tests.rules.report.months import Mixture, month_of

PERIOD = parse_period("2026-10")


@pytest.fixture(scope="module")
def words() -> ReportWords:
    """The packaged words."""
    return load_report_words(None)


@pytest.fixture(scope="module")
def year() -> list[Month]:
    """Twelve months with forms, issued."""
    return [month_of(200 + at, Mixture(at), name) for at, name in enumerate(PERIOD.trend.months)]


def table(report: Report, key: str) -> Table:
    """The table of that name."""
    return next(each for each in report.tables if each.key == key)


def made(words: ReportWords, months: list[Month], text: str, *, public: bool = False) -> Report:
    """The report of a period."""
    return build(Asked(parse_period(text), months, public), words)


def test_every_cell_is_in_the_table_of_its_name(words: ReportWords, year: list[Month]) -> None:
    """The whole report leaves nothing out but single seconds, and adds nothing."""
    report = made(words, year, "2026-10")
    tally = year[-1].tally
    for each in report.tables:
        cells = {cell.key: n for cell, n in tally.items() if cell.table == each.key}
        if each.key in {"trend", "times", "spread", "unsuitable", "instead"}:
            continue
        assert {row.key: row.amounts[0] for row in each.rows if row.amounts[0]} == cells, each.key
    shown = {each.key for each in report.tables} | {each.key for each in report.figures}
    singles = {"forms_seen_again": "seen_again"}
    timed = {"to_assessment", "high_to_control_room", "crime_to_occurrence"}
    assert {singles.get(cell.table, cell.table) for cell in tally} - timed <= shown


def test_sums_are_those_of_the_parts(words: ReportWords, year: list[Month]) -> None:
    """A total row is the sum of its rows, a margin that of its line."""
    for each in made(words, year, "2026-10").tables:
        if each.total and each.key != "months":
            assert each.total[0] == added(row.amounts[0] for row in each.rows), each.key
        for (row, column), amount in each.margins.items():
            parts = [
                it.amounts[0]
                for it in each.rows
                if row in {"", it.key[0]} and column in {"", it.key[1]}
            ]
            assert amount == added(parts), each.key


def test_a_year_is_the_sum_of_its_months(words: ReportWords, year: list[Month]) -> None:
    """For every table of counts."""
    report = made(words, year, "2025-11..2026-10")
    total: Counter[Cell] = Tally()
    for month in year:
        total += month.tally
    agency = {row.key: row.amounts[0] for row in table(report, "agency_theme").rows}
    assert {key: n for key, n in agency.items() if n} == {
        cell.key: n for cell, n in total.items() if cell.table == "agency_theme"
    }
    assert [row.amounts[0] for row in table(report, "months").rows] == [
        month.tally[Cell("forms")] for month in year
    ]


def test_the_public_year_gives_what_each_of_its_months_gives(
    words: ReportWords, year: list[Month]
) -> None:
    """A cell that one month holds back is held back in the year, so a subtraction finds nothing."""
    single = [made(words, year, month.month, public=True) for month in year]
    whole = made(words, year, "2025-11..2026-10", public=True)
    for each in whole.tables:
        if each.key == "months":
            continue
        for row in each.rows:
            parts = [
                other.amounts[0]
                for report in single
                for other in table(report, each.key).rows
                if other.key == row.key
            ]
            assert len(parts) == len(year)
            assert row.amounts[0] == added(parts)
    assert not [each for each in whole.tables if each.key in {"times", "spread", "changes"}]


def test_the_public_report_is_of_first_issues(words: ReportWords, year: list[Month]) -> None:
    """Two issues of one month, or one that still grows, would show what changed between them."""
    last = year[-1]
    for revision, said in ((None, "is not issued yet"), (2, "is not its first issue")):
        others = [*year[:-1], Month(last.month, revision, None, last.tally)]
        with pytest.raises(UnfitError, match=said):
            made(words, others, "2026-10", public=True)
    with pytest.raises(UnfitError, match="2025-10 has fewer than five forms"):
        made(words, year, "2025-10..2026-10", public=True)


def test_the_public_trend_has_only_what_is_issued(words: ReportWords, year: list[Month]) -> None:
    """A month that is not yet issued has no number there, nor one of four forms."""
    few = Month("2026-01", 1, datetime(2026, 2, 1, tzinfo=UTC), Tally({Cell("forms"): 4}))
    held = Month("2026-03", None, None, year[4].tally)
    others = [it for it in year if it.month not in {"2026-01", "2026-03"}] + [few, held]
    rows = table(made(words, others, "2026-10", public=True), "trend").rows
    assert [row.key[0] for row in rows if row.amounts[0] is Absent.HELD] == ["2026-01", "2026-03"]


def test_without_forms_there_is_no_report(words: ReportWords, year: list[Month]) -> None:
    """It says so."""
    with pytest.raises(UnfitError, match="no form was received in May 2020"):
        made(words, year, "2020-05")


def test_what_a_revision_changed_is_told_in_words(words: ReportWords, year: list[Month]) -> None:
    """In the whole report alone; single seconds are left out."""
    changed = (
        Difference(Cell("outcome", ("HIGH",)), 3, 4),
        Difference(Cell("unsuitable", ("fire", "call_999")), 0, 1),
        Difference(Cell("logs"), 9, 8),
        Difference(Cell("to_assessment", ("31",)), 0, 1),
    )
    newer = Month("2026-10", 2, datetime(2026, 11, 5, tzinfo=UTC), year[-1].tally, changed)
    rows = table(made(words, [*year[:-1], newer], "2026-10"), "changes").rows
    assert [(row.labels[1:], row.amounts) for row in rows] == [
        (("By decision", "HIGH"), (3, 4, 1)),
        (("Not suitable, by agency type", "Fire · A call to 999"), (0, 1, 1)),
        (("logs made of them", "-"), (9, 8, -1)),
    ]


@pytest.mark.parametrize("public", [False, True])
def test_two_periods_are_set_side_by_side(
    words: ReportWords, year: list[Month], *, public: bool
) -> None:
    """Each count with the other's, the difference and the growth; what is held back stays so."""
    now, before = (made(words, year, text, public=public) for text in ("2026-10", "2026-09"))
    both = compare(now, before, words)
    assert both.compared == "September 2026"
    for each in both.tables:
        if each.columns[-1].key != "growth" or each.key in {"trend", "times"}:
            continue
        was = {row.key: row.amounts[0] for row in table(before, each.key).rows}
        for row in each.rows:
            count, previous, change = row.amounts[0], *row.amounts[-3:-1]
            assert previous == was.get(row.key, Absent.HELD if public else 0)
            if isinstance(count, Absent) or isinstance(previous, Absent):
                assert change is Absent.HELD
            else:
                assert change == count - previous
    gone = {row.key for row in table(before, "organisation").rows}
    assert public or gone <= {row.key for row in table(both, "organisation").rows}


def test_crossed_tables_are_marked_as_such(words: ReportWords, year: list[Month]) -> None:
    """They have two keys, and others a line a row."""
    for each in made(words, year, "2026-10").tables:
        assert (each.shape is Shape.CROSS) == words.tables[each.key].cross
        assert {len(row.key) for row in each.rows} <= {len(each.dimensions)}
