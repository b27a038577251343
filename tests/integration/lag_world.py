"""A broker with consumers of all kinds on it, for the lag engine to look at."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from streams import clients, clock
from streams.clients import Options
from streams.lag import LagEngine
from streams.lag_model import Reading
from streams.settings import Settings
from tests.integration.consumers import Consumers
from tests.real_kafka import real_kafka

PACE_SECONDS, ROUNDS = 1.1, 11


@dataclass
class World:
    """A broker of this module's own, what a test does on it, and how it is ended."""

    servers: str
    options: Options
    consumers: Consumers
    end: Callable[[], None]

    def read(self, now: datetime | None = None) -> Reading:
        """Read with an engine that has seen nothing before, as one command does."""
        with closing(LagEngine(self.options, Settings(), seconds=30)) as engine:
            return engine.read(now or clock.now())


@contextmanager
def a_world(folder: Path) -> Iterator[World]:
    """Let them live for a while; what they did stays to be looked at."""
    with ExitStack() as running:
        servers = running.enter_context(real_kafka(folder))
        options = clients.client_options(Settings(), servers)
        made = World(servers, options, Consumers(options), running.close)
        live(made.consumers)
        running.callback(made.consumers.close)
        yield made


def live(consumers: Consumers) -> None:
    """Ten messages a round come into each partition; what each group does with them differs."""
    for name, partitions in (("busy", 1), ("quiet", 1), ("shared", 2)):
        consumers.topic(name, partitions)
    consumers.write("busy", 200)
    consumers.write("quiet", 5)
    consumers.join("stalls", "shared", "desk-1")
    for number in range(ROUNDS):
        consumers.write("busy", 10)
        consumers.write("shared", 10)
        consumers.commit("slow", "busy", 100 + 5 * number)
        consumers.commit("catches-up", "busy", 20 * number)
        consumers.commit("goes-back", "busy", 100 + 5 * number if number < 9 else number)
        consumers.commit("is-stuck", "busy", 100)
        consumers.poll("stalls")
        if number < 3:
            consumers.commit("stops", "busy", 210 + 10 * number)
            consumers.commit("quiet", "quiet", 3 + number)
            consumers.commit("stalls", "shared", 10 * (number + 1))
        time.sleep(PACE_SECONDS)  # a slow round brings no commit nearer to the next


def write_fast(options: Options, topic: str, written: list[float], going: threading.Event) -> None:
    """Write 200 records a second; keep when each was."""
    producer = clients.producer(options)
    began = time.monotonic()
    while going.is_set():
        while len(written) < 200 * (time.monotonic() - began):
            producer.produce(topic, b"x" * 200, partition=0)
            written.append(clock.now().timestamp())
        producer.poll(0.005)
    producer.flush(10)
