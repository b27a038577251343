"""A member of a consumer group on a real Kafka, with a stage that a test holds or lets go."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from confluent_kafka import Consumer, TopicPartition
from confluent_kafka import Message as KafkaMessage

from schemas.stages import Stage
from schemas.topic import Topic
from streams import clients
from streams.clients import Options
from streams.consuming import Group
from streams.envelope import Record
from streams.inbox import Inbox
from streams.lanes import Lane, Where
from streams.member import member
from streams.reading import Reader
from streams.settings import Settings
from streams.watchdog import Watchdog
from tests.streams.bench import until

Tamper = Callable[[list[KafkaMessage]], list[KafkaMessage]]


class Tampered:
    """The real consumer; a test may change what it brings."""

    def __init__(self, consumer: Consumer, tamper: Tamper) -> None:
        self._consumer, self._tamper = consumer, tamper
        self._rest: list[KafkaMessage] = []
        self.paused: list[TopicPartition] = []

    def poll(self, seconds: float) -> KafkaMessage | None:
        """Give the first of what comes."""
        first = self._consumer.poll(seconds)
        came = [first, *self._consumer.consume(499, 0)] if first is not None else []
        came = self._tamper(came)
        self._rest = came[1:]
        return came[0] if came else None

    def consume(self, count: int, seconds: float) -> list[KafkaMessage]:
        """Give the rest of it."""
        del count, seconds
        rest, self._rest = self._rest, []
        return rest

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - it is the real one in all else
        return getattr(self._consumer, name)


def tampering(patch: pytest.MonkeyPatch, tamper: Tamper) -> None:
    """Let consumers that are made from now on be tampered with."""
    real = clients.consumer
    patch.setattr(
        clients, "consumer", lambda *given, **named: Tampered(real(*given, **named), tamper)
    )


@dataclass(eq=False)
class Worker:
    """A member; ``done`` has the places that its stage has worked on. Clear ``go`` to hold it."""

    group: Group
    inbox: Inbox
    watchdog: Watchdog | None = None
    done: list[tuple[int, int]] = field(default_factory=list)
    told: list[set[Where]] = field(default_factory=list)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def work(self) -> None:
        """Take waves, for ever."""
        while True:
            wave = await self.inbox.next()
            for lane, record in wave.taken:
                await self._one(lane, record)
            self.inbox.finish(wave, 0)

    async def _one(self, lane: Lane, record: Record) -> None:
        await self.go.wait()
        lane.done(record.offset)
        self.done.append((record.partition, record.offset))

    @property
    def partitions(self) -> set[int]:
        """What it has."""
        return {partition for _, partition in self.inbox.lanes}


@dataclass
class World:
    """A topic, and a group of its own that works on it."""

    options: Options
    topic: Topic
    settings: Settings = field(default_factory=lambda: Settings(group=f"group-{uuid4()}"))

    def write(self, count: int, partition: int = 0, **headers: bytes) -> None:
        """Write records; all are on the broker."""
        producer = clients.producer(self.options)
        for number in range(count):
            key = b"%d/%d" % (partition, number)
            producer.produce(self.topic.name, b"x", key, partition, headers=list(headers.items()))
        producer.flush(10)

    def committed(self, partition: int = 0) -> int:
        """What the group has committed; negative for nothing."""
        asked = clients.consumer({**self.options, "group.id": self.settings.group})
        (found,) = asked.committed([TopicPartition(self.topic.name, partition)], 10)
        asked.close()
        return int(found.offset)

    def commit(self, offset: int, partition: int = 0) -> None:
        """Commit for the group, while it has no member."""
        made = clients.consumer({**self.options, "group.id": self.settings.group})
        place = TopicPartition(self.topic.name, partition, offset)
        made.commit(offsets=[place], asynchronous=False)
        made.close()

    @asynccontextmanager
    async def joined(
        self, *, held: bool = False, instance: str | None = None
    ) -> AsyncIterator[Worker]:
        """A member of the group, that leaves at the end."""
        inbox = Inbox(Stage.TRIAGE, (self.topic.name,))
        told: list[set[Where]] = []

        async def changed(partitions: set[Where]) -> None:
            told.append(partitions)

        async with Reader(self.options) as reader:
            options = member(self.settings, self.options, self.settings.group, instance)
            group = Group(options, [inbox], reader, changed, changed)
            worker = Worker(group, inbox, told=told)
            if not held:
                worker.go.set()
            working = asyncio.ensure_future(worker.work())
            await group.start()
            try:
                await until(lambda: group.assigned_at is not None or group.failure is not None)
                yield worker
            finally:
                await group.stop()
                working.cancel()


def offsets(worker: Worker, partition: int = 0) -> Sequence[int]:
    """What was worked on, in order."""
    return [offset for where, offset in worker.done if where == partition]


async def turns(worker: Worker, seconds: float) -> None:
    """Let the consumer go round for so long, at least once."""
    begun = worker.group.polled_at
    await until(lambda: worker.group.polled_at > begun + seconds)
