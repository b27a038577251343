"""A report on one screen of a terminal, plain where it is piped."""

from collections.abc import Iterator, Sequence

from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from console.report.display import (
    before_text,
    figure_text,
    heading,
    issue_line,
    lines,
    text,
)
from rules.report.amounts import Absent
from rules.report.model import Report, Row, Shape, Table

_SHOWN = ("outcome", "theme", "agency", "district", "instead", "times")
_ROWS = 6
_NARROW = 100
_PIPED_WIDTH = 100


def as_text(report: Report) -> bytes:
    """Write it plainly, for a pipe or a file."""
    plain = Console(width=_PIPED_WIDTH, color_system=None, markup=False, emoji=False)
    with plain.capture() as captured:
        plain.print(screen(report, plain.width))
    made = [line.rstrip() for line in captured.get().splitlines()]
    return ("\n".join(made) + "\n").encode()


def screen(report: Report, width: int) -> RenderableType:
    """Lay the head of a report and its main tables out."""
    tables = {table.key: table for table in report.tables}
    grids = [_grid(tables[name]) for name in _SHOWN if name in tables]
    return Group(
        Text(f"{heading(report)} — {report.marking}", style="bold"),
        Text(_under(report), style="dim"),
        Text(""),
        _figures(report),
        Text(""),
        Columns(grids, padding=(1, 4)) if width >= _NARROW else Group(*_apart(grids)),
        Text(""),
        Text(_more(report), style="dim"),
    )


def _under(report: Report) -> str:
    parts = [issue_line(report)]
    parts += [f"compared with {report.compared}"] if report.compared else []
    parts += ["public: a dash is held back"] if report.public else []
    return " · ".join(parts)


def _more(report: Report) -> str:
    count = sum(1 for _ in report.tables)
    return f"{count} tables in all: --format html, pdf, xlsx, csv, json or parquet"


def _figures(report: Report) -> Grid:
    grid = Grid.grid(padding=(0, 2))
    for _ in range(4):
        grid.add_column()
    cells = [_figure(figure_text(each), each.title, before_text(each)) for each in report.figures]
    half = -(-len(cells) // 2)
    for at in range(half):
        left, right = cells[at], cells[at + half] if at + half < len(cells) else ("", "")
        grid.add_row(*map(Text, (*left, *right)))
    return grid


def _figure(amount: str, title: str, before: str | None) -> tuple[str, str]:
    return amount or "none", title if before is None else f"{title} (before: {before or 'none'})"


def _grid(table: Table) -> Grid:
    grid = Grid(title=table.title, title_justify="left", box=None, pad_edge=False)
    grid.add_column("", no_wrap=True)
    shown = _columns(table)
    for at in shown:
        grid.add_column(table.columns[at].title, justify="right", no_wrap=True)
    for row in _largest(table):
        amounts = (text(row.amounts[at], table.columns[at]) for at in shown)
        grid.add_row(*map(Text, (" · ".join(row.labels), *amounts)))
    return grid


def _columns(table: Table) -> list[int]:
    """Choose what fits: all, or beside the first only how it has changed."""
    keys = [column.key for column in table.columns]
    if "before" not in keys:
        return list(range(len(keys)))
    now = "median" if "median" in keys else keys[0]
    return [keys.index(key) for key in (now, "change", "growth")]


def _largest(table: Table) -> Sequence[Row]:
    if table.shape is Shape.CROSS or len(table.rows) <= _ROWS:
        return lines(table).rows
    return sorted(table.rows, key=_size, reverse=True)[:_ROWS]


def _size(row: Row) -> float:
    amount = row.amounts[0]
    return -1 if isinstance(amount, Absent) else amount


def _apart(grids: Sequence[Grid]) -> Iterator[RenderableType]:
    for grid in grids:
        yield grid
        yield Text("")
