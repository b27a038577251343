"""The whole journey on a real Kafka, against a bare loop: the same forms, the same rules."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO

import psutil  # type: ignore[import-untyped]  # it ships no types
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from agents.vocabulary import load_vocabulary
from bench.cost import case_of
from bench.forms import forms
from schemas.catalogue import CPI_FORM
from schemas.codec import encode
from schemas.form import CpiForm
from schemas.topics import CONTROL_ROOM, CRIME, INTAKE, MASH, SECTOR
from streams.clients import client_options, consumer, producer
from streams.home import at_home
from streams.settings import PREFIX, Settings
from streams.supervisor import Supervisor

BARE_IN, BARE_OUT = "bench.intake", "bench.out"
DESTINATIONS = (MASH.name, SECTOR.name, CONTROL_ROOM.name, CRIME.name)
_PARTITIONS = 4
_WARM_UP = 8
_PATIENCE_SECONDS = 180.0
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
    """One round of one way; ``cpu`` is of its own process, ``kafka_cpu`` of the broker."""

    way: str
    seconds: float
    cpu: float
    kafka_cpu: float


@dataclass(frozen=True)
class EndToEnd:
    """The medians of one way over the rounds, and of its ratio to the bare loop in a round."""

    way: str
    forms: int
    rounds: int
    forms_a_second: float
    cpu_ms_a_form: float
    kafka_cpu_ms_a_form: float
    throughput_ratio: float
    cpu_ratio: float


def measure(count: int, most_rounds: int, seconds: float) -> list[EndToEnd]:
    """Run both ways in turn, each round with forms of its own, until the time is up."""
    started = time.monotonic()
    rounds: list[tuple[Run, Run]] = []
    with _both_ways() as (options, hub, bare, broker):
        for way in (hub, bare):
            asyncio.run(_round(options, way, forms(_WARM_UP, _NO_SEED), broker))
        longest = 0.0
        while len(rounds) < most_rounds:
            began = time.monotonic()
            if rounds and began - started + longest > seconds:
                break
            given = forms(count, seed=len(rounds) + 1)
            hub_run = asyncio.run(_round(options, hub, given, broker))
            rounds.append((hub_run, asyncio.run(_round(options, bare, given, broker))))
            longest = max(longest, time.monotonic() - began)
    return [_summary(count, rounds, number) for number in (0, 1)]


def _summary(count: int, rounds: Sequence[tuple[Run, Run]], number: int) -> EndToEnd:
    own = [each[number] for each in rounds]
    return EndToEnd(
        own[0].way,
        count,
        len(rounds),
        median(count / run.seconds for run in own),
        median(1000 * run.cpu / count for run in own),
        median(1000 * run.kafka_cpu / count for run in own),
        median(bare.seconds / pair[number].seconds for pair in rounds for bare in [pair[1]]),
        median(pair[number].cpu / pair[1].cpu for pair in rounds),
    )


@contextmanager
def _both_ways() -> Iterator[tuple[Mapping[str, object], Way, Way, psutil.Process]]:
    """Start a broker, a worker that assesses by itself, and the bare loop; stop them after."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cpi-bench-")))
        settings = Settings(data_dir=folder, kafka_bootstrap_servers=None)
        servers = stack.enter_context(at_home(settings, lambda _: None))
        options = client_options(settings, servers)
        asyncio.run(_make_topics(options))
        log = stack.enter_context((folder / "worker.log").open("wb"))
        worker = stack.enter_context(Supervisor(_environment(folder, servers), log, _complain))
        bare = stack.enter_context(_bare_loop(servers, log))
        _wait_until(lambda: worker.pid is not None)
        hub = Way("hub", INTAKE.name, DESTINATIONS, psutil.Process(worker.pid))
        loop = Way("bare loop", BARE_IN, (BARE_OUT,), psutil.Process(bare.pid))
        yield options, hub, loop, _broker_of(folder)


def _environment(folder: Path, servers: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {
        **clean,
        f"{PREFIX}DATA_DIR": str(folder),
        f"{PREFIX}KAFKA_BOOTSTRAP_SERVERS": servers,
        f"{PREFIX}ASSESSMENT": "automatic",
    }


@contextmanager
def _bare_loop(servers: str, log: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "bench.bare", servers]
    with subprocess.Popen(command, stdout=log, stderr=log) as process:  # noqa: S603 - our own
        try:
            yield process
        finally:
            process.kill()


def _broker_of(folder: Path) -> psutil.Process:
    marker = f"@{folder.resolve() / 'kafka'}"
    for process in psutil.process_iter(["cmdline"]):
        if any(word.endswith(marker) for word in process.info["cmdline"] or ()):
            return process
    message = "the broker of the bench is not found"
    raise RuntimeError(message)


async def _make_topics(options: Mapping[str, object]) -> None:
    admin = AIOKafkaAdminClient(**options)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, _PARTITIONS, 1) for name in (BARE_IN, BARE_OUT)])
    finally:
        await admin.close()


async def _round(
    options: Mapping[str, object], way: Way, given: Sequence[CpiForm], broker: psutil.Process
) -> Run:
    """Send forms as a partner does and wait for the last message that they become."""
    wanted = _expected(given)
    values = [(str(form.submission_id).encode(), encode(CPI_FORM, form)) for form in given]
    reader, writer = consumer(options), producer(options)
    await reader.start()
    await writer.start()
    try:
        await _go_to_end(reader, way.out)
        cpu, kafka_cpu = _cpu(way.process), _cpu(broker)
        started = time.perf_counter()
        await _send(writer, way.intake, values)
        await _receive(reader, wanted)
        seconds = time.perf_counter() - started
        return Run(way.name, seconds, _cpu(way.process) - cpu, _cpu(broker) - kafka_cpu)
    finally:
        await writer.stop()
        await reader.stop()


def _expected(given: Sequence[CpiForm]) -> int:
    words = load_vocabulary(None)
    return sum(len(case_of(form, words).sent) for form in given)


async def _go_to_end(reader: AIOKafkaConsumer, topics: Sequence[str]) -> None:
    places = [TopicPartition(topic, number) for topic in topics for number in range(_PARTITIONS)]
    reader.assign(places)
    for place, offset in (await reader.end_offsets(places)).items():
        reader.seek(place, offset)


async def _send(
    writer: AIOKafkaProducer, topic: str, values: Sequence[tuple[bytes, bytes]]
) -> None:
    await asyncio.gather(*[await writer.send(topic, value, key=key) for key, value in values])


async def _receive(reader: AIOKafkaConsumer, wanted: int) -> None:
    found = 0
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while found < wanted:
            batches = await reader.getmany(timeout_ms=500)
            found += sum(map(len, batches.values()))


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not true() and time.monotonic() < deadline:
        time.sleep(0.01)


def _complain(text: str) -> None:
    sys.stderr.write(f"bench: {text}\n")
