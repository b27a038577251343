"""Draws the first column of a table: rectangles, lines and words, for a page and for a document.

A drawing is only a description, with its origin at the top left; ``svg`` and ``pdf`` put it there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Literal

from console.report.display import HELD, text
from rules.report.amounts import Absent, Amount
from rules.report.model import Chart, Row, Table

WIDTH = 560.0
_NAMES, _VALUES, _LINE = 176.0, 92.0, 20.0
_HIGH, _FOOT, _LEFT = 130.0, 24.0, 44.0
_TICKS = 4
_LETTER = 6.0

Role = Literal["bar", "before", "held", "grid", "name", "value", "axis"]


@dataclass(frozen=True)
class Box:
    """A rectangle; ``says`` is what it stands for, in words."""

    x: float
    y: float
    width: float
    height: float
    role: Role
    says: str = ""


@dataclass(frozen=True)
class Words:
    """A text; ``x`` is its start, middle or end."""

    x: float
    y: float
    words: str
    anchor: Literal["start", "middle", "end"]
    role: Role


@dataclass(frozen=True)
class Drawing:
    """A chart, described; ``says`` is all of it in a sentence, for who cannot see it."""

    width: float
    height: float
    marks: tuple[Box | Words, ...]
    says: str


def drawing(table: Table) -> Drawing | None:
    """Describe the chart of a table; null where it has none, or nothing to draw."""
    known = [row.amounts[0] for row in table.rows if not isinstance(row.amounts[0], Absent)]
    if table.chart is Chart.NONE or not any(known):
        return None
    before = _before(table)
    highest = max([*known, *(each for each in before if not isinstance(each, Absent))])
    rows = [row for row in table.rows if not isinstance(row.amounts[0], Absent)]
    most = max(rows, key=lambda row: _number(row.amounts[0]))
    says = f"Chart: {table.title}. Most: {' · '.join(most.labels)}, {_value(table, most)}."
    if table.chart is Chart.BARS:
        marks = tuple(_bars(table, before, highest))
        return Drawing(WIDTH, _LINE * len(table.rows) + 4, marks, says)
    marks = tuple(_columns(table, before, _ceiling(highest)))
    return Drawing(WIDTH, _HIGH + _FOOT + 12, marks, says)


def _bars(table: Table, before: Sequence[Amount], highest: float) -> Iterator[Box | Words]:
    scale = (WIDTH - _NAMES - _VALUES) / highest
    for at, (row, was) in enumerate(zip(table.rows, before, strict=True)):
        top = at * _LINE + 3
        value, name = _value(table, row), " · ".join(row.labels)
        yield Words(_NAMES - 8, top + 11, name, "end", "name")
        if not isinstance(was, Absent) and was:
            yield Box(_NAMES, top + 11, max(1, was * scale), 4, "before", f"{name} before: {was:,}")
        length = _number(row.amounts[0]) * scale
        if length > 0:
            yield Box(_NAMES, top, max(1, length), 11, "bar", f"{name}: {value}")
        yield Words(_NAMES + max(length, 0) + 6, top + 10, value, "start", "value")


def _columns(table: Table, before: Sequence[Amount], ceiling: float) -> Iterator[Box | Words]:
    scale, step = _HIGH / ceiling, (WIDTH - _LEFT) / len(table.rows)
    for tick in range(_TICKS + 1):
        height = 8 + _HIGH - tick * _HIGH / _TICKS
        yield Box(_LEFT, height, WIDTH - _LEFT, 0.6, "grid")
        yield Words(_LEFT - 6, height + 4, f"{tick * ceiling / _TICKS:,.0f}", "end", "axis")
    widest = max(len(_short(table, row)) for row in table.rows)
    every = ceil((widest + 1) * _LETTER / step)
    for at, (row, was) in enumerate(zip(table.rows, before, strict=True)):
        left, base = _LEFT + at * step, 8 + _HIGH
        says, value = f"{' · '.join(row.labels)}: {_value(table, row)}", row.amounts[0]
        if not isinstance(was, Absent) and was:
            tall = was * scale
            yield Box(
                left + step * 0.08, base - tall, step * 0.84, tall, "before", f"before: {was:,}"
            )
        if isinstance(value, Absent):
            yield Words(left + step / 2, base - 3, HELD, "middle", "held")
        elif value:
            tall = max(1, value * scale)
            yield Box(left + step * 0.16, base - tall, step * 0.68, tall, "bar", says)
        if at % every == 0:
            yield Words(left + step / 2, base + 15, _short(table, row), "middle", "axis")


def _before(table: Table) -> list[Amount]:
    at = next((at for at, column in enumerate(table.columns) if column.key == "before"), None)
    return [Absent.NOTHING if at is None else row.amounts[at] for row in table.rows]


def _value(table: Table, row: Row) -> str:
    """Write a row's number, and its share where it has one."""
    count = text(row.amounts[0], table.columns[0])
    has_share = len(table.columns) > 1 and table.columns[1].key == "share"
    known = has_share and not isinstance(row.amounts[1], Absent)
    return f"{count} · {text(row.amounts[1], table.columns[1])}" if known else count


def _short(table: Table, row: Row) -> str:
    """Write what stands under a column: the number of a day, the first letters of a month."""
    if table.key == "day":
        return row.key[0][-2:].lstrip("0")
    if table.key in {"trend", "months"}:
        return f"{row.labels[0][:3]} {row.key[0][2:4]}"
    return row.labels[0].removesuffix(" min")


def _ceiling(highest: float) -> float:
    """Give the next round number that four steps lead to."""
    step = highest / _TICKS
    unit = 10 ** floor(log10(step)) if step >= 1 else 1
    return _TICKS * float(
        next(
            it * unit
            for it in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
            if it * unit >= step and (it * unit) % 1 == 0
        )
    )


def _number(amount: Amount) -> float:
    return 0 if isinstance(amount, Absent) else amount
