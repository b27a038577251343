"""What the faults did, a row each; printed at the end and kept in ``docs/reliability.md``."""

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from streams import clock
from tests.faults.seen import Sent, Verdict

PAGE = Path(__file__).parent.parent.parent / "docs" / "reliability.md"
BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"


class Scenario(StrEnum):
    """Every fault, by the name under which the page has it."""

    KILLS = "worker killed, again and again"
    JOINING = "second worker joins and leaves"
    BOTH_KILLED = "both workers killed"
    BROKER_KILLED = "broker killed and restarted"
    BROKER_PAUSED = "broker paused"
    BROKER_FULL = "broker's disk full"
    WRITES_WAIT = "one topic refuses writes for a while"
    WRITES_REFUSED = "one topic refuses records for good"
    DELAY = "network slow"
    DROP = "connections reset"
    REFUSE = "broker not reachable"
    HALF_OPEN = "connections half-open"
    POISON = "poison at every stage"
    ODD_HEADER = "header name that is no text"
    CLOCK = "clock jumps"
    PARTITIONS = "partitions added"
    EMPTY_TABLES = "restart with empty tables"
    STATE_FULL = "state directory's disk full"
    THREE_BROKERS = "three brokers, one lost"


@dataclass(frozen=True)
class Row:
    """One line of the matrix; ``runs`` is how often the fault was done."""

    scenario: str
    mode: str
    runs: int
    forms: int
    missing: int
    stranded: float
    doubled: int
    repeats: int
    disordered: int
    uncommitted: int
    letters: int

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 - a row has as many parts
        cls,
        scenario: str,
        mode: str,
        runs: int,
        forms: Collection[Sent],
        seconds: float,
        verdict: Verdict,
    ) -> "Row":
        """Make the row of one trial."""
        return cls(
            scenario,
            mode,
            runs,
            len(forms),
            len(verdict.missing),
            seconds,
            len(verdict.doubled),
            verdict.repeats,
            len(verdict.disordered),
            len(verdict.uncommitted),
            len(verdict.letters),
        )

    def plus(self, other: "Row") -> "Row":
        """Both as one: counts add up, the longest wait stays."""
        return replace(
            self,
            runs=self.runs + other.runs,
            forms=self.forms + other.forms,
            missing=self.missing + other.missing,
            stranded=max(self.stranded, other.stranded),
            doubled=self.doubled + other.doubled,
            repeats=self.repeats + other.repeats,
            disordered=self.disordered + other.disordered,
            uncommitted=self.uncommitted + other.uncommitted,
            letters=self.letters + other.letters,
        )

    def cells(self, done: str) -> tuple[str, ...]:
        """As the table has it; ``done`` says how much of the scenario was."""
        counts = (self.doubled, self.repeats, self.disordered, self.uncommitted, self.letters)
        before = (self.scenario, self.mode, done, str(self.runs), str(self.forms))
        return (*before, str(self.missing), f"{self.stranded:.1f}", *map(str, counts))


HEADINGS = (
    "fault", "assessment", "done", "runs", "forms", "missing", "longest wait, s", "doubled",
    "repeats, same id", "out of order", "not committed", "dead letters unexpected",
)  # fmt: skip


IN_FULL, IN_SHORT = "in full", "in short"


class Matrix:
    """Collects the rows of one run of the tests."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], Row] = {}

    def add(self, row: Row) -> None:
        """Enter a trial; trials of one scenario and mode become one row."""
        key = (row.scenario, row.mode)
        self._rows[key] = self._rows[key].plus(row) if key in self._rows else row

    def lines(self, done: str) -> list[str]:
        """The table, in Markdown."""
        return _table(row.cells(done) for row in self._rows.values())

    def write(self, page: Path = PAGE, done: str = IN_FULL) -> None:
        """Put the rows into the page; rows of faults that did not run this time stay.

        One that was done in short replaces none that was done in full.
        """
        text = page.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        inside, _, after = rest.partition(END)
        kept = {(cells[0], cells[1]): cells for cells in map(_cells, inside.splitlines()) if cells}
        kept |= {
            key: row.cells(done)
            for key, row in self._rows.items()
            if done == IN_FULL or key not in kept or kept[key][2] != IN_FULL
        }
        order = [scenario.value for scenario in Scenario]
        rows = sorted(kept.values(), key=lambda each: (order.index(each[0]), each[1]))
        day = clock.now().date().isoformat()
        said = f"Last run {day}, on {os.cpu_count()} cores; in full each kept busy by other work."
        table = "\n".join(_table(rows))
        page.write_text(f"{before}{BEGIN}\n{said}\n\n{table}\n{END}{after}", encoding="utf-8")


def _table(rows: Iterable[tuple[str, ...]]) -> list[str]:
    marks = ("---", "---", "---", *("--:" for _ in HEADINGS[3:]))
    return [f"| {' | '.join(cells)} |" for cells in (HEADINGS, marks, *rows)]


def _cells(line: str) -> tuple[str, ...]:
    """The cells of a line that is a row of a fault we know; else nothing."""
    cells = tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
    return cells if cells[0] in set(Scenario) and len(cells) == len(HEADINGS) else ()
