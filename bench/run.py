"""Measures the hub on this machine, as ratios within one run; asserts nothing about time."""

import platform
from dataclasses import asdict
from typing import Annotated

import psutil  # type: ignore[import-untyped]  # it ships no types
import typer

from bench import cost, journey
from bench.forms import forms
from console.cli.common import show_json, show_table
from streams import clock


def main(
    *,
    count: Annotated[int, typer.Option("--forms", min=1, help="Forms a round.")] = 60,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds, at most.")] = 5,
    seconds: Annotated[float, typer.Option(help="Begin no round that would end later.")] = 90.0,
    kafka: Annotated[bool, typer.Option(help="Also end to end on a real Kafka.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Time the rules, the codec, and the whole journey against a bare loop."""
    costs = cost.measure(forms(20, seed=0), rounds)
    journeys = journey.measure(count, rounds, seconds) if kafka else []
    if as_json:
        show_json(
            {
                "at": clock.now().isoformat(timespec="seconds"),
                "cores": psutil.cpu_count(),
                "python": platform.python_version(),
                "unit": cost.UNIT,
                "steps": [asdict(each) for each in costs],
                "end_to_end": [asdict(each) for each in journeys],
            }
        )
        return
    typer.echo(f"{psutil.cpu_count()} cores, Python {platform.python_version()}; medians\n")
    show_table((f"one form of 200 words; unit: {cost.UNIT}", "ms", "ratio"), _costs(costs))
    if journeys:
        typer.echo("")
        show_table(_JOURNEY, [_journey(each) for each in journeys])


_JOURNEY = (
    "end to end", "forms", "rounds", "forms/s", "of bare", "CPU ms/form", "of bare", "Kafka CPU",
)  # fmt: skip


def _costs(costs: list[cost.Cost]) -> list[tuple[str, ...]]:
    return [(each.name, f"{each.milliseconds:.3f}", f"{each.ratio:.2f}") for each in costs]


def _journey(each: journey.EndToEnd) -> tuple[str, ...]:
    return (
        each.way,
        str(each.forms),
        str(each.rounds),
        f"{each.forms_a_second:.1f}",
        f"{each.throughput_ratio:.2f}",
        f"{each.cpu_ms_a_form:.1f}",
        f"{each.cpu_ratio:.2f}",
        f"{each.kafka_cpu_ms_a_form:.1f}",
    )


if __name__ == "__main__":
    typer.run(main)
