"""What a report is: figures and titled tables, frozen, the same for every way of showing them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rules.report.amounts import Absent, Amount, Key


class Unit(StrEnum):
    """What a number counts."""

    COUNT = "count"
    SHARE = "share"
    SECONDS = "seconds"


class Shape(StrEnum):
    """How a table is laid out: a line a row, or its first key down and its second across."""

    LIST = "list"
    CROSS = "cross"


class Chart(StrEnum):
    """What is drawn of the first column of a table."""

    NONE = "none"
    COLUMNS = "columns"
    BARS = "bars"


@dataclass(frozen=True)
class Column:
    """One number of each row."""

    key: str
    title: str
    unit: Unit = Unit.COUNT


@dataclass(frozen=True)
class Row:
    """What stands under one key, with the key in words."""

    key: Key
    labels: Key
    amounts: tuple[Amount, ...]


@dataclass(frozen=True)
class Table:
    """A titled table.

    ``shown`` is how many of its rows a page shows before it sums up the rest; ``margins`` are the
    sums of a crossed one by (row, ""), ("", column) and ("", "").
    """

    key: str
    title: str
    about: str
    dimensions: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: tuple[Amount, ...] | None = None
    shape: Shape = Shape.LIST
    chart: Chart = Chart.NONE
    shown: int | None = None
    margins: Mapping[Key, Amount] = field(default_factory=dict)

    @property
    def holds_back(self) -> bool:
        """Whether a number of it is held back."""
        return any(Absent.HELD in row.amounts for row in self.rows)


@dataclass(frozen=True)
class Figure:
    """One number with its name; ``least`` says that it is the lower end of what may be."""

    key: str
    title: str
    amount: Amount
    unit: Unit
    least: bool = False
    before: Amount | None = None


@dataclass(frozen=True)
class Section:
    """Tables that belong together."""

    key: str
    title: str
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Stamp:
    """Which issue of a month was counted; no revision where it is counted from the rows of now."""

    month: str
    revision: int | None
    issued_at: datetime | None


@dataclass(frozen=True)
class Report:
    """The whole report of a period."""

    title: str
    subtitle: str
    period: str
    period_title: str
    marking: str
    public: bool
    stamps: tuple[Stamp, ...]
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    compared: str | None = None

    @property
    def tables(self) -> Iterator[Table]:
        """Every table, in order."""
        return (table for section in self.sections for table in section.tables)
