"""The whole journey on a real Kafka, against a bare loop that makes the same decisions."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import psutil  # type: ignore[import-untyped]  # it ships no types

from agents.vocabulary import load_vocabulary
from bench.cost import case_of
from bench.forms import WORDS, mixed
from bench.kafka import Client
from bench.machine import Machine, a_machine, a_way, a_worker, cpu_of, held, wait_until
from bench.samples import DESTINATIONS, records_of
from bench.steps import Column, source_of, target_of
from bench.team import at_rest
from schemas.form import CpiForm
from schemas.topics import INTAKE

BARE = "bare_journey"
_WARM_UP = 20
_NO_SEED = 1_000_000


@dataclass(frozen=True)
class Way:
    """One of the two: where its forms go in, where its messages come out, its process."""

    name: str
    intake: str
    out: tuple[str, ...]
    process: psutil.Process


@dataclass(frozen=True)
class Run:
    """One round of one way: seconds, and the CPU seconds of its process and of the broker."""

    seconds: float
    cpu: float
    kafka_cpu: float


@dataclass(frozen=True)
class EndToEnd:
    """The medians of one way over the rounds, and of its ratio to the bare loop in a round.

    ``own_ms`` is CPU beyond the bare loop's, a form: what the hub is, without the decisions.
    """

    way: str
    forms: int
    rounds: int
    forms_a_second: float
    throughput_ratio: float
    cpu_ms: float
    cpu_ratio: float
    own_ms: float
    kafka_cpu_ms: float


def measure(count: int, rounds: int) -> list[EndToEnd]:
    """Run both ways in turn, each round with forms of its own.

    Raises:
        BenchError: a way stands still.
    """
    bare_topics = source_of(BARE, Column.RULES), target_of(BARE, Column.RULES)
    with a_machine() as machine, a_worker(machine) as worker:
        client = Client(machine.servers)
        client.make_topics(bare_topics)
        with a_way(machine, BARE, Column.RULES) as process:
            bare = Way("bare loop", bare_topics[0], bare_topics[1:], process)
            hub = Way("the hub, one worker", INTAKE.name, DESTINATIONS, worker)
            go = _goer(machine, client)
            for way in (bare, hub):
                go(way, mixed(_WARM_UP, _NO_SEED, WORDS))
            wait_until(lambda: at_rest([worker]), "the worker goes on compiling")
            given = [mixed(count, seed + 1, WORDS) for seed in range(rounds)]
            pairs = [(go(bare, each), go(hub, each)) for each in given]
    return [_summary(way.name, count, pairs, place) for place, way in enumerate((bare, hub))]


def _goer(machine: Machine, client: Client) -> Callable[[Way, Sequence[tuple[CpiForm, bool]]], Run]:
    words = load_vocabulary(None)

    def go(way: Way, given: Sequence[tuple[CpiForm, bool]]) -> Run:
        """Let a way work off forms that are all there when it begins, to the last message."""
        plain = [form for form, _ in given]
        wanted = sum(len(case_of(form, words).sent) for form in plain)
        start = client.ends(way.out)
        with held(way.process):
            client.fill(way.intake, records_of(plain))
            cpu, kafka_cpu = cpu_of([way.process]), cpu_of([machine.broker])
            began = time.monotonic()
        seconds = client.wait_for(way.out, start, wanted, way.process) - began
        return Run(seconds, cpu_of([way.process]) - cpu, cpu_of([machine.broker]) - kafka_cpu)

    return go


def _summary(name: str, count: int, pairs: Sequence[tuple[Run, Run]], place: int) -> EndToEnd:
    own = [pair[place] for pair in pairs]
    ms = 1000 / count
    return EndToEnd(
        way=name,
        forms=count,
        rounds=len(pairs),
        forms_a_second=median(count / run.seconds for run in own),
        throughput_ratio=median(pair[0].seconds / pair[place].seconds for pair in pairs),
        cpu_ms=median(run.cpu * ms for run in own),
        cpu_ratio=median(pair[place].cpu / pair[0].cpu for pair in pairs),
        own_ms=median((pair[place].cpu - pair[0].cpu) * ms for pair in pairs),
        kafka_cpu_ms=median(run.kafka_cpu * ms for run in own),
    )
