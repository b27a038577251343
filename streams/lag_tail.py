"""The tail of ``__consumer_offsets``: who committed what, and when, without joining any group."""

import time
from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from streams import clients
from streams.lag_asking import Asker, whole
from streams.lag_commits import Where, commit_key, commit_value, home_of
from streams.lag_verdict import APART, WANTED, Commit

OFFSETS = "__consumer_offsets"
# How far back the first reading goes, in time and in records of all partitions together.
_BACK = timedelta(hours=1)
_RECORDS = 100_000
_SLICE = 5_000
_WAIT_SECONDS = 0.2
# Every second one is apart from the next: enough for the rules when they are thinned.
_KEPT = 2 * WANTED
_EOF = KafkaError._PARTITION_EOF  # noqa: SLF001 - librdkafka's own codes are named so


class CommitTail:
    """What was committed lately, and from when on that is known. Its calls block."""

    def __init__(self, options: clients.Options, asker: Asker) -> None:
        self._options, self._asker = options, asker
        self._consumer: Consumer | None = None
        self._positions: dict[int, int] = {}
        self._since: dict[int, datetime] = {}
        self._behind: set[int] = set()
        # Where the count of records, not the time, says where to begin: the first one dates it.
        self._cut: set[int] = set()
        self._commits: dict[Where, deque[Commit]] = defaultdict(lambda: deque(maxlen=_KEPT))

    def read(self, partitions: int, groups: Collection[str], now: datetime, seconds: float) -> None:
        """Take in what was committed up to now, for at most so long.

        Args:
            partitions: how many partitions the topic has.
            groups: the groups whose commits are wanted.
            now: the time.
            seconds: what is not read by then is read the next time; ``since`` tells.

        Raises:
            KafkaException: the topic may not be read, or there is no answer.
        """
        homes = {home_of(group, partitions) for group in groups}
        places = [(OFFSETS, number) for number in homes]
        ends = {at[1]: whole(end) for at, end in self._asker.settled(places).items()}
        self._start(ends, now)
        self._behind = {at for at, end in ends.items() if self._positions[at] < end}
        if self._behind:
            self._catch_up(ends, time.monotonic() + seconds)

    def since(self, group: str, partitions: int) -> datetime | None:
        """From when on all commits of a group are known; null where the tail is not read up."""
        home = home_of(group, partitions)
        return None if home in self._behind else self._since.get(home)

    def commits(self, where: Where) -> Sequence[Commit]:
        """The last commits of a group to a partition, oldest first."""
        return tuple(self._commits.get(where, ()))

    def close(self) -> None:
        """Disconnect."""
        if self._consumer is not None:
            self._consumer.close()
            self._consumer = None

    def _start(self, ends: Mapping[int, int], now: datetime) -> None:
        """Find where to begin in partitions that were not read yet."""
        fresh = [(OFFSETS, number) for number in ends if number not in self._positions]
        began = now - _BACK
        moment = int(began.timestamp() * 1000)
        found, first = self._asker.since(dict.fromkeys(fresh, moment)), self._asker.earliest(fresh)
        for place in fresh:
            number, at = place[1], whole(found[place])
            by_time = at if at >= 0 else ends[number]
            start = max(by_time, whole(first[place]), ends[number] - _RECORDS // len(ends))
            self._positions[number] = start
            self._since[number] = began
            if start > by_time:
                self._cut.add(number)

    def _catch_up(self, ends: Mapping[int, int], deadline: float) -> None:
        if self._consumer is None:
            self._consumer = clients.consumer(
                self._options, enable_partition_eof=True, fetch_message_max_bytes=1024 * 1024
            )
        consumer = self._consumer
        consumer.assign([TopicPartition(OFFSETS, at, self._positions[at]) for at in self._behind])
        try:
            while self._behind and time.monotonic() < deadline:
                for message in consumer.consume(_SLICE, _WAIT_SECONDS):
                    self._take(message, ends)
        finally:
            consumer.unassign()

    def _take(self, message: Message, ends: Mapping[int, int]) -> None:
        number, offset, error = message.partition(), message.offset(), message.error()
        if number is None or offset is None:
            return
        if error is not None and error.code() != _EOF:
            raise KafkaException(error)
        if error is None:
            if number in self._cut:
                self._cut.discard(number)
                self._since[number] = datetime.fromtimestamp(message.timestamp()[1] / 1000, UTC)
            self._keep(message)
            offset += 1
        self._positions[number] = offset
        if offset >= ends[number]:
            self._behind.discard(number)

    def _keep(self, message: Message) -> None:
        key, value = message.key(), message.value()
        where = commit_key(key) if isinstance(key, bytes) else None
        if where is None:
            return
        if value is None:
            self._commits.pop(where, None)  # the group forgot it, or was deleted
            return
        found = commit_value(value) if isinstance(value, bytes) else None
        if found is None:
            return
        made = Commit(datetime.fromtimestamp(found[1] / 1000, UTC), found[0])
        kept = self._commits[where]
        # Of commits close together the last one stays, with one before it that is apart.
        if len(kept) > 1 and made.at - kept[-2].at < APART:
            kept.pop()
        kept.append(made)
