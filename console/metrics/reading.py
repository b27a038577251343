"""One kind of reading of the cluster, again and again, and how old its last result is."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from streams import clock
from streams.errors import HubError, kind_of
from streams.families import Family


class Of(StrEnum):
    """What is read."""

    LAG = "lag"
    RECONCILE = "reconcile"
    DEAD_LETTERS = "dead_letters"
    CANARY = "canary"


class Source(Protocol):
    """Something that is read from the cluster; its last result stays until the next one."""

    async def read(self) -> datetime:
        """Read; give the moment that the result is of.

        Raises:
            Exception: whatever went wrong; the last result stays.
        """

    def families(self, now: datetime, *, old: bool) -> Iterator[Family]:
        """Give the last result; ``old`` says that too many readings have failed or take long."""


class Readings:
    """Reads a source every so many seconds, in a thread of its own, as long as the process lives.

    One that takes long rests as long as it took: it never takes more than half of a core.
    """

    def __init__(self, of: Of, source: Source, every: float, say: Callable[[str], None]) -> None:
        self.of = of
        self.seconds: float | None = None
        self.failures = 0
        self._source = source
        self._every = every
        self._say = say
        self._told = ""
        self._began = clock.now()
        self._at: datetime | None = None
        self._moved_at = time.monotonic()

    def start(self) -> None:
        """Begin to read."""
        threading.Thread(target=asyncio.run, args=(self._keep_on(),), daemon=True).start()

    def age(self, now: datetime) -> float:
        """Say how old the last result is; without one, how long there has been none."""
        return max(0.0, (now - (self._at or self._began)).total_seconds())

    def is_old(self, now: datetime) -> bool:
        """Whether the last result says nothing of now any more: three readings have failed."""
        return self.age(now) > 3 * max(self._every, self.seconds or 0.0)

    def wanting(self) -> str | None:
        """Say that nothing has been read yet, or nothing for long; null where all is well."""
        now = clock.now()
        if self._at is None:
            return f"{self.of.value} has not been read yet"
        old = f"{self.of.value} was read last {self.age(now):.0f} seconds ago"
        return old if self.is_old(now) else None

    def standing(self, patience: float) -> str | None:
        """Say that a reading has neither succeeded nor failed for so many seconds."""
        still = time.monotonic() - self._moved_at
        return (
            f"{self.of.value} has been read for {still:.0f} seconds" if still > patience else None
        )

    def families(self, now: datetime) -> Iterator[Family]:
        """Give the last result."""
        return self._source.families(now, old=self.is_old(now))

    def _tell(self, line: str) -> None:
        """Say what is wrong, once until it is over or something else is wrong."""
        if line != self._told:
            self._say(line)
        self._told = line

    async def _keep_on(self) -> None:
        while True:
            began = time.monotonic()
            try:
                self._at = await self._source.read()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next one may succeed
                self.failures += 1
                # The text of another error may quote a form.
                why = str(error) if isinstance(error, HubError) else kind_of(error)
                self._tell(f"{self.of.value} was not read: {why}")
            else:
                self._told = ""
                self.seconds = time.monotonic() - began
            self._moved_at = time.monotonic()
            took = self._moved_at - began
            await asyncio.sleep(max(self._every - took, took))
