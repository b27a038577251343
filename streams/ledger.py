"""What a stage remembers of each form, or of each entity: a compacted topic, with a copy on disk.

Not a Faust Table: an app that has one skips source records after a restart (docs/why.md). The
partition of a ledger is the partition of the forms, so whoever works on those owns it. It forgets
nothing that the topic does not: a form that comes again is known however late it comes.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar, cast

from schemas.base import Message
from schemas.codec import decode, encode
from schemas.ids import SchemaIds
from schemas.reference import form_key
from schemas.rejection import Rejection
from schemas.topic import Topic
from streams.envelope import Record
from streams.errors import HubError
from streams.reading import Reader
from streams.store import Row, Store

M = TypeVar("M", bound=Message)

_SLICE = 1000


@dataclass(frozen=True)
class Shelf:
    """Where a ledger keeps its tables; null for in memory.

    ``identity`` asks the cluster which topic it is: one that was made anew has another.
    """

    identity: Callable[[], Awaitable[str]]
    folder: Path | None = None


class LedgerError(HubError):
    """A record of the ledger's own topic that cannot be read; the text is one line."""


class Ledger(Generic[M]):
    """The newest message of each form, by partition and form key.

    ``pending`` picks those for which something is still to come: they are in memory, the others in
    files on the shelf.
    """

    def __init__(
        self,
        topic: Topic,
        reader: Reader,
        ids: SchemaIds,
        shelf: Shelf,
        pending: Callable[[M], bool] = lambda _: False,
    ) -> None:
        self._topic = topic
        self._reader = reader
        self._ids = ids
        self._is_pending = pending
        self._shelf = shelf
        self._identity: str | None = None
        self._pending: dict[int, dict[str, M]] = {}
        self._stores: dict[int, Store] = {}
        self._locks: dict[int, asyncio.Lock] = {}
        self._era = 0

    @property
    def name(self) -> str:
        """The topic."""
        return self._topic.name

    @property
    def opened(self) -> set[int]:
        """The partitions that have been read."""
        return set(self._stores)

    def lock(self, partition: int) -> asyncio.Lock:
        """The lock to hold from a decision on a form until it is remembered."""
        return self._locks.setdefault(partition, asyncio.Lock())

    @asynccontextmanager
    async def locked(self, partitions: Iterable[int]) -> AsyncIterator[None]:
        """Hold the locks of several partitions, always taken in the same order."""
        async with AsyncExitStack() as held:
            for partition in sorted(partitions):
                await held.enter_async_context(self.lock(partition))
            yield

    async def get(self, partition: int, reference: str) -> M | None:
        """What is remembered of a form; null for one never seen.

        Raises:
            LedgerError: the topic has a record that this version cannot read.
        """
        key = form_key(reference)
        await self._opened(partition)
        value = self._pending[partition].get(key)
        if value is not None:
            return value
        try:
            found = self._stores[partition].get(key)
        except sqlite3.Error:
            self._drop(partition)
            found = (await self._opened(partition, on_disk=False)).get(key)
        return None if found is None else self._read(found, f"{self._topic.name}/{partition}")

    async def pending(self, partition: int) -> list[M]:
        """What is remembered of the forms of a partition for which something is still to come."""
        await self._opened(partition)
        return list(self._pending[partition].values())

    async def all(self, partition: int) -> AsyncIterator[M]:
        """Yield what is remembered of every form of a partition, and let others work meanwhile."""
        last = ""
        while True:
            try:
                rows = (await self._opened(partition)).after(last, _SLICE)
            except sqlite3.Error:
                self._drop(partition)
                rows = (await self._opened(partition, on_disk=False)).after(last, _SLICE)
            for last, value in rows:  # noqa: B007 - the last one is where the next slice begins
                yield self._read(value, f"{self._topic.name}/{partition}")
            if len(rows) < _SLICE:
                return
            await asyncio.sleep(0)

    def put(self, partition: int, reference: str, message: M) -> None:
        """Remember what has been written to the topic."""
        if partition not in self._stores:
            return  # the topic has it: it is read from there when it is needed next
        key, waits = form_key(reference), self._is_pending(message)
        value = encode(self._topic.schema, message, self._ids)
        try:
            self._stores[partition].put([(key, value, waits)])
        except sqlite3.Error:
            self._drop(partition)
            return
        if waits:
            self._pending[partition][key] = message
        else:
            self._pending[partition].pop(key, None)

    async def checkpoint(self) -> None:
        """Note how far the topic is in the tables, so that a start need not read it all."""
        for partition in list(self._stores):
            async with self.lock(partition):
                end = await self._reader.end(self._topic.name, partition)
                if partition not in self._stores:
                    continue
                try:
                    self._stores[partition].reached(end)
                except sqlite3.Error:
                    self._drop(partition)

    async def follow(self, partition: int) -> None:
        """Bring a table up to where the topic is now, where another app writes to that.

        Raises:
            LedgerError: the topic has a record that this version cannot read.
        """
        async with self.lock(partition):
            if partition not in self._stores:
                await self._opened(partition)
                return
            try:
                await self._fill(self._stores[partition], partition)
            except sqlite3.Error:
                self._drop(partition)
                await self._opened(partition, on_disk=False)

    def forget(self) -> None:
        """Let go of all partitions: when they go, and again before they come.

        Whoever is still at work on one finds its table closed, and reads the topic anew.
        """
        self._era += 1
        for partition in list(self._stores):
            self._drop(partition)

    def _drop(self, partition: int) -> None:
        if partition in self._stores:
            self._stores.pop(partition).close()
            del self._pending[partition]

    async def _opened(self, partition: int, *, on_disk: bool = True) -> Store:
        while partition not in self._stores:
            era = self._era
            self._identity = identity = self._identity or await self._shelf.identity()
            folder = self._shelf.folder if on_disk else None
            store = Store(folder and folder / f"{self._topic.name}-{partition}.sqlite", identity)
            try:
                await self._fill(store, partition)
                rows = store.pending()
            except sqlite3.Error:
                store.close()
                store = Store(None, identity)
                await self._fill(store, partition)
                rows = store.pending()
            place = f"{self._topic.name}/{partition}"
            if era != self._era:
                store.close()  # it was let go meanwhile: others may have written since
                continue
            waiting = {key: self._read(value, place) for key, value in rows}
            self._pending[partition], self._stores[partition] = waiting, store
        return self._stores[partition]

    async def _fill(self, store: Store, partition: int) -> None:
        """Bring a table up to where the topic is now."""
        end = await self._reader.end(self._topic.name, partition)
        if end < store.position:
            store.clear()
        rows: list[Row] = []
        async for record in self._reader.stretch(self._topic.name, partition, store.position):
            rows.append(self._row(record))
            if len(rows) == _SLICE:
                store.put(rows)
                rows.clear()
        store.put(rows)
        store.reached(end)

    def _row(self, record: Record) -> Row:
        message = self._read(record.value, record.place)
        key = form_key((record.key or b"").decode())
        return key, record.value or b"", self._is_pending(message)

    def _read(self, value: bytes | None, place: str) -> M:
        message = decode(self._topic.schema, value, self._ids)
        if isinstance(message, Rejection):
            text = f"{place} cannot be read: {message.reason}"
            raise LedgerError(text)
        return cast("M", message)
