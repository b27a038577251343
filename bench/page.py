"""Writes the tables into ``docs/performance.md``, between its two markers."""

from collections.abc import Sequence
from pathlib import Path

from bench.tables import Table

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN = "<!-- measured: written by make bench ARGS=--write, do not edit -->"
END = "<!-- end of what was measured -->"


def write(machine: str, tables: Sequence[Table]) -> None:
    """Write what was measured into the checkout."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), machine, tables), encoding="utf-8")


def page(text: str, machine: str, tables: Sequence[Table]) -> str:
    """Give the page with these tables in place of the last ones.

    Raises:
        ValueError: the page lacks a marker.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        message = f"{PAGE.name} lacks a marker of what was measured"
        raise ValueError(message)
    body = "\n\n".join([machine, *map(_markdown, tables)])
    return f"{before}{BEGIN}\n{body}\n{END}{after}"


def _markdown(table: Table) -> str:
    lines = [
        f"**{table.title[:1].upper()}{table.title[1:]}**",
        "",
        _row(table.columns),
        _row(["---"] * len(table.columns)),
        *map(_row, table.rows),
    ]
    return "\n".join([*lines, "", table.note] if table.note else lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
