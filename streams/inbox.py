"""What waits for one stage, over all its partitions; hands it out in waves."""

import asyncio
import math
import time
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any

from schemas.stages import Stage
from streams.envelope import Record
from streams.lanes import Lane, Where

_MOST = 500
# With so many forms waiting for a destination the stage waits, too.
_MOST_ASIDE = 2000
# A wave is as many records as a stage decides on in so long; it ends early for a HIGH form.
_WAVE_SECONDS = 0.03


@dataclass
class Wave:
    """Records of different forms, HIGH first, with the lanes that they came from."""

    taken: list[tuple[Lane, Record]]
    finished: asyncio.Event = field(default_factory=asyncio.Event)


class Inbox:
    """The lanes of a stage. ``halted`` stops the handing out until the worker is started again."""

    def __init__(self, stage: Stage, topics: tuple[str, ...]) -> None:
        self.stage = stage
        self.topics = topics
        self.lanes: dict[Where, Lane] = {}
        self.halted = False
        self.in_hand: Record | None = None
        """The record that is being decided on."""
        self.moved_at = time.monotonic()
        """When the stage last finished a wave, or had nothing to do."""
        self.urgent_at = -math.inf
        """When a HIGH form last went before others."""
        self.aside: set[asyncio.Task[None]] = set()
        """What sends the messages of forms that have to wait for a destination."""
        self._busy: set[bytes] = set()
        self._aside = 0
        self._work = asyncio.Event()
        self._wave: Wave | None = None
        self._turn = 0
        self._most = 1

    @property
    def urgent(self) -> bool:
        """Whether a HIGH form waits that can be taken."""
        return any(lane.is_urgent(self._busy) for lane in self.lanes.values())

    @property
    def excused(self) -> bool:
        """Whether there is a known reason to stand still: too many failures, or a destination."""
        return self.halted or bool(self.aside)

    @property
    def standing_aside(self) -> int:
        """How many records wait for a destination, while the others go on."""
        return self._aside

    def open(self, lane: Lane) -> None:
        """Begin with a partition."""
        self.lanes[lane.where] = lane

    def put(self, lane: Lane, records: Iterable[Record], until: int) -> None:
        """Take in records of a partition; those of one that is gone are left to its new owner."""
        if not lane.closed:
            lane.put(records, until)
            self._work.set()

    def give_back(self, taken: Iterable[tuple[Lane, Record]]) -> None:
        """Take back what a stage has not begun; of a partition that is gone it is dropped."""
        back: dict[Lane, list[Record]] = {}
        for lane, record in taken:
            back.setdefault(lane, []).append(record)
        for lane, records in back.items():
            if not lane.closed:
                lane.give_back(records)

    def set_aside(self, records: Iterable[Record], work: Coroutine[Any, Any, None]) -> None:
        """Go on with other forms while ``work`` sends what these have caused."""
        given = list(records)
        keys = {record.form for record in given if record.form}
        self._busy |= keys
        self._aside += len(given)
        task = asyncio.create_task(work)
        self.aside.add(task)

        def over(_: object) -> None:
            self.aside.discard(task)
            self._busy -= keys
            self._aside -= len(given)
            self._work.set()

        task.add_done_callback(over)

    async def quiet(self) -> None:
        """Wait until nothing is in hand."""
        wave = self._wave
        if wave is not None:
            await wave.finished.wait()
        if self.aside:
            await asyncio.wait(self.aside)

    async def next(self) -> Wave:
        """Wait until there is work, and take a wave of it."""
        while True:
            blocked = self.halted or self._aside > _MOST_ASIDE
            taken = [] if blocked else self._take()
            if taken:
                self._wave = Wave(taken)
                return self._wave
            self.moved_at = time.monotonic()
            self._work.clear()
            await self._work.wait()

    def finish(self, wave: Wave, seconds_each: float) -> None:
        """Take note that a wave is over, and how long it took to decide on one of its records."""
        wanted = int(_WAVE_SECONDS / max(seconds_each, 1e-6))
        self._most = max(1, min(_MOST, wanted, 2 * self._most))
        self.moved_at = time.monotonic()
        self._wave = None
        self.in_hand = None
        wave.finished.set()

    def _take(self) -> list[tuple[Lane, Record]]:
        lanes = list(self.lanes.values())
        if not lanes:
            return []
        # Another partition goes first each time, so that none waits behind a busy one for long.
        self._turn = (self._turn + 1) % len(lanes)
        lanes = lanes[self._turn :] + lanes[: self._turn]
        busy = set(self._busy)
        pressing = [lane for lane in lanes if lane.is_urgent(busy)]
        if pressing:
            self.urgent_at = time.monotonic()
        share = max(1, self._most // len(pressing or lanes))
        return [
            (lane, record)
            for lane in pressing or lanes
            for record in lane.take(share, busy, urgent=bool(pressing))
        ]
