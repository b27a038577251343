"""One hop, the same work in each way: what a way itself costs, as a multiple of the bare loop."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import cycle, islice
from statistics import median

import psutil  # type: ignore[import-untyped]  # it ships no types

from bench.forms import forms
from bench.kafka import Client, Given
from bench.machine import BenchError, Machine, a_machine, a_way, cpu_of, held
from bench.samples import records_of
from bench.steps import Column, source_of, step_of, target_of

LIMIT = "bare"
WAYS = {
    LIMIT: "confluent_kafka",
    "hub": "faust",
    "quix": "quixstreams",
    "fast": "faststream",
    "faust_plain": "uvloop",
}
"""Each way, and the package that it cannot do without."""

TITLES = {
    LIMIT: "bare confluent-kafka loop",
    "hub": "the hub, one stage",
    "quix": "Quix Streams",
    "fast": "FastStream",
    "faust_plain": "Faust agent, one send a record",
}
_WARM_UP = 200
_CPU_SECONDS = 0.8
_FEWEST, _MOST = 200, 30_000


@dataclass(frozen=True)
class Run:
    """One round of one way: microseconds a record of its process and of the broker."""

    count: int
    seconds: float
    cpu_us: float
    kafka_cpu_us: float
    doubled: int


@dataclass(frozen=True)
class Hop:
    """The medians of a way over the rounds; ``ratio`` to the limit in the same round, of CPU."""

    column: str
    way: str
    rounds: int
    cpu_us: float
    ratio: float
    forms_a_second: float
    kafka_cpu_us: float
    doubled: int


def measure(rounds: int, columns: Sequence[Column], ways: Sequence[str]) -> list[Hop]:
    """Measure the ways in turn, round after round, in each column.

    Raises:
        BenchError: a way has lost a record, or stands still.
    """
    found: list[Hop] = []
    for column in columns:
        with a_machine() as machine:
            course = Course(machine, Client(machine.servers), column)
            found += _measured(course, rounds, ways)
    return found


def present(ways: Sequence[str]) -> list[str]:
    """Leave out the ways whose package is not installed."""
    # Faust, once imported, is a module without a spec.
    return [way for way in ways if WAYS[way] in sys.modules or find_spec(WAYS[way])]


@dataclass(frozen=True)
class Course:
    """Where one column is measured."""

    machine: Machine
    client: Client
    column: Column


def _measured(course: Course, rounds: int, ways: Sequence[str]) -> Iterator[Hop]:
    topics = [at(way, course.column) for way in ways for at in (source_of, target_of)]
    course.client.make_topics(topics)
    taken: dict[str, list[Run]] = {way: [] for way in ways}
    with _running(course, ways) as processes:
        counts = {way: _warm(course, way, processes[way]) for way in ways}
        for number in range(rounds):
            for way in ways:
                given = records(counts[way], number + 1)
                taken[way].append(one_round(course, way, processes[way], given))
    for way, runs in taken.items():
        yield _summary(course.column, way, runs, taken[LIMIT])


@contextmanager
def _running(course: Course, ways: Sequence[str]) -> Iterator[dict[str, psutil.Process]]:
    with ExitStack() as stack:
        yield {way: stack.enter_context(a_way(course.machine, way, course.column)) for way in ways}


def _warm(course: Course, way: str, process: psutil.Process) -> int:
    """Run twice, the first time with the start in it; say how many records fill a round."""
    one_round(course, way, process, records(_WARM_UP, -1))
    second = one_round(course, way, process, records(_WARM_UP, -2))
    return min(_MOST, max(_FEWEST, int(_CPU_SECONDS * 1e6 / max(second.cpu_us, 1.0))))


def one_round(course: Course, way: str, process: psutil.Process, given: Sequence[Given]) -> Run:
    """Let a way work off records that are all there when it begins.

    Raises:
        BenchError: one of them did not come out.
    """
    source, target = source_of(way, course.column), target_of(way, course.column)
    client, broker = course.client, course.machine.broker
    start = client.ends([target])
    with held(process):
        client.fill(source, given)
        cpu, kafka_cpu, began = cpu_of([process]), cpu_of([broker]), time.monotonic()
    ended = client.wait_for([target], start, len(given), process)
    cpu, kafka_cpu = cpu_of([process]) - cpu, cpu_of([broker]) - kafka_cpu
    found = list(client.keys_since([target], start))
    lost = _keys(course.column, given) - set(found)
    if lost:
        message = f"{way}: {len(lost)} of {len(given)} records did not come out"
        raise BenchError(message)
    each = 1e6 / len(given)
    doubled = len(found) - len(given)
    return Run(len(given), ended - began, cpu * each, kafka_cpu * each, doubled)


def records(count: int, seed: int) -> list[Given]:
    """Make records of forms as partners send them; 500 forms come again and again."""
    made = records_of(forms(min(count, 500), seed))
    again = enumerate(islice(cycle(made), count))
    return [
        (key if number < len(made) else key + b"/%d" % number, value, given)
        for number, (key, value, given) in again
    ]


def _keys(column: Column, given: Sequence[Given]) -> set[bytes]:
    """The keys that must come out; what reads a form names it by its own id or reference."""
    if column is Column.NOTHING:
        return {key for key, _, _ in given}
    step = step_of(column)
    return {step(*each)[0] for each in given[:500]}


def _summary(column: Column, way: str, runs: Sequence[Run], limit: Sequence[Run]) -> Hop:
    return Hop(
        column,
        way,
        len(runs),
        median(run.cpu_us for run in runs),
        median(run.cpu_us / bare.cpu_us for run, bare in zip(runs, limit, strict=True)),
        median(run.count / run.seconds for run in runs),
        median(run.kafka_cpu_us for run in runs),
        sum(run.doubled for run in runs),
    )
