"""The oldest message that waits in each partition: read, one for each, with one consumer."""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice

from confluent_kafka import (
    TIMESTAMP_NOT_AVAILABLE,
    Consumer,
    KafkaError,
    KafkaException,
    Message,
    TopicPartition,
)

from streams import clients
from streams.lag_asking import Place
from streams.lag_facts import Oldest

# So many partitions are read at once, and of each at first so little: the client doubles it where
# no message fits.
_AT_ONCE = 500
_FIRST_BYTES = 16 * 1024
_SLICE = 500
_WAIT_SECONDS = 0.1
_EOF = KafkaError._PARTITION_EOF  # noqa: SLF001 - librdkafka's own codes are named so
_SETTINGS = {
    "enable_partition_eof": True,
    "fetch_message_max_bytes": _FIRST_BYTES,
    "fetch_wait_max_ms": 10,
    "queued_min_messages": 1,
}


class OldestReader:
    """Reads the first message from an offset on, in many partitions. Its calls block."""

    def __init__(self, options: clients.Options) -> None:
        self._options = options
        self._consumer: Consumer | None = None

    def read(self, starts: Mapping[Place, int], seconds: float) -> dict[Place, Oldest]:
        """Read what stands at these offsets, or next to them, for at most so long.

        Returns:
            What was found out; a partition that is not among it was not read in time, or the
            cluster refuses it.
        """
        found: dict[Place, Oldest] = {}
        deadline = time.monotonic() + seconds
        for some in _parts(starts):
            if time.monotonic() >= deadline:
                break
            self._some(some, found, deadline)
        return found

    def close(self) -> None:
        """Disconnect."""
        if self._consumer is not None:
            self._consumer.close()
            self._consumer = None

    def _some(
        self, starts: Mapping[Place, int], found: dict[Place, Oldest], deadline: float
    ) -> None:
        if self._consumer is None:
            self._consumer = clients.consumer(self._options, **_SETTINGS)
        consumer, missing = self._consumer, set(starts)
        places = [TopicPartition(*place, start) for place, start in starts.items()]
        consumer.assign(places)
        consumer.resume(places)  # what was paused in an earlier reading would stay so
        try:
            while missing and time.monotonic() < deadline:
                came = consumer.consume(_SLICE, _WAIT_SECONDS)
                done = set(_told(came, found)) & missing
                if done and len(done) < len(missing):
                    # Else all the rest of each would be fetched, too.
                    consumer.pause([TopicPartition(*place) for place in done])
                missing -= done
        finally:
            consumer.unassign()


def _told(came: list[Message], found: dict[Place, Oldest]) -> Iterator[Place]:
    """Note the first message of each partition; yield the partitions of which all is known."""
    for message in came:
        topic, partition, error = message.topic(), message.partition(), message.error()
        if topic is None or partition is None:
            continue
        place = topic, partition
        if error is None:
            found.setdefault(place, _oldest(message))
        elif error.code() == _EOF:
            found.setdefault(place, Oldest())
        elif error.code() == KafkaError._ALL_BROKERS_DOWN:  # noqa: SLF001 - see above
            raise KafkaException(error)
        yield place


def _oldest(message: Message) -> Oldest:
    key, value = message.key(), message.value()
    size = sum(len(part) for part in (key, value) if isinstance(part, bytes))
    kind, milliseconds = message.timestamp()
    try:
        timed = kind != TIMESTAMP_NOT_AVAILABLE and milliseconds > 0
        at = datetime.fromtimestamp(milliseconds / 1000, UTC) if timed else None
    except (ValueError, OverflowError):
        at = datetime.max.replace(tzinfo=UTC)  # beyond the years that there are: in the future
    return Oldest(message.offset(), at, size)


def _parts(starts: Mapping[Place, int]) -> Iterator[dict[Place, int]]:
    rest = iter(starts.items())
    while part := dict(islice(rest, _AT_ONCE)):
        yield part
