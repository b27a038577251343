"""One screen of a reading: a table, worst first, what is wrong, and how old all of it is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.console import Group, JustifyMethod, RenderableType
from rich.table import Table
from rich.text import Text

from console.lag.rows import BARS, Row, counted, group_rows, partition_rows, place_of
from console.lag.words import NOTHING, count, line_of, listed, moment, rate, span
from streams.lag_model import Reading, Verdict

STYLES = {
    Verdict.OK: "green",
    Verdict.WARN: "yellow",
    Verdict.UNKNOWN: "magenta",
    Verdict.REWIND: "red",
    Verdict.STALL: "red",
    Verdict.STOP: "bold red",
}
_LEAST_LINES = 4
# What a screen has beside the rows and what is wrong: head, two lines of what is left out, sum.
_AROUND = 5


@dataclass(frozen=True)
class Layout:
    """How a screen is laid out.

    ``lines`` and ``width`` null: as many, and as wide, as there are. Where it is narrow the columns
    that matter least are left out.
    """

    by_partition: bool = False
    history: bool = False
    lines: int | None = None
    width: int | None = None
    plain: bool = False


@dataclass(frozen=True)
class _Column:
    """``least``: how wide a screen must be for it."""

    name: str
    of: Callable[[Row], str]
    number: bool = True
    least: int = 0
    shrinks: bool = False


def _catching_up(row: Row) -> str:
    if not row.lag:
        return NOTHING
    return "never" if row.never_catches_up else span(row.catch_up_seconds)


_COLUMNS = (
    _Column("verdict", lambda row: row.verdict.value, number=False),
    _Column("group", lambda row: row.name, number=False, shrinks=True),
    _Column("whose", lambda row: row.whose, number=False, least=125, shrinks=True),
    _Column("lag", lambda row: count(row.lag)),
    _Column("oldest", lambda row: span(row.lag_seconds) if row.lag else NOTHING),
    _Column("in/s", lambda row: rate(row.rate_in), least=90),
    _Column("out/s", lambda row: rate(row.rate_out), least=90),
    _Column("trend", lambda row: row.trend.value if row.trend else NOTHING, number=False),
    _Column("caught up in", _catching_up, least=105),
    _Column("deleted in", lambda row: span(row.retention_seconds_left), least=115),
)


def screen(reading: Reading, now: datetime, layout: Layout) -> RenderableType:
    """Lay a reading out, the worst of it first, within the lines that there are."""
    rows = partition_rows(reading) if layout.by_partition else group_rows(reading)
    wrong = list(_wrong(reading, by_partition=layout.by_partition))
    for_rows, for_wrong = _room(layout.lines, len(rows), len(wrong))
    parts: list[RenderableType] = [_table(rows[:for_rows], layout)]
    if rows[for_rows:]:
        parts.append(Text(f"... and {len(rows) - for_rows} more: {_tally(rows[for_rows:])}", "dim"))
    parts += wrong[:for_wrong]
    if wrong[for_wrong:]:
        parts.append(Text(f"... and {len(wrong) - for_wrong} more: --group or --topic", "dim"))
    return Group(*parts, _sum(reading, rows, now, "partition" if layout.by_partition else "group"))


def _room(lines: int | None, rows: int, wrong: int) -> tuple[int, int]:
    """Share the lines: what is wrong has a third of them, and more where rows leave it."""
    if lines is None:
        return rows, wrong
    free = max(2 * _LEAST_LINES, lines - _AROUND)
    for_wrong = min(wrong, max(_LEAST_LINES, free // 3, free - rows))
    return max(_LEAST_LINES, free - for_wrong), for_wrong


def _sum(reading: Reading, rows: Sequence[Row], now: datetime, what: str) -> Text:
    """Say in one line how many there are of each verdict, and of when that is."""
    told = f"{len(rows)} {what}{'' if len(rows) == 1 else 's'}: {_tally(rows) or 'none'}"
    if reading.failed:
        late = f"the last reading is {span(reading.age(now))} old: {reading.trouble}"
        return Text(f"{told}; {late}", STYLES[Verdict.UNKNOWN])
    text = Text(f"{told}; read in {span(reading.seconds)} at {moment(reading.at)}")
    if reading.trouble:
        text.append(f"; incomplete: {reading.trouble}", STYLES[Verdict.UNKNOWN])
    return text


def _tally(rows: Sequence[Row]) -> str:
    tally = counted(rows)
    return listed({verdict.value: tally[verdict] for verdict in reversed(Verdict)})


def _table(rows: Sequence[Row], layout: Layout) -> Table:
    width = layout.width
    columns = [each for each in _COLUMNS if width is None or each.least <= width]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for each in columns:
        justify: JustifyMethod = "right" if each.number else "left"
        table.add_column(each.name, justify=justify, no_wrap=not each.shrinks)
    if layout.history:
        table.add_column("lag so far", no_wrap=True, min_width=BARS)
    for row in rows:
        cells = [Text(each.of(row), no_wrap=True, overflow="ellipsis") for each in columns]
        cells[0].stylize(STYLES[row.verdict])
        if layout.history:
            cells.append(Text(line_of(row.history, BARS, plain=layout.plain)))
        table.add_row(*cells)
    return table


def _wrong(reading: Reading, *, by_partition: bool) -> Iterator[Text]:
    """Give a line for each group that is not OK, or for each such partition.

    Of a reading that failed nothing: the last line says why, for all of them.
    """
    for group in reading.groups if not reading.failed else ():
        shown = [each for each in group.partitions if each.verdict is not Verdict.OK]
        if group.verdict is not Verdict.OK and not (by_partition and shown):
            yield _line(group.verdict, group.group, group.trouble or group.reason)
        for each in shown if by_partition else ():
            yield _line(each.verdict, f"{group.group} {place_of(each)}", each.reason)


def _line(verdict: Verdict, name: str, reason: str) -> Text:
    return Text.assemble((verdict.value, STYLES[verdict]), f" {name}: {reason}")
