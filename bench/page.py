"""Writes the tables into ``docs/performance.md``, between its two markers."""

from collections.abc import Sequence

from bench.tables import Table
from console.cli.generated import DOCS, Generated, table

PART = Generated(
    DOCS / "performance.md",
    "<!-- measured: written by make bench ARGS=--write, do not edit -->",
    "<!-- end of what was measured -->",
)


def write(machine: str, tables: Sequence[Table]) -> None:
    """Write what was measured into the checkout."""
    PART.write(_body(machine, tables))


def page(text: str, machine: str, tables: Sequence[Table]) -> str:
    """Give the page with these tables in place of the last ones.

    Raises:
        ValueError: the page lacks a marker.
    """
    return PART.put(text, _body(machine, tables))


def _body(machine: str, tables: Sequence[Table]) -> str:
    return "\n\n".join([machine, *map(_markdown, tables)])


def _markdown(one: Table) -> str:
    title = f"**{one.title[:1].upper()}{one.title[1:]}**"
    return "\n\n".join(filter(None, (title, table(one.columns, one.rows), one.note)))
