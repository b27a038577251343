"""Holding back in a crossed table, against every table that there could be instead."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.report.crossing import Crossing, ExposedError

ROWS = COLUMNS = 3
tables = st.lists(
    st.lists(st.integers(0, 7), min_size=COLUMNS, max_size=COLUMNS), min_size=ROWS, max_size=ROWS
).filter(
    lambda rows: (
        all(sum(row) >= 5 for row in rows) and all(sum(c) >= 5 for c in zip(*rows, strict=True))
    )
)
PLACES = list(product(range(ROWS), range(COLUMNS)))


def possible(values: list[list[int]], held: set[tuple[int, int]]) -> list[list[list[int]]]:
    """Find every table with these sums and these published cells, by trying all."""
    sums = [sum(row) for row in values], [sum(column) for column in zip(*values, strict=True)]

    def ranges(row: int, column: int) -> range:
        value = values[row][column]
        top = min(sums[0][row], sums[1][column])
        return range(top + 1) if (row, column) in held else range(value, value + 1)

    lines = [
        [
            list(line)
            for line in product(*(ranges(row, column) for column in range(COLUMNS)))
            if sum(line) == sums[0][row]
        ]
        for row in range(ROWS)
    ]
    return [
        list(rows)
        for rows in product(*lines)
        if [sum(column) for column in zip(*rows, strict=True)] == sums[1]
    ]


@settings(max_examples=40, deadline=None)
@given(tables)
def test_small_cells_may_be_anything_from_none_to_five(values: list[list[int]]) -> None:
    """Of all tables that look the same, some have none in the cell and some five or more."""
    crossing = Crossing(values, set(), frozenset(PLACES))
    try:
        crossing.protect()
    except ExposedError as error:
        row, column = error.place
        found = [table[row][column] for table in possible(values, set(PLACES))]
        assert min(found) > 0  # its sums alone give it away
        return
    others = possible(values, crossing.held)
    for row, column in PLACES:
        found = [table[row][column] for table in others]
        if values[row][column] < 5:
            assert min(found) == 0
            assert max(found) >= 5
        elif (row, column) in crossing.held:
            assert len(set(found)) > 1


def test_what_is_large_is_left_alone() -> None:
    """Nothing small, nothing held back."""
    crossing = Crossing([[5, 9], [30, 5]], set(), frozenset(product(range(2), range(2))))
    crossing.protect()
    assert crossing.held == set()


def test_the_cheapest_way_is_taken() -> None:
    """The large cells stay where smaller ones do as well."""
    values = [[2, 9, 90], [8, 9, 95], [80, 85, 99]]
    crossing = Crossing(values, set(), frozenset(PLACES))
    crossing.protect()
    assert crossing.held == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_a_cell_that_its_sums_give_away_is_told() -> None:
    """All but one form are in its row or its column: it cannot be nought."""
    crossing = Crossing([[4, 20], [20, 1]], set(), frozenset(product(range(2), range(2))))
    with pytest.raises(ExposedError) as told:
        crossing.protect()
    assert told.value.place == (0, 0)
