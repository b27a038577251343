"""The tests' own client of Kafka: librdkafka, none of the hub's readers and senders."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Self

from confluent_kafka import (
    Consumer,
    KafkaError,
    KafkaException,
    Message,
    Producer,
    TopicPartition,
)

from schemas.topic import Topic
from schemas.topics import TOPICS
from tests.faults.seen import Group, Seen

_SECONDS = 10.0
_LATEST = -1
_NAMES = frozenset(topic.name for topic in TOPICS)


def settings(servers: str) -> dict[str, str | int | float | bool]:
    """What every client of the tests has: it comes back quickly, and says nothing."""
    return {
        "bootstrap.servers": servers,
        "reconnect.backoff.max.ms": 500,
        "topic.metadata.refresh.interval.ms": 1000,
        "log_level": 0,
    }


def producer(servers: str) -> Producer:
    """A partner's producer: it writes once, in order, and tries for as long as a fault lasts."""
    return Producer(
        {
            **settings(servers),
            "enable.idempotence": True,
            "linger.ms": 1,
            "message.max.bytes": 8_400_000,
            "message.timeout.ms": 600_000,
        }
    )


class Offsets:
    """Where topics end and what a group has committed; joins nothing."""

    def __init__(self, servers: str, group: str) -> None:
        self._consumer = Consumer(
            {**settings(servers), "group.id": group, "enable.auto.commit": False}
        )

    def close(self) -> None:
        """Disconnect."""
        self._consumer.close()

    def partitions(self, topic: Topic) -> int:
        """How many partitions a topic has."""
        return len(self._partitions([topic.name]))

    def ends(self, names: Iterable[str] = _NAMES) -> dict[tuple[str, int], int]:
        """Where each partition ends now.

        Raises:
            KafkaException: Kafka is away.
        """
        latest = [TopicPartition(*place, _LATEST) for place in self._partitions(names)]
        found = self._consumer.offsets_for_times(latest, timeout=_SECONDS)
        for each in found:
            if each.error is not None:
                raise KafkaException(each.error)
        return {(each.topic, each.partition): each.offset for each in found}

    def group(self, read: Sequence[Topic]) -> Group:
        """What the group has committed of the topics that it reads, and their ends."""
        names = [topic.name for topic in read]
        places = [TopicPartition(*place) for place in self._partitions(names)]
        found = self._consumer.committed(places, timeout=_SECONDS)
        committed = {(each.topic, each.partition): each.offset for each in found}
        return Group(committed, self.ends(names))

    def _partitions(self, names: Iterable[str]) -> list[tuple[str, int]]:
        there = self._consumer.list_topics(timeout=_SECONDS).topics
        wanted = sorted(names)
        if not there.keys() >= set(wanted):
            raise KafkaException(KafkaError(KafkaError.UNKNOWN_TOPIC_OR_PART))
        return [(name, number) for name in wanted for number in there[name].partitions]


class Watcher:
    """Follows every topic of the catalogue from where it ended when this began."""

    def __init__(self, servers: str, offsets: Offsets) -> None:
        self._offsets = offsets
        self._consumer = Consumer(
            {
                **settings(servers),
                "group.id": "tests-watch-without-group",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "fetch.wait.max.ms": 50,
                "fetch.message.max.bytes": 8_400_000,
            }
        )
        self._records: list[Seen] = []
        self._keys: dict[str, Counter[bytes | None]] = {name: Counter() for name in _NAMES}
        self._followed: set[tuple[str, int]] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> Self:
        starts = self._offsets.ends()
        self._followed = set(starts)
        self._consumer.assign([TopicPartition(*place, at) for place, at in starts.items()])
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(_SECONDS)
        self._consumer.close()

    @property
    def records(self) -> list[Seen]:
        """Everything seen so far."""
        return list(self._records)

    def count(self, *topics: Topic) -> int:
        """How many records of these topics were seen so far."""
        return sum(self._keys[topic.name].total() for topic in topics)

    def keys(self, topic: Topic) -> list[bytes | None]:
        """The different keys on a topic so far."""
        return list(self._keys[topic.name])

    def _follow(self) -> None:
        looked = time.monotonic()
        while not self._stop.is_set():
            found = self._consumer.consume(500, 0.1)
            for seen in [_seen(each) for each in found if each.error() is None]:
                self._records.append(seen)
                self._keys[seen.topic][seen.key] += 1
            if time.monotonic() - looked > 1.0:
                self._take_up_new()
                looked = time.monotonic()

    def _take_up_new(self) -> None:
        """Follow partitions that were added meanwhile."""
        try:
            there = self._consumer.list_topics(timeout=1.0).topics
        except KafkaException:
            return  # the broker is away; that is what the tests are about
        found = {
            (name, number) for name in _NAMES & set(there) for number in there[name].partitions
        }
        new = found - self._followed
        if new:
            self._consumer.incremental_assign([TopicPartition(*place, 0) for place in new])
            self._followed |= new


def wait_until(true: Callable[[], object], seconds: float, what: str, every: float = 0.02) -> None:
    """Look again and again; what cannot be asked while Kafka is away is not yet so.

    Raises:
        AssertionError: it did not become so in time.
    """
    deadline = time.monotonic() + seconds
    while not _holds(true):
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s in vain for {what}"
        time.sleep(every)


def _holds(true: Callable[[], object]) -> bool:
    try:
        return bool(true())
    except KafkaException:
        return False


def _seen(message: Message) -> Seen:
    return Seen(
        str(message.topic()),
        message.partition() or 0,
        message.offset() or 0,
        message.key(),
        message.value(),
        _id_of(message),
        message.timestamp()[1],
    )


def _id_of(message: Message) -> str | None:
    """The CloudEvents id; null without one, and where a header's name is no text."""
    try:
        found = dict(message.headers() or ()).get("ce_id")
    except UnicodeDecodeError:
        return None
    return found.decode() if isinstance(found, bytes) else None
