"""Reads topics outside any consumer group: joins nothing, commits nothing."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from datetime import UTC, datetime
from operator import methodcaller
from typing import Any, ParamSpec, Self, TypeVar

from confluent_kafka import KafkaError, KafkaException, Message

from schemas.reference import partition_of
from schemas.topics import DESK
from streams.clients import Options
from streams.cursor import Cursor, between, late
from streams.envelope import Headers, Record
from streams.errors import HubError

P = ParamSpec("P")
T = TypeVar("T")

_SLICE = 1000
_POLL_SECONDS = 0.25
# A stretch that brings nothing for so long has lost its broker.
_PATIENCE_SECONDS = 10.0
# A consumer that takes longer to close goes on closing in its thread, and nobody waits.
_CLOSE_SECONDS = 5.0
# Where a name is not UTF-8, the client gives half a list and an error at once. A call from bytecode
# may not see the error, and goes on with the list; this one always looks.
_HEADERS = methodcaller("headers")
_CLOSED = KafkaError._DESTROY  # noqa: SLF001 - librdkafka's own codes are named so


_NO_TIME = datetime.fromtimestamp(0, UTC)


class MissingTopicError(HubError):
    """A topic that the cluster does not have; the text says what to do."""


class Reader:
    """Reads stretches of partitions, one at a time.

    ``spread`` is the number of partitions over which forms are spread; without it, the cluster is
    asked. Every read raises a KafkaException where the broker does not answer for ten seconds.
    """

    def __init__(self, options: Options, spread: int | None = None) -> None:
        self._options = options
        self._spread = spread
        self._cursor: Cursor | None = None
        self._turn = asyncio.Lock()
        # One thread: what a cancelled read still does there is over before the next begins.
        self._thread = ThreadPoolExecutor(1, "reader")

    async def stop(self) -> None:
        """Disconnect."""
        cursor, self._cursor = self._cursor, None
        if cursor is not None:
            closing = asyncio.wrap_future(self._thread.submit(cursor.close))
            await asyncio.wait([closing], timeout=_CLOSE_SECONDS)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def partitions(self, topic: str) -> int:
        """Count the partitions that a topic has now.

        Raises:
            MissingTopicError: there is no such topic.
        """
        async with self._turn:
            cursor = await self._connected()
            found = await self._later(cursor.count, topic)
        if not found:
            message = f"the cluster has no topic {topic}: run `cpi topics apply`"
            raise MissingTopicError(message)
        return found

    async def spread(self) -> int:
        """Give the number of partitions over which forms are spread: as many as the desk has.

        Partitions that are added to another topic move no form.

        Raises:
            MissingTopicError: there is no desk.
        """
        if self._spread is None:
            self._spread = await self.partitions(DESK.name)
        return self._spread

    async def stretch(
        self, topic: str, partition: int, start: int = 0
    ) -> AsyncGenerator[Record, None]:
        """Yield the records of a partition from ``start`` to where it ended when asked."""
        async with aclosing(self._slices(topic, partition, start)) as slices:
            async for messages in slices:
                for message in messages:
                    yield record_of(message)

    async def end(self, topic: str, partition: int) -> int:
        """The offset that the next record of a partition will have."""
        async with self._turn:
            cursor = await self._connected()
            _, end = await self._later(cursor.bounds, topic, partition)
            return end

    async def at(self, topic: str, partition: int, offset: int) -> Record | None:
        """Read one record; null where retention has deleted it."""
        async with aclosing(self._slices(topic, partition, offset, 1)) as slices:
            async for (message,) in slices:
                return record_of(message) if message.offset() == offset else None
        return None

    async def all(self, topic: str) -> AsyncIterator[Record]:
        """Yield every record of a topic, partition by partition, also of those added to it."""
        for partition in range(await self.partitions(topic)):
            async for record in self.stretch(topic, partition):
                yield record

    async def of_form(
        self, topic: str, reference: str, since: datetime | None = None
    ) -> AsyncIterator[Record]:
        """Yield the records of one form, oldest first, appended at or after ``since``."""
        key = reference.encode()
        partition = partition_of(reference, await self.spread())
        start = await self._offset_at(topic, partition, since) if since else 0
        async with aclosing(self._slices(topic, partition, start)) as slices:
            async for messages in slices:
                for message in messages:
                    if message.key() == key:
                        yield record_of(message)

    async def _offset_at(self, topic: str, partition: int, since: datetime) -> int:
        async with self._turn:
            cursor = await self._connected()
            return await self._later(cursor.since, topic, partition, since)

    async def _slices(
        self, topic: str, partition: int, start: int, count: int = _SLICE
    ) -> AsyncGenerator[Sequence[Message], None]:
        """Yield what lies from ``start`` to the end of now, in lists that are not empty.

        Offsets have gaps, at the end too: it is reached by position, never by counting.
        """
        async with self._turn:
            cursor = await self._connected()
            try:
                position, end = await self._later(cursor.open, topic, partition, start)
                while position < end:
                    came = await self._next(cursor, count)
                    records, position = between(came, position, end)
                    if records:
                        yield records
            finally:
                self._thread.submit(cursor.rest)

    async def _next(self, cursor: Cursor, count: int) -> list[Message]:
        # In short waits: a read that is cancelled must not hold the thread for long.
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            came = await self._later(cursor.read, count, _POLL_SECONDS)
            if came:
                return came
        raise late()

    async def _connected(self) -> Cursor:
        if self._cursor is None:
            self._cursor = await self._later(Cursor, self._options)
        return self._cursor

    async def _later(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        try:
            return await asyncio.wrap_future(self._thread.submit(work, *args, **named))
        except RuntimeError as error:
            # The client says so when it was closed meanwhile.
            raise KafkaException(KafkaError(_CLOSED)) from error


def record_of(message: Message) -> Record:
    """Turn the client's record into ours; headers whose names cannot be read are left out."""
    raw: Any = message  # by its types it could also be an error, which has no place
    try:
        appended_at = datetime.fromtimestamp(raw.timestamp()[1] / 1000, UTC)
    except (ValueError, OverflowError):
        appended_at = _NO_TIME  # a topic that lets its writers say when may be told anything
    return Record(
        raw.topic(),
        raw.partition(),
        raw.offset(),
        raw.key(),
        raw.value(),
        _headers_of(raw),
        appended_at,
    )


def _headers_of(raw: Any) -> Headers:  # noqa: ANN401 - see above
    try:
        found = _HEADERS(raw)
    except (SystemError, ValueError):
        # A name is not UTF-8. The client keeps its half-made list, and who touches that crashes.
        raw.set_headers([])
        return {}
    made = dict(found) if found else {}
    return {name: value or b"" for name, value in found} if None in made.values() else made
