"""What the report calls its tables and their rows: ``rules/data/report.toml``."""

from collections.abc import Mapping
from typing import Literal

from pydantic import model_validator

from rules.datafile import Entry
from rules.report.model import Chart
from rules.report.period import month_title

FIGURES = (
    "forms", "logs", "within", "median", "high", "crime", "unsuitable", "agreed", "seen_again",
    "raised", "sent_unassessed", "not_assessed", "erased",
)  # fmt: skip
"""The single numbers at the head of the report."""

_AS_THEY_ARE = {"organisation", "day", "hour", "grade", "spread", "table", "key"}


class TableWords(Entry):
    """One table: its title, what it counts, how it is laid out."""

    section: str
    title: str
    about: str
    dimensions: tuple[str, ...]
    of: Literal["forms", "logs", "own"] | None = None
    sums: bool = False
    cross: bool = False
    largest: bool = False
    noughts: bool = True
    chart: Chart = Chart.NONE
    shown: int | None = None
    public: str | None = None


class TimeWords(Entry):
    """One time that is measured, and the seconds within which it should be."""

    title: str
    within: int


class ReportWords(Entry):
    """The file as a whole."""

    title: str
    subtitle: str
    marking: str
    public_marking: str
    notes: tuple[str, ...]
    public_notes: tuple[str, ...]
    range_notes: tuple[str, ...]
    sections: Mapping[str, str]
    dimensions: Mapping[str, str]
    columns: Mapping[str, str]
    figures: Mapping[str, str]
    times: Mapping[str, TimeWords]
    tables: Mapping[str, TableWords]
    labels: Mapping[str, Mapping[str, str]]

    @model_validator(mode="after")
    def _whole(self) -> "ReportWords":
        for name, table in self.tables.items():
            if table.section not in self.sections:
                message = f"tables.{name}: there is no section {table.section!r}"
                raise ValueError(message)
            missing = next((it for it in table.dimensions if it not in self.dimensions), None)
            if missing:
                message = f"tables.{name}: there is no dimension {missing!r}"
                raise ValueError(message)
        if set(self.figures) != set(FIGURES):
            message = f"figures: they are {', '.join(FIGURES)}"
            raise ValueError(message)
        return self

    def label(self, dimension: str, key: str) -> str:
        """Write one part of a key in words."""
        if dimension in _AS_THEY_ARE:
            return key
        if dimension == "month":
            return month_title(key)
        if dimension == "time":
            return self.times[key].title
        known = self.labels.get(dimension, {}).get(key)
        return known or key.replace("_", " ").capitalize()

    def about(self, name: str, *, public: bool) -> str:
        """Say what a table counts."""
        words = self.tables[name]
        return words.public if public and words.public else words.about
