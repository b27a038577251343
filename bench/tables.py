"""What was measured, as tables: the same for a terminal and for a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.collation import Collated
from bench.cost import UNIT, Cost
from bench.hop import LIMIT, TITLES, Hop
from bench.journey import EndToEnd
from bench.lag import Lag
from bench.latency import Latency
from bench.memory import Memory
from bench.scaling import Scaling


@dataclass(frozen=True)
class Table:
    """A heading, the names of the columns, the rows, and what has to be said with them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def hop_tables(hops: Sequence[Hop]) -> list[Table]:
    """One table for each column of work, the ways in it by their cost."""
    columns = list(dict.fromkeys(each.column for each in hops))
    return [_hop(column, [each for each in hops if each.column == column]) for column in columns]


_WORK = {
    "nothing": "the bytes pass as they are",
    "codec": "the form is read and written again",
    "rules": "read, triage, proposal written",
}


def _hop(column: str, hops: Iterable[Hop]) -> Table:
    rows = [
        (
            TITLES[each.way],
            f"{each.cpu_us:,.0f}",
            f"{each.ratio:.2f}",
            f"{each.forms_a_second:,.0f}",
            f"{each.kafka_cpu_us:,.0f}",
        )
        for each in sorted(hops, key=lambda each: (each.way != LIMIT, each.ratio))
    ]
    heads = ("way", "CPU µs a form", "of the limit", "forms/s", "Kafka's CPU µs")
    return Table(f"one hop, {column}: {_WORK[column]}", heads, tuple(rows))


def journey_table(ways: Iterable[EndToEnd]) -> Table:
    """The whole journey against the bare loop."""
    rows = [
        (
            each.way,
            f"{each.cpu_ms:.1f}",
            f"{each.cpu_ratio:.2f}",
            f"{each.own_ms:.1f}",
            f"{each.forms_a_second:.1f}",
            f"{each.throughput_ratio:.2f}",
            f"{each.kafka_cpu_ms:.1f}",
        )
        for each in ways
    ]
    heads = (
        "whole journey", "CPU ms a form", "of bare", "beyond bare", "forms/s", "of bare",
        "Kafka's CPU ms",
    )  # fmt: skip
    note = (
        "The rules can't be switched off in the journey: what a stage sends is what its rules "
        "found. “Beyond bare” is what the hub takes besides the same decisions."
    )
    return Table("the whole journey, automatic assessment", heads, tuple(rows), note)


def latency_table(found: Iterable[Latency]) -> Table:
    """HIGH forms under each load."""
    rows = [
        (
            f"{each.words}",
            f"{each.rate}",
            f"{each.urgent}",
            f"{each.p50_ms:.0f}",
            f"{each.p99_ms:.0f}",
            f"{each.trip_p50_ms:.1f}",
            f"{each.trip_p99_ms:.1f}",
            f"{each.ratio_to_p50:.1f}",
            f"{each.ratio_to_p99:.1f}",
            "yes" if each.kept_up else f"no, {each.behind_seconds:.0f} s behind",
        )
        for each in found
    ]
    heads = (
        "words", "forms/s", "HIGH", "p50 ms", "p99 ms", "trip p50", "trip p99", "p99/trip p50",
        "p99/trip p99", "kept up",
    )  # fmt: skip
    note = "At the first rate at which the workers fall behind, the climb ends."
    return Table("HIGH, from intake to control room, two workers", heads, tuple(rows), note)


def memory_table(found: Memory) -> Table:
    """One worker's memory."""
    row = (
        f"{found.forms:,}",
        f"{found.first_mb:.0f}",
        f"{found.last_mb:.0f}",
        f"{found.mb_per_10_000:+.2f}",
    )
    heads = ("forms", "MB when warm", "MB at the end", "MB per 10,000 forms")
    return Table("memory of one worker", heads, (row,))


def scaling_table(found: Iterable[Scaling]) -> Table:
    """Two workers and one."""
    rows = [
        (
            f"{each.workers}",
            f"{each.forms_a_second:.1f}",
            f"{each.ratio:.2f}",
            f"{each.forms_a_cpu_second:.1f}",
            f"{each.cpu_ratio:.2f}",
            f"{each.kafka_cores:.2f}",
        )
        for each in found
    ]
    heads = (
        "workers", "forms/s", "of one", "forms a CPU second", "of one", "cores taken by Kafka",
    )  # fmt: skip
    return Table("two workers against one, a backlog of the whole journey", heads, tuple(rows))


def cost_table(costs: Iterable[Cost]) -> Table:
    """Each rule and codec step."""
    rows = [(each.name, f"{each.milliseconds:.3f}", f"{each.ratio:.2f}") for each in costs]
    return Table("one form of 200 words, in memory", ("step", "ms", f"of {UNIT}"), tuple(rows))


def collation_table(found: Sequence[Collated]) -> Table:
    """What it takes to report a month that was not issued yet, in each format."""
    rows = [
        (each.format, f"{each.forms:,}", f"{each.seconds:.1f}", f"{each.megabytes:.0f}")
        for each in found
    ]
    return Table(
        "A month, counted and reported",
        ("format", "forms", "seconds", "MB at most"),
        tuple(rows),
        "From the call of `cpi collate` to its end, start of Python and Kafka's reading included.",
    )


def lag_table(found: Sequence[Lag]) -> Table:
    """A whole cluster read at once."""
    rows = [
        (
            f"{each.groups}",
            f"{each.partitions:,}",
            f"{each.behind:,}",
            f"{each.aged:,}",
            f"{each.first_seconds:.1f}",
            f"{each.first_cpu:.1f}",
            f"{each.kafka_cpu:.1f}",
            f"{each.again_seconds:.1f}",
            f"{each.again_cpu:.1f}",
        )
        for each in found
    ]
    heads = (
        "groups", "partitions", "behind", "of known age", "first reading s", "its CPU s",
        "Kafka's CPU s", "later ones s", "their CPU s",
    )  # fmt: skip
    return Table("the lag of a whole cluster, one reading", heads, tuple(rows))
