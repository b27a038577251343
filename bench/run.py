"""Measures the hub on this machine, as ratios within one run; asserts nothing about time."""

import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated, Any

import psutil  # type: ignore[import-untyped]  # it ships no types
import typer

from bench import collation, cost, hop, journey, lag, latency, memory, page, scaling, tables
from bench.forms import forms
from bench.machine import BenchError, complain
from bench.steps import Column
from console.cli.common import Status, show_json, show_table
from streams import clock

Found = tuple[list[Any], list[tables.Table]]
"""What was measured, and how it is shown."""


class Part(StrEnum):
    """What can be measured alone."""

    HOP = "hop"
    JOURNEY = "journey"
    LATENCY = "latency"
    MEMORY = "memory"
    SCALING = "scaling"
    COST = "cost"
    COLLATION = "collation"
    LAG = "lag"


@dataclass(frozen=True)
class Plan:
    """How much is done."""

    rounds: int
    forms: int
    rates: Sequence[int]
    seconds: float
    memory_forms: int
    memory_seconds: float
    collation_forms: int
    lag_partitions: int
    lag_groups: int
    ways: Sequence[str]


def main(  # noqa: PLR0913 - each is an option of the command
    *,
    only: Annotated[list[Part] | None, typer.Option(help="Measure only this; repeatable.")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds of each way.")] = 3,
    count: Annotated[int, typer.Option("--forms", min=1, help="Forms a round.")] = 60,
    rate: Annotated[list[int] | None, typer.Option(help="Forms a second; 50, 100, 200.")] = None,
    seconds: Annotated[float, typer.Option(help="How long each rate is kept.")] = 10.0,
    memory_forms: Annotated[int, typer.Option(help="Forms to see memory over.")] = 1_000_000,
    memory_seconds: Annotated[float, typer.Option(help="But no longer than this.")] = 90.0,
    collation_forms: Annotated[int, typer.Option(help="Forms of a month.")] = 100_000,
    lag_partitions: Annotated[int, typer.Option(help="Partitions to read the lag of.")] = 10_000,
    lag_groups: Annotated[int, typer.Option(min=1, help="Groups that read them.")] = 250,
    write: Annotated[bool, typer.Option("--write", help="Into docs/performance.md.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Measure one hop, the journey, latency, memory, scaling, each rule, a month, and the lag."""
    ways = hop.present(list(hop.WAYS))
    plan = Plan(
        rounds=rounds,
        forms=count,
        rates=rate or [50, 100, 200],
        seconds=seconds,
        memory_forms=memory_forms,
        memory_seconds=memory_seconds,
        collation_forms=collation_forms,
        lag_partitions=lag_partitions,
        lag_groups=lag_groups,
        ways=ways,
    )
    for way in set(hop.WAYS) - set(ways):
        complain(f"{hop.TITLES[way]} is left out: `uv sync --group bench` brings {hop.WAYS[way]}")
    measured: dict[str, list[Any]] = {}
    shown: list[tables.Table] = []
    parts = only or list(Part)
    for part in parts:
        try:
            measured[part], made = _PARTS[part](plan)
        except BenchError as error:
            complain(f"{part}: {error}")
            continue
        shown += made
        if not as_json:
            _show(made)
    if as_json:
        show_json({**_machine(), **{part: _plain(found) for part, found in measured.items()}})
    if len(measured) < len(parts):
        raise typer.Exit(Status.WRONG)
    if write:
        page.write(_said(), shown)


def _hop(plan: Plan) -> Found:
    found = hop.measure(plan.rounds, list(Column), plan.ways)
    return list(found), tables.hop_tables(found)


def _journey(plan: Plan) -> Found:
    found = journey.measure(plan.forms, plan.rounds)
    return list(found), [tables.journey_table(found)]


def _latency(plan: Plan) -> Found:
    found = latency.measure((60, 200), plan.rates, plan.seconds, workers=2)
    return list(found), [tables.latency_table(found)]


def _memory(plan: Plan) -> Found:
    found = memory.measure(plan.memory_forms, plan.memory_seconds)
    return [found], [tables.memory_table(found)]


def _scaling(plan: Plan) -> Found:
    found = scaling.measure(5 * plan.forms, max(1, plan.rounds - 1))
    return list(found), [tables.scaling_table(found)]


def _cost(plan: Plan) -> Found:
    found = cost.measure([forms(20, seed) for seed in range(plan.rounds + 1)])
    return list(found), [tables.cost_table(found)]


def _collation(plan: Plan) -> Found:
    found = collation.measure(plan.collation_forms)
    return list(found), [tables.collation_table(found)]


def _lag(plan: Plan) -> Found:
    found = lag.measure(plan.lag_partitions, plan.lag_groups)
    return list(found), [tables.lag_table(found)]


_PARTS: dict[Part, Callable[[Plan], Found]] = {
    Part.HOP: _hop,
    Part.JOURNEY: _journey,
    Part.LATENCY: _latency,
    Part.MEMORY: _memory,
    Part.SCALING: _scaling,
    Part.COST: _cost,
    Part.COLLATION: _collation,
    Part.LAG: _lag,
}


def _show(made: Sequence[tables.Table]) -> None:
    for table in made:
        typer.echo(f"\n{table.title}")
        show_table(table.columns, table.rows)
        if table.note:
            typer.echo(table.note)


def _plain(found: Sequence[Any]) -> list[dict[str, Any]]:
    return [asdict(each) for each in found]


def _machine() -> dict[str, object]:
    return {
        "at": clock.now().isoformat(timespec="seconds"),
        "cores": psutil.cpu_count(),
        "python": platform.python_version(),
        "load": round(psutil.getloadavg()[1], 1),
    }


def _said() -> str:
    machine = _machine()
    return (
        f"Measured on {str(machine['at'])[:10]} on {machine['cores']} cores, "
        f"Python {machine['python']}, load {machine['load']} with the bench's own: medians; "
        "trust the ratios more than the figures."
    )


if __name__ == "__main__":
    typer.run(main)
