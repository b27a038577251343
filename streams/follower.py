"""Looks things up in a ledger that another app keeps: a copy of its topic, brought up to date."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from schemas.base import Message
from schemas.reference import partition_of
from streams.ledger import Ledger
from streams.reading import Reader

M = TypeVar("M", bound=Message)


class Follower(Generic[M]):
    """All partitions of a ledger, at most as old as the last ``follow``.

    It has a reader of its own: what is read for it does not hold up the stages.
    """

    def __init__(self, ledger: Ledger[M], reader: Reader) -> None:
        self._ledger = ledger
        self._reader = reader
        self._followed = asyncio.Event()

    @property
    def has_followed(self) -> bool:
        """Whether the topic has been read once."""
        return self._followed.is_set()

    async def follow(self) -> None:
        """Read what is new on the topic.

        Raises:
            KafkaException: the broker does not answer.
            LedgerError: the topic has a record that this version cannot read.
        """
        for partition in range(await self._reader.spread()):
            await self._ledger.follow(partition)
        self._followed.set()

    async def look_up(self, keys: Iterable[str], patience: float) -> Mapping[str, M] | None:
        """Give what stands under each key; null where the topic is not read within ``patience``.

        ``patience`` is in seconds, and is waited for only until the topic has been read once.
        """
        try:
            async with asyncio.timeout(patience):
                await self._followed.wait()
        except TimeoutError:
            return None
        partitions = await self._reader.spread()
        found = {}
        for key in keys:
            entry = await self._ledger.get(partition_of(key, partitions), key)
            if entry is not None:
                found[key] = entry
        return found

    async def stop(self) -> None:
        """Disconnect."""
        await self._reader.stop()
