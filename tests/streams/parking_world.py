"""Topics in memory, and one stage that works on them as a worker does; it stops at any write."""

from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

from schemas.base import Message
from schemas.codec import decode, encode
from schemas.ids import CATALOGUE_IDS, SchemaIds
from schemas.records import DeadLetter, WaitingLine
from schemas.reference import partition_of
from schemas.rejection import Rejection
from schemas.stages import DeadLetterStatus, Stage
from schemas.topics import ASSESSED, DEAD_LETTERS, PARKING
from streams.deciding import Decider, Path
from streams.envelope import Record
from streams.marks import REDRIVE_HEADER
from streams.outcome import Copy, Outcome, Outgoing
from streams.parking import Parking
from streams.reading import Reader
from streams.redriving import copy_of, newest_letters, redriven
from streams.sealing import Keyring
from streams.sending import keys_of
from streams.settings import Settings
from streams.tools import Tools

STAGE = Stage.REDACT
START = datetime(2026, 10, 5, 13, 30, tzinfo=UTC)
KEYRING, OTHER_KEY = Keyring("test", bytes(32)), Keyring("other", bytes(31) + b"\1")
SETTINGS = Settings()
FORM, OTHER = "CPI-202610-ABCDEFGHJK", "CPI-202610-0000000000"
FAULT = Rejection("the redact stage failed: KeyError")

Fails = Callable[[str, int], bool]
"""Whether the stage fails on a record, by its value and the number of the try."""


class Stopped(BaseException):
    """The process would have ended here."""


class Topics(Reader):
    """The topics: a reader of what lies there, and where it is written to."""

    def __init__(self, partitions: int = 2) -> None:
        super().__init__({}, spread=partitions)
        self.count = partitions
        self.held: dict[tuple[str, int], list[Record]] = defaultdict(list)
        self.reads: list[str] = []
        self.left: int | None = None
        """How many writes there are until the process stops."""
        self._ticks = 0

    def now(self) -> datetime:
        """A clock that never shows the same time twice."""
        self._ticks += 1
        return START + timedelta(milliseconds=self._ticks)

    def put(self, item: Outgoing | Copy) -> Record:
        """Write; the process may stop right after it."""
        copy = item if isinstance(item, Copy) else self._written(item)
        place = self.held[copy.topic, copy.partition]
        headers, now = copy.headers, self.now()
        record = Record(copy.topic, copy.partition, len(place), copy.key, copy.value, headers, now)
        place.append(record)
        if self.left is not None:
            self.left -= 1
            if self.left == 0:
                raise Stopped
        return record

    def form(self, value: str, reference: str = FORM) -> Record:
        """Write a record of a form, as the stage before would."""
        partition = partition_of(reference, self.count)
        return self.put(Copy(ASSESSED.name, partition, reference.encode(), value.encode()))

    async def stretch(
        self, topic: str, partition: int, start: int = 0
    ) -> AsyncGenerator[Record, None]:
        """The records of a partition."""
        self.reads.append(topic)
        for record in self.held[topic, partition][start:]:
            yield record

    async def of_form(
        self, topic: str, reference: str, since: datetime | None = None
    ) -> AsyncIterator[Record]:
        """The records of a form."""
        async for record in self.stretch(topic, partition_of(reference, self.count)):
            if record.key == reference.encode() and (since is None or record.appended_at >= since):
                yield record

    async def letters(self) -> list[DeadLetter]:
        """The newest state of each dead letter, the oldest first."""

        async def pairs() -> AsyncIterator[tuple[Record, Message | Rejection]]:
            for partition in range(self.count):
                for record in self.held[DEAD_LETTERS.name, partition]:
                    yield record, decode(DEAD_LETTERS.schema, record.value)

        return await newest_letters(pairs())

    def line(self, reference: str = FORM) -> WaitingLine | None:
        """The line of a form as its topic has it."""
        found = None
        for record in self.held[PARKING.name, partition_of(reference, self.count)]:
            message = decode(PARKING.schema, record.value)
            if isinstance(message, WaitingLine) and message.reference == reference:
                found = message
        return found

    def _written(self, item: Outgoing) -> Copy:
        key, spread = keys_of(item.message)
        value = encode(item.topic.schema, item.message)
        return Copy(item.topic.name, partition_of(spread, self.count), key.encode(), value)


