"""Threads that watch while a load runs: when records arrive, and what a plain round trip takes."""

import threading
import time
from abc import ABC, abstractmethod
from typing import Self

from confluent_kafka import Consumer, Producer, TopicPartition

from bench.kafka import QUIET, Places, looker

_PAUSE_SECONDS = 0.05
_WAIT_SECONDS = 5.0
_KILOBYTE = bytes(1024)


class Probe(ABC):
    """A thread with a consumer of its own, from some places on; a context manager."""

    def __init__(self, servers: str, start: Places) -> None:
        self._start = start
        self._consumer: Consumer = looker(servers)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._consumer.assign([TopicPartition(*at, number) for at, number in self._start.items()])
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._consumer.close()

    def _watch(self) -> None:
        while not self._over.is_set():
            self._once()

    @abstractmethod
    def _once(self) -> None:
        """Do one step."""


class Arrivals(Probe):
    """Notes the monotonic time at which the first record of each key was read."""

    def __init__(self, servers: str, start: Places) -> None:
        super().__init__(servers, start)
        self.at: dict[bytes, float] = {}

    def _once(self) -> None:
        record = self._consumer.poll(0.1)
        if record is not None and not record.error():
            self.at.setdefault(record.key() or b"", time.monotonic())


class RoundTrips(Probe):
    """Sends a kilobyte and reads it again, twenty times a second at most; seconds."""

    def __init__(self, servers: str, topic: str, start: Places) -> None:
        super().__init__(servers, start)
        self.taken: list[float] = []
        self._topic = topic
        self._number = 0
        self._producer = Producer(
            {"bootstrap.servers": servers, "acks": "all", "linger.ms": 0, **QUIET}
        )

    def _once(self) -> None:
        self._number += 1
        key = b"%d" % self._number
        began = time.monotonic()
        self._producer.produce(self._topic, _KILOBYTE, key)
        self._producer.poll(0)
        if self._comes(key, began + _WAIT_SECONDS):
            self.taken.append(time.monotonic() - began)
        self._over.wait(_PAUSE_SECONDS)

    def _comes(self, key: bytes, deadline: float) -> bool:
        while time.monotonic() < deadline:
            record = self._consumer.poll(0.1)
            if record is not None and not record.error() and record.key() == key:
                return True
        return False
