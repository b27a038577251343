"""What the measuring process does on Kafka itself: make topics, fill them, see what came out."""

import time
from collections.abc import Iterable, Iterator, Sequence
from uuid import uuid4

import psutil  # type: ignore[import-untyped]  # it ships no types
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic, OffsetSpec

from bench.machine import PATIENCE_SECONDS, BenchError, check_alive, wait_until
from bench.steps import Headers

PARTITIONS = 4
# The client would write on the terminal that its broker has gone, which the bench itself ended.
QUIET = {"log_level": 0}
Given = tuple[bytes, bytes, Headers]
"""The key, the value and the headers of a record."""

Places = dict[tuple[str, int], int]
"""An offset for each partition of some topics."""


class Client:
    """Fills topics and looks at their ends."""

    def __init__(self, servers: str, linger_ms: int = 1) -> None:
        self._servers = servers
        self._failed: list[object] = []
        self._producer = Producer(
            {
                "bootstrap.servers": servers,
                "queue.buffering.max.messages": 1_000_000,
                "delivery.report.only.error": True,
                "linger.ms": linger_ms,
                "acks": "all",
                **QUIET,
            }
        )
        self._admin = AdminClient({"bootstrap.servers": servers, **QUIET})

    def make_topics(self, names: Sequence[str]) -> None:
        """Make topics, and wait until each has its leader."""
        made = self._admin.create_topics([NewTopic(name, PARTITIONS, 1) for name in names])
        for future in made.values():
            future.result(PATIENCE_SECONDS)
        wait_until(lambda: self._led(names), "the topics of the bench have no leader")

    def _led(self, names: Sequence[str]) -> bool:
        try:
            return bool(self.ends(names))
        except KafkaException:
            return False

    def send(self, topic: str, given: Given, partition: int = -1) -> None:
        """Hand one record over; ``flush`` waits for it."""
        key, value, headers = given
        self._producer.produce(
            topic, value, key, headers=headers, partition=partition, on_delivery=self._note
        )

    def serve(self) -> None:
        """Let the producer tell what it has to."""
        self._producer.poll(0)

    def flush(self) -> None:
        """Wait until all records are on the broker.

        Raises:
            BenchError: one of them is not.
        """
        if self._producer.flush(PATIENCE_SECONDS) or self._failed:
            message = f"the forms of the bench cannot be sent: {self._failed or 'no answer'}"
            raise BenchError(message)

    def fill(self, topic: str, records: Iterable[Given]) -> None:
        """Send records over all partitions in turn, and wait for them."""
        for number, given in enumerate(records):
            self.send(topic, given, number % PARTITIONS)
            self.serve()
        self.flush()

    def ends(self, topics: Sequence[str]) -> Places:
        """Where the partitions of topics end now."""
        latest = OffsetSpec.latest()  # type: ignore[no-untyped-call] # it has no types there
        asked = {TopicPartition(*place): latest for place in _places(topics)}
        answers = self._admin.list_offsets(asked, request_timeout=PATIENCE_SECONDS)
        return {(at.topic, at.partition): future.result().offset for at, future in answers.items()}

    def wait_for(
        self, topics: Sequence[str], start: Places, wanted: int, *workers: psutil.Process
    ) -> float:
        """Wait until so many records have come after ``start``; give the monotonic time.

        Raises:
            BenchError: they have not come in time, or a worker has ended.
        """
        first = sum(start.values())

        def all_out() -> bool:
            for worker in workers:
                check_alive(worker)
            return sum(self.ends(topics).values()) - first >= wanted

        wait_until(all_out, f"not all came out on {', '.join(topics)}")
        return time.monotonic()

    def keys_since(self, topics: Sequence[str], start: Places) -> Iterator[bytes]:
        """Read the keys of all records from ``start`` to the ends of now."""
        wanted = sum(self.ends(topics).values()) - sum(start.values())
        consumer = looker(self._servers)
        consumer.assign([TopicPartition(*place, offset) for place, offset in start.items()])
        deadline = time.monotonic() + PATIENCE_SECONDS
        try:
            while wanted > 0 and time.monotonic() < deadline:
                for record in consumer.consume(500, timeout=0.2):
                    if record.error():
                        raise KafkaException(record.error())
                    wanted -= 1
                    yield record.key() or b""
        finally:
            consumer.close()

    def _note(self, error: object, _record: object) -> None:
        self._failed.append(error)


def looker(servers: str) -> Consumer:
    """A consumer in a group that nobody else is in; it commits nothing and waits for nothing."""
    return Consumer(
        {
            "bootstrap.servers": servers,
            "group.id": f"bench-looker-{uuid4()}",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "fetch.wait.max.ms": 5,
            **QUIET,
        }
    )


def _places(topics: Sequence[str]) -> list[tuple[str, int]]:
    return [(topic, number) for topic in topics for number in range(PARTITIONS)]