@dataclass
class World:
    """A hub with one stage. ``done`` are the values that it has sent on, in order.

    What is ``committed`` is not read again; where it ``lags`` that is nothing, until a run ends.
    """

    fails: Fails = lambda _value, _tried: False
    lags: bool = False
    topics: Topics = field(default_factory=Topics)
    done: list[str] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    committed: Counter[int] = field(default_factory=Counter)

    async def run(self, stop_after: int | None = None) -> bool:
        """Start a worker and let it work until nothing is left; true if it stopped before."""
        parking = Parking(self.topics, CATALOGUE_IDS, KEYRING)
        positions, self.topics.left = Counter(self.committed), stop_after
        try:
            for partition in range(self.topics.count):
                await self._partition(parking, partition, positions)
        except Stopped:
            return True
        finally:
            self.topics.left = None
        self.committed = positions
        return False

    async def redrive(self) -> int:
        """Do what `cpi dead-letters redrive --all` does; gives how many there were."""
        letters = [x for x in await self.topics.letters() if x.status is DeadLetterStatus.OPEN]
        for letter in letters:
            self.topics.put(copy_of(letter, KEYRING))
            state = redriven(letter, "operator", self.topics.now())
            self.topics.put(Outgoing(DEAD_LETTERS, state))
        return len(letters)

    async def _partition(self, parking: Parking, partition: int, positions: Counter[int]) -> None:
        records = self.topics.held[ASSESSED.name, partition]
        while positions[partition] < len(records):
            await self.step(parking, records[positions[partition]])
            positions[partition] += 1
            if not self.lags:
                self.committed[partition] = positions[partition]

    async def step(self, parking: Parking, record: Record) -> None:
        """Take one record to its end, as the delivery does."""
        kept = SimpleNamespace(
            parking=parking, keyring=KEYRING, ids=CATALOGUE_IDS, settings=SETTINGS
        )
        tools = cast("Tools", kept)
        path = Path(STAGE, self._handle, _refuse, _unguarded, read=_anything)
        self._send(await Decider(path, tools).decide(record))

    async def _handle(self, record: Record, _message: Message) -> Outcome:
        value = (record.value or b"").decode()
        self.tried[value] += 1
        if self.fails(value, self.tried[value]):
            raise KeyError(value)
        self.done.append(value)
        return Outcome()

    def _send(self, outcome: Outcome) -> None:
        for group in outcome.groups:
            for item in group:
                self.topics.put(item)
        outcome.sent()


def _anything(_record: Record, _ids: SchemaIds) -> Message:
    return Message()


def _refuse(_record: Record, _rejection: Rejection, _now: datetime) -> Outcome:
    return Outcome()


def _unguarded(_partitions: set[int]) -> AbstractAsyncContextManager[object]:
    return nullcontext()


def failing(*values: str) -> World:
    """A stage that fails on these values."""
    return World(lambda value, _tried: value in values)


def parking_on(world: World, keyring: Keyring = KEYRING) -> Parking:
    """A worker's memory, before it has read anything."""
    return Parking(world.topics, CATALOGUE_IDS, keyring)


async def redriven_head(world: World) -> Record:
    """Mend the stage, and send what failed on its way again; gives the copy."""
    world.fails = lambda _value, _tried: False
    await world.redrive()
    copies = [x for x in world.topics.held[ASSESSED.name, 0] if REDRIVE_HEADER in x.headers]
    copies += [x for x in world.topics.held[ASSESSED.name, 1] if REDRIVE_HEADER in x.headers]
    return copies[-1]


async def blocked() -> World:
    """A form whose first record has failed, with two that wait."""
    world = failing("a1")
    for value in ("a1", "a2", "a3"):
        world.topics.form(value)
    await world.run()
    return world
