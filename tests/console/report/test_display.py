"""How numbers are written."""

import pytest

from console.report.charts import drawing
from console.report.display import duration, lines, matrix, turned, written
from rules.report.amounts import Absent, Amount
from rules.report.model import Chart, Column, Row, Shape, Table, Unit


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"), (59.4, "59 s"), (59.6, "1 min"), (90, "1 min 30 s"), (1800, "30 min"),
        (3599, "59 min 59 s"), (3600, "1 h"), (86400, "24 h"), (100_000, "27 h 46 min"),
        (172_800, "2 d"), (180_000, "2 d 2 h"),
    ],
)  # fmt: skip
def test_a_time_is_written_in_its_two_largest_units(seconds: float, words: str) -> None:
    """As a person says it."""
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("amount", "unit", "signed", "words"),
    [
        (1234, Unit.COUNT, False, "1,234"),
        (3, Unit.COUNT, True, "+3"),
        (-3, Unit.COUNT, True, "-3"),
        (0.1234, Unit.SHARE, False, "12.3 %"),
        (-90, Unit.SECONDS, True, "-1 min 30 s"),
        (Absent.HELD, Unit.COUNT, False, "–"),  # noqa: RUF001 - the dash that stands there
        (Absent.NOTHING, Unit.SHARE, False, ""),
    ],
)
def test_a_number_is_written_by_its_unit(
    amount: Amount, unit: Unit, words: str, *, signed: bool
) -> None:
    """Thousands apart, shares in per cent, a dash for what is held back."""
    assert written(amount, unit, signed=signed) == words


def table(count: int, chart: Chart = Chart.NONE, amount: Amount = 2) -> Table:
    """A table with so many rows."""
    rows = tuple(Row((str(at),), (f"row {at}",), (amount,)) for at in range(count))
    return Table(
        "t", "T", "about", ("Name",), (Column("forms", "Forms"),), rows, chart=chart, shown=5
    )


def test_what_a_page_leaves_out_is_summed_up() -> None:
    """One row more than is shown is shown: a row that says so would take its place."""
    assert lines(table(6)).rest is None
    cut = lines(table(9))
    assert len(cut.rows) == 5
    assert cut.rest is not None
    assert (cut.rest.labels, cut.rest.amounts) == (("4 others",), (8,))


def test_a_turned_table_says_the_same() -> None:
    """What was across is down, with its sums."""
    rows = tuple(Row((a, b), (a, b), (n,)) for a, b, n in (("x", "1", 3), ("x", "2", 4)))
    sums: dict[tuple[str, ...], Amount] = {("x", ""): 7, ("", "1"): 3, ("", "2"): 4, ("", ""): 7}
    columns = (Column("forms", "Forms"),)
    made = Table("t", "T", "", ("A", "B"), columns, rows, shape=Shape.CROSS, margins=sums)
    other = turned(made)
    assert (other.dimensions, other.margins["", "x"]) == (("B", "A"), 7)
    assert [matrix(other).amount(key, "x") for key in matrix(other).down] == [3, 4]
    assert turned(other) == made


@pytest.mark.parametrize("chart", [Chart.BARS, Chart.COLUMNS])
def test_a_chart_says_in_words_what_it_shows(chart: Chart) -> None:
    """And there is none of nothing."""
    drawn = drawing(table(3, chart))
    assert drawn is not None
    assert "row 0, 2" in drawn.says
    assert drawing(table(3, chart, 0)) is None
    assert drawing(table(3, chart, Absent.HELD)) is None
    assert drawing(table(3)) is None
