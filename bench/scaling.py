"""Two workers against one: a backlog of forms, the whole journey."""

import time
from dataclasses import dataclass
from statistics import median

from bench.forms import WORDS, forms
from bench.kafka import Client
from bench.machine import Machine, a_machine, cpu_of, held
from bench.samples import EACH_ONCE, records_of
from bench.team import a_team
from schemas.topics import INTAKE


@dataclass(frozen=True)
class Scaling:
    """The medians of a number of workers; the ratios are to one worker in the same round.

    ``forms_a_cpu_second`` counts the CPU time of the workers alone: what a machine with a core for
    each would give, were nothing else in the way.
    """

    workers: int
    rounds: int
    forms_a_second: float
    ratio: float
    forms_a_cpu_second: float
    cpu_ratio: float
    kafka_cores: float


@dataclass(frozen=True)
class _Run:
    a_second: float
    a_cpu_second: float
    kafka_cores: float


def measure(count: int, rounds: int) -> list[Scaling]:
    """Let one worker and two work off as many forms in turn.

    Raises:
        BenchError: they stand still.
    """
    with a_machine() as machine:
        client = Client(machine.servers)
        pairs = [
            tuple(_run(machine, client, size, count, 2 * number + size) for size in (1, 2))
            for number in range(rounds)
        ]
    return [
        Scaling(
            workers=place + 1,
            rounds=rounds,
            forms_a_second=median(pair[place].a_second for pair in pairs),
            ratio=median(pair[place].a_second / pair[0].a_second for pair in pairs),
            forms_a_cpu_second=median(pair[place].a_cpu_second for pair in pairs),
            cpu_ratio=median(pair[place].a_cpu_second / pair[0].a_cpu_second for pair in pairs),
            kafka_cores=median(pair[place].kafka_cores for pair in pairs),
        )
        for place in (0, 1)
    ]


def _run(machine: Machine, client: Client, size: int, count: int, seed: int) -> _Run:
    given = records_of(forms(count, seed, WORDS))
    with a_team(machine, client, size, seed) as team:
        start = client.ends([EACH_ONCE])
        with held(*team):
            client.fill(INTAKE.name, given)
            cpu, kafka_cpu = cpu_of(team), cpu_of([machine.broker])
            began = time.monotonic()
        seconds = client.wait_for([EACH_ONCE], start, count, *team) - began
        kafka_cpu = cpu_of([machine.broker]) - kafka_cpu
        return _Run(count / seconds, count / (cpu_of(team) - cpu), kafka_cpu / seconds)
