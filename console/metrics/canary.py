"""Canaries, sent and seen to arrive from outside, as metrics."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from confluent_kafka import KafkaException

from agents.canary import Canaries
from console.cli.link import reach
from rules.canary import STAGES, Watch
from schemas.ids import SchemaIds
from schemas.stages import Stage
from schemas.topics import DESK
from streams import clock
from streams import metric_list as names
from streams.families import Family, family, single
from streams.reading import Reader
from streams.registry import schema_ids
from streams.sealing import Keyring
from streams.sending import Sender
from streams.settings import Settings


@dataclass(frozen=True)
class _Seen:
    """What had become of the canaries at one moment; ``since`` is when the oldest missing left."""

    sent: int
    failures: int
    arrived: Mapping[Stage, int]
    seconds: Mapping[Stage, float]
    last_at: Mapping[Stage, datetime]
    since: Mapping[Stage, datetime | None]

    @classmethod
    def of(cls, watch: Watch, now: datetime) -> "_Seen":
        """Copy it, for the thread that serves."""
        return cls(
            watch.sent,
            watch.failures,
            {stage: watch.arrived[stage] for stage in STAGES},
            dict(watch.seconds),
            dict(watch.last_at),
            {stage: _since(watch.missing(stage, now), now) for stage in STAGES},
        )


@dataclass(frozen=True)
class _Line:
    """What canaries are sent and read with."""

    sender: Sender
    reader: Reader
    ids: SchemaIds


class Sentinel:
    """A source: sends a canary when one is due, and looks which have arrived."""

    def __init__(self, settings: Settings, keyring: Keyring, every: timedelta) -> None:
        self._settings = settings
        self._canaries = Canaries(keyring)
        self._every = every.total_seconds()
        self._line: _Line | None = None
        self._sent_at: float | None = None
        self._last: _Seen | None = None

    async def read(self) -> datetime:
        """Send and look; one that cannot be sent is missing all the same.

        Raises:
            HubError: no cluster, no answer, a topic is missing.
            KafkaException: the broker did not take it, or does not answer.
        """
        line = self._line = self._line or await self._connected()
        failed = await self._send(line)
        try:
            await self._canaries.look(line.reader, line.ids)
        finally:
            self._last = _Seen.of(self._canaries.watch, clock.now())
        if failed is not None:
            raise failed
        return clock.now()

    def families(self, now: datetime, *, old: bool) -> Iterator[Family]:
        """Give what became of them; what is missing is missed for longer with each scrape."""
        del old
        yield single(names.CANARY_EVERY, self._every)
        seen = self._last
        if seen is None:
            return
        yield single(names.CANARY_SENT, seen.sent)
        yield single(names.CANARY_FAILURES, seen.failures)
        yield family(names.CANARY_ARRIVED, [((s.value,), n) for s, n in seen.arrived.items()])
        yield family(names.CANARY_SECONDS, [((s.value,), took) for s, took in seen.seconds.items()])
        arrivals = [((s.value,), at.timestamp()) for s, at in seen.last_at.items()]
        yield family(names.CANARY_ARRIVAL, arrivals)
        yield family(names.CANARY_MISSING, [((s.value,), _missed(seen, s, now)) for s in STAGES])

    async def _connected(self) -> _Line:
        """Connect for good: a canary that a cluster does not take must count as missing."""
        options, found = await reach(self._settings)
        ids, spread = schema_ids(self._settings), found.get(DESK.name)
        sender = Sender(options, ids, spread)
        await sender.start()
        return _Line(sender, Reader(options, spread), ids)

    async def _send(self, line: _Line) -> KafkaException | None:
        now = time.monotonic()
        if self._sent_at is not None and now - self._sent_at < self._every:
            return None
        self._sent_at = now
        try:
            await self._canaries.send(line.sender, line.reader, line.ids)
        except KafkaException as error:
            return error
        return None


def _since(missing: float, now: datetime) -> datetime | None:
    return now - timedelta(seconds=missing) if missing else None


def _missed(seen: _Seen, stage: Stage, now: datetime) -> float:
    since = seen.since[stage]
    return max(0.0, (now - since).total_seconds()) if since else 0.0
