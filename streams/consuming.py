"""The hub's place in its consumer group: the only one that joins, reads in turn, and commits.

librdkafka in a thread of its own, in place of Faust's consumer, which throws fetched records away
around a rebalance and commits over the hole (faust-streaming issues 596 and 606), and makes two
tasks for each record (docs/why.md, "Why Faust is fenced in").
"""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Iterable

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from streams import clients
from streams.batches import by_place, has_record
from streams.clients import Options
from streams.envelope import Record
from streams.errors import kind_of
from streams.inbox import Inbox
from streams.lanes import Lane, Where
from streams.reading import Reader

log = logging.getLogger(__name__)

_SLICE = 500
_POLL_SECONDS = 0.1
_COMMIT_SECONDS = 0.2
# After a broken connection an older commit, tried again, can arrive after a newer one.
_COMMIT_AGAIN_SECONDS = 10.0
_ASK_SECONDS = 10.0
_HAND_OVER_SECONDS = 8.0
# With so many records of a partition waiting no more are asked for, until there are so few.
_HIGH_WATER, _LOW_WATER = 3000, 1000
Change = Callable[[set[Where]], Awaitable[None]]


class Group:
    """Joins the group and feeds the inboxes. ``assigned`` and ``revoked`` are told the partitions.

    ``polled_at`` and ``assigned_at`` are for the watchdog, ``time.monotonic``.
    """

    def __init__(
        self,
        options: Options,
        inboxes: Iterable[Inbox],
        reader: Reader,
        assigned: Change,
        revoked: Change,
    ) -> None:
        self._options = options
        self._reader = reader
        self._tell_assigned, self._tell_revoked = assigned, revoked
        self._inboxes = {topic: inbox for inbox in inboxes for topic in inbox.topics}
        self._lanes: dict[Where, Lane] = {}
        self._expected: dict[Where, int] = {}
        self._paused: set[Where] = set()
        self._stopping = threading.Event()
        self._committed_at = self._repeated_at = 0.0
        self.polled_at = time.monotonic()
        self.assigned_at: float | None = None
        self.failure: BaseException | None = None

    async def start(self) -> None:
        """Join."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="group", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Hand over what is done, and leave."""
        self._stopping.set()
        await asyncio.to_thread(self._thread.join)
        await self._reader.stop()

    def _run(self) -> None:
        try:
            self._consumer = clients.consumer({**self._options, "on_commit": self._on_commit})
            self._consumer.subscribe(
                list(self._inboxes),
                on_assign=self._on_assign,
                on_revoke=self._on_revoke,
                on_lost=self._on_lost,
            )
            while not self._stopping.is_set():
                self._turn()
            self._consumer.close()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the watchdog must hear of it
            log.critical("the consumer has failed (%s)", kind_of(error))
            self.failure = error

    def _turn(self) -> None:
        self.polled_at = time.monotonic()
        first = self._consumer.poll(_POLL_SECONDS)
        if first is not None:
            rest = self._consumer.consume(_SLICE - 1, 0)
            for where, came in by_place([first, *rest]).items():
                self._take(where, came)
        self._flow()
        if time.monotonic() - self._committed_at > _COMMIT_SECONDS:
            self._commit(asynchronous=True)

    def _take(self, where: Where, came: list[Record | int]) -> None:
        """Hand the records of a partition on, as far as none is missing among them."""
        if where not in self._expected:
            return  # of a partition that is gone
        records, until = list[Record](), self._expected[where]
        for each in came:
            offset = each if isinstance(each, int) else each.offset
            if offset > until and self._skipped(where, until, offset):
                self._consumer.seek(TopicPartition(*where, until))
                break
            if isinstance(each, int):
                until = max(until, offset)
            elif offset >= until:
                records.append(each)
                until = offset + 1
        self._expected[where] = until
        put, lane = self._inboxes[where[0]].put, self._lanes[where]
        self._loop.call_soon_threadsafe(put, lane, records, until)

    def _skipped(self, where: Where, start: int, until: int) -> bool:
        """Whether the topic has a record that did not come: not so after compaction or a marker."""
        asked = has_record(self._reader, where, start, until)
        try:
            found = asyncio.run_coroutine_threadsafe(asked, self._loop).result(_ASK_SECONDS)
        except (KafkaException, TimeoutError) as error:
            log.warning("%s/%s: is something missing? (%s)", *where, kind_of(error))
            return True
        oldest, _ = self._consumer.get_watermark_offsets(TopicPartition(*where), cached=True)
        if found:
            log.error("%s/%s: records from %s on were skipped; going back", *where, start)
        elif oldest > start:
            log.critical("%s/%s: what lay from %s to %s is deleted", *where, start, oldest)
        return found

    def _flow(self) -> None:
        """Ask for no more of what waits already; ask again when it is nearly done."""
        full = self._ahead(_HIGH_WATER) - self._paused
        drained = self._paused - self._ahead(_LOW_WATER)
        if full:
            self._consumer.pause([TopicPartition(*where) for where in full])
        if drained:
            self._consumer.resume([TopicPartition(*where) for where in drained])
            for where in drained:
                # Without it librdkafka looks again only after a second.
                self._consumer.seek(TopicPartition(*where, self._expected[where]))
        self._paused = (self._paused | full) - drained

    def _ahead(self, count: int) -> set[Where]:
        """Say of which partitions at least so many records are here and not done."""
        lanes, expected = self._lanes.items(), self._expected
        return {where for where, lane in lanes if expected[where] - lane.position >= count}

    def _commit(self, *, asynchronous: bool) -> None:
        """Commit how far each partition is done; what fails is tried again at the next turn."""
        self._committed_at = now = time.monotonic()
        again = now - self._repeated_at > _COMMIT_AGAIN_SECONDS
        self._repeated_at = now if again else self._repeated_at
        wanted = {
            where: lane.position
            for where, lane in self._lanes.items()
            if again or lane.position > lane.committed
        }
        if not wanted:
            return
        offsets = [TopicPartition(*where, offset) for where, offset in wanted.items()]
        try:
            if asynchronous:
                self._consumer.commit(offsets=offsets, asynchronous=True)
            else:
                self._on_commit(None, self._consumer.commit(offsets=offsets, asynchronous=False))
        except KafkaException as error:
            log.warning("the offsets could not be committed (%s)", kind_of(error))

    def _on_commit(self, error: KafkaError | None, partitions: list[TopicPartition]) -> None:
        if error is not None:
            log.warning("the offsets could not be committed (%s)", error.name())
            return
        for each in partitions:
            lane = self._lanes.get((each.topic, each.partition))
            if each.error is not None:
                log.warning("an offset could not be committed (%s)", each.error.name())
            elif lane is not None:
                lane.committed = max(lane.committed, each.offset)

    def _on_assign(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Begin where the group has committed; where that is gone, at the oldest record."""
        found = consumer.committed(partitions, _ASK_SECONDS)
        starts = {(each.topic, each.partition): self._start(consumer, each) for each in found}
        self._lanes = {where: Lane(where, start) for where, start in starts.items()}
        self._expected = dict(starts)
        self._paused = set()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(_ASK_SECONDS)
        consumer.assign([TopicPartition(*where, start) for where, start in starts.items()])
        self.assigned_at = time.monotonic()

    def _start(self, consumer: Consumer, committed: TopicPartition) -> int:
        if committed.error is not None:
            raise KafkaException(committed.error)
        oldest, newest = consumer.get_watermark_offsets(committed, _ASK_SECONDS)
        if committed.offset < 0:
            return int(oldest)
        if committed.offset < oldest or committed.offset > newest:
            log.critical(
                "%s/%s: the group is at %s, the topic has %s to %s: what lay between is deleted",
                committed.topic, committed.partition, committed.offset, oldest, newest,
            )  # fmt: skip
            return int(oldest)
        return int(committed.offset)

    def _on_revoke(self, _consumer: Consumer, partitions: list[TopicPartition]) -> None:
        self._give_up(partitions, commit=True)

    def _on_lost(self, _consumer: Consumer, partitions: list[TopicPartition]) -> None:
        self._give_up(partitions, commit=False)

    def _give_up(self, partitions: list[TopicPartition], *, commit: bool) -> None:
        """Let what is in hand be seen through, commit what is done, and nothing more."""
        del partitions  # the assignor is an eager one: it is always all of them
        work = asyncio.run_coroutine_threadsafe(self._close(), self._loop)
        try:
            work.result(_HAND_OVER_SECONDS)
        except TimeoutError:
            work.cancel()
            log.warning("partitions are given up with records in hand; they will be read again")
        if commit:
            self._commit(asynchronous=False)
        self._lanes, self._expected, self._paused = {}, {}, set()
        asyncio.run_coroutine_threadsafe(self._forget(), self._loop).result(_HAND_OVER_SECONDS)

    async def _open(self) -> None:
        for where, lane in self._lanes.items():
            self._inboxes[where[0]].open(lane)
        await self._tell_assigned(set(self._lanes))

    async def _close(self) -> None:
        for lane in self._lanes.values():
            lane.close()
        await asyncio.gather(*(inbox.quiet() for inbox in set(self._inboxes.values())))

    async def _forget(self) -> None:
        for inbox in self._inboxes.values():
            inbox.lanes.clear()
        await self._tell_revoked(set())
