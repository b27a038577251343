"""A stage on a real Kafka whose handler a test chooses; notes say what happened, in order."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Message as KafkaMessage
from confluent_kafka import Producer

from schemas.base import Message
from schemas.codec import decode, encode
from schemas.enums import Priority
from schemas.ids import CATALOGUE_IDS
from schemas.records import DeadLetter
from schemas.rejection import Rejection
from schemas.stages import Stage
from schemas.topic import Topic
from schemas.topics import DEAD_LETTERS, INTAKE
from streams import clients, clock, deciding, parking
from streams.delivery import Delivery
from streams.envelope import PRIORITY_HEADER, Record
from streams.flight import Sent
from streams.inbox import Inbox
from streams.lanes import Lane
from streams.outcome import Outcome, Outgoing, then
from streams.reading import Reader
from streams.sealing import load_keyring, make_key_file
from streams.sending import Sender, Wanted
from streams.settings import Settings
from streams.tools import Tools
from streams.turns import Turns
from tests.forms import form
from tests.streams.conftest import MakeTopic

Handle = Callable[[Record, Message], Awaitable[Outcome]]
STAGE = Stage.TRIAGE
WHERE = (INTAKE.name, 0)
SECONDS = 20


class Stopped(BaseException):
    """The process would have ended here, with this status."""


class Noting(Sender):
    """The real sender; it notes what is on the broker as soon as that is known."""

    notes: list[str]

    async def send_each(self, wanted: Sequence[Wanted]) -> list[Sent]:
        """Send, then note."""
        sent = await super().send_each(wanted)
        self.notes += [
            f"on the broker: {one.topic()}" for one in sent if isinstance(one, KafkaMessage)
        ]
        return sent


@dataclass
class Bench:
    """A stage on a real Kafka, whose handler a test chooses; ``notes`` say in what order."""

    tools: Tools
    notes: list[str]
    dead: Topic
    out: Topic
    inbox: Inbox = field(default_factory=lambda: Inbox(STAGE, (INTAKE.name,)))
    lane: Lane = field(default_factory=lambda: Lane(WHERE, 0))

    def __post_init__(self) -> None:
        self.inbox.open(self.lane)

    def record(
        self,
        offset: int,
        key: bytes | None = None,
        value: bytes | None = None,
        *,
        high: bool = False,
    ) -> Record:
        """A submission, valid if no value is given."""
        kept = encode(INTAKE.schema, form()) if value is None else value
        marked = {PRIORITY_HEADER: Priority.HIGH.value.encode()} if high else {}
        return Record(*WHERE, offset, key or b"%d" % offset, kept, marked, clock.now())

    def put(self, *records: Record) -> None:
        """Let records come."""
        self.inbox.put(self.lane, records, records[-1].offset + 1)

    def patience(self, seconds: float) -> None:
        """Set how long the stage waits for what is transient."""
        changes = {"give_up_after": timedelta(seconds=seconds)}
        settings = self.tools.settings.model_copy(update=changes)
        self.tools = replace(self.tools, settings=settings)

    def delivery(self, handle: Handle, *, remembers: bool = False) -> Delivery:
        """The work of the stage. Its waves are large from the beginning."""
        self.inbox._most = 500
        path = self.path(handle, remembers=remembers)
        return Delivery(path, self.inbox, self.tools, Turns())

    async def carry(self, handle: Handle, *records: Record, remembers: bool = False) -> None:
        """Let records come, and take them through wave by wave."""
        self.put(*records)
        work = self.delivery(handle, remembers=remembers)
        while len(self.lane) and not self.inbox.halted:
            await work.carry(await self.inbox.next())

    def path(self, handle: Handle, *, remembers: bool = False) -> deciding.Path:
        """The stage; it answers what it refuses."""

        def refuse(_record: Record, rejection: Rejection, _now: object) -> Outcome:
            return replace(then((Outgoing(self.out, form()),)), rejection=rejection)

        @asynccontextmanager
        async def guard(partitions: set[int]) -> AsyncIterator[None]:
            self.notes.append(f"in {sorted(partitions)}")
            yield
            self.notes.append(f"out at {self.lane.position}")

        return deciding.Path(STAGE, handle, refuse, guard, remembers)

    async def letters(self) -> list[DeadLetter]:
        """The dead letters."""
        found = [
            decode(DEAD_LETTERS.schema, record.value)
            async for record in self.tools.reader.all(self.dead.name)
        ]
        return [each for each in found if isinstance(each, DeadLetter)]

    async def count(self, topic: Topic) -> int:
        """How many records a topic has."""
        return len([record async for record in self.tools.reader.all(topic.name)])


@asynccontextmanager
async def open_bench(
    options: clients.Options, make_topic: MakeTopic, data_dir: Path, patch: pytest.MonkeyPatch
) -> AsyncIterator[Bench]:
    """A stage with tools; its dead letters are on a topic of its own, its end is ``Stopped``."""
    make_key_file(data_dir / "hub.key")
    settings = Settings(data_dir=data_dir, give_up_after=timedelta(seconds=0.5))
    sender, reader = Noting(options, spread=1), Reader(options)
    sender.notes = []
    dead = make_topic(DEAD_LETTERS)
    bury_at(patch, dead)
    patch_stop(patch)
    keyring = load_keyring(settings.key_path)
    tools = Tools(settings, keyring, CATALOGUE_IDS, sender, reader)
    await tools.start()
    yield Bench(tools, sender.notes, dead, make_topic(INTAKE))
    await tools.stop()


def bury_at(patch: pytest.MonkeyPatch, topic: Topic) -> None:
    """Let dead letters go to another topic."""
    patch.setattr(deciding, "DEAD_LETTERS", topic)
    patch.setattr(parking, "DEAD_LETTERS", topic)


def patch_stop(patch: pytest.MonkeyPatch) -> None:
    """Let the end of the process be an exception."""

    def stopped(status: int) -> None:
        raise Stopped(status)

    patch.setattr(os, "_exit", stopped)
    patch.setattr(logging, "shutdown", lambda: None)


def hurry(patch: pytest.MonkeyPatch, seconds: float = 0.5) -> None:
    """Let producers give up after so long; theirs is 20 seconds, which no test waits for."""

    def producer(config: dict[str, Any], **named: Any) -> Any:  # noqa: ANN401 - passed on
        hasty = {"delivery.timeout.ms": int(seconds * 1000), "request.timeout.ms": 400}
        return Producer({**config, **hasty}, **named)

    patch.setattr("streams.clients.Producer", producer)


async def until(true: Callable[[], bool]) -> None:
    """Wait for something."""
    async with asyncio.timeout(SECONDS):
        while not true():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)


def kind(topic: Topic) -> str:
    """The note of a message on a topic."""
    return f"on the broker: {topic.name}"
