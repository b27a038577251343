"""What a stage remembers of each form: a compacted topic, read when a partition is first needed.

Not a Faust Table: an app that has one skips source records after a restart (docs/why.md). The
partition of a ledger is the partition of the forms, so whoever works on those owns it.
"""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar, cast

from schemas.base import Message
from schemas.codec import decode
from schemas.ids import SchemaIds
from schemas.reference import form_key
from schemas.rejection import Rejection
from schemas.topics import Topic
from streams.errors import HubError
from streams.reading import Reader

M = TypeVar("M", bound=Message)


class LedgerError(HubError):
    """A record of the ledger's own topic that cannot be read; the text is one line."""


class Ledger(Generic[M]):
    """The newest message of each form, by partition and form key.

    ``pending`` picks those for which something is still to come, so that a clock need not look at
    all of them.
    """

    def __init__(
        self,
        topic: Topic,
        reader: Reader,
        ids: SchemaIds,
        pending: Callable[[M], bool] = lambda _: False,
    ) -> None:
        self._topic = topic
        self._reader = reader
        self._ids = ids
        self._is_pending = pending
        self._pending: dict[int, dict[str, M]] = {}
        self._partitions: dict[int, dict[str, M]] = {}
        self._locks: dict[int, asyncio.Lock] = {}

    def lock(self, partition: int) -> asyncio.Lock:
        """The lock to hold from a decision on a form until it is remembered."""
        return self._locks.setdefault(partition, asyncio.Lock())

    async def partition(self, partition: int) -> dict[str, M]:
        """What is remembered of each form of a partition, read from the topic the first time.

        Raises:
            LedgerError: a record that this version cannot read.
        """
        if partition not in self._partitions:
            entries = await self._read(partition)
            waiting = {key: each for key, each in entries.items() if self._is_pending(each)}
            self._pending[partition] = waiting
            self._partitions[partition] = entries
        return self._partitions[partition]

    async def get(self, partition: int, reference: str) -> M | None:
        """What is remembered of a form; null for one never seen."""
        return (await self.partition(partition)).get(form_key(reference))

    async def pending(self, partition: int) -> list[M]:
        """What is remembered of the forms of a partition for which something is still to come."""
        await self.partition(partition)
        return list(self._pending[partition].values())

    def put(self, partition: int, reference: str, message: M) -> None:
        """Remember what has been written to the topic."""
        key = form_key(reference)
        self._partitions[partition][key] = message
        if self._is_pending(message):
            self._pending[partition][key] = message
        else:
            self._pending[partition].pop(key, None)

    async def forget(self) -> None:
        """Let go of all partitions, once nobody is at work on one of them."""
        for partition in list(self._partitions):
            async with self.lock(partition):
                del self._partitions[partition], self._pending[partition]

    async def _read(self, partition: int) -> dict[str, M]:
        entries: dict[str, M] = {}
        async for record in self._reader.stretch(self._topic.name, partition):
            message = decode(self._topic.schema, record.value, self._ids)
            if isinstance(message, Rejection):
                text = f"{record.place} cannot be read: {message.reason}"
                raise LedgerError(text)
            entries[form_key((record.key or b"").decode())] = cast("M", message)
        return entries
