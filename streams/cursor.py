"""A consumer that stands on one partition at a time. Its calls block: one thread makes them all."""

from collections.abc import Iterable
from datetime import datetime

from confluent_kafka import KafkaError, KafkaException, Message, TopicPartition
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_fixed

from streams import clients
from streams.errors import code_of

# librdkafka's own codes are named with an underscore.
_PARTITION_EOF = KafkaError._PARTITION_EOF  # noqa: SLF001 - see above
_TIMED_OUT = KafkaError._TIMED_OUT  # noqa: SLF001 - see above
_UNKNOWN_PARTITION = KafkaError._UNKNOWN_PARTITION  # noqa: SLF001 - see above

_MOVED = {
    _UNKNOWN_PARTITION,
    KafkaError.UNKNOWN_TOPIC_OR_PART,
    KafkaError.NOT_LEADER_FOR_PARTITION,
    KafkaError.LEADER_NOT_AVAILABLE,
}

_ANSWER_SECONDS = 10.0
_MOVED_SECONDS = 0.1
_SETTINGS = {
    "enable_partition_eof": True,
    # A request that still waits for more on the last partition holds up the first of the next.
    "fetch_wait_max_ms": 2,
    # Enough at once to read a topic fast, and little enough to read one record fast.
    "fetch_message_max_bytes": 256 * 1024,
    # How long the client rests once it has fetched far ahead: a second, unless told.
    "fetch_queue_backoff_ms": 5,
}


class Cursor:
    """Reads one partition at a time, and learns what the cluster says of it.

    Each method raises a KafkaException, at the latest after ten seconds without an answer.
    """

    def __init__(self, options: clients.Options) -> None:
        self._consumer = clients.consumer(options, **_SETTINGS)

    def count(self, topic: str) -> int:
        """Count the partitions of a topic now; 0 where there is none."""
        found = self._consumer.list_topics(topic, timeout=_ANSWER_SECONDS).topics[topic]
        if found.error is None:
            return len(found.partitions)
        if found.error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART:
            return 0
        raise KafkaException(found.error)

    def bounds(self, topic: str, partition: int) -> tuple[int, int]:
        """Give the first offset of a partition, and the one after its last settled record."""
        place = TopicPartition(topic, partition)

        def learn(_: object) -> None:
            self.count(topic)  # so the client learns where the partitions are now

        for attempt in Retrying(
            retry=retry_if_exception(_has_moved),
            wait=wait_fixed(_MOVED_SECONDS),
            stop=stop_after_delay(_ANSWER_SECONDS),
            after=learn,
            reraise=True,
        ):
            with attempt:
                return self._bounds(place)
        raise AssertionError  # an attempt returns, or the last one has raised

    def since(self, topic: str, partition: int, moment: datetime) -> int:
        """Give the offset of the first record at or after a moment; without one, the end."""
        _, end = self.bounds(topic, partition)
        asked = TopicPartition(topic, partition, int(moment.timestamp() * 1000))
        (found,) = self._consumer.offsets_for_times([asked], timeout=_ANSWER_SECONDS)
        if found.error is not None:
            raise KafkaException(found.error)
        return found.offset if found.offset >= 0 else end

    def open(self, topic: str, partition: int, start: int) -> tuple[int, int]:
        """Stand before ``start``, or before the first that is left; give that, and the end."""
        first, end = self.bounds(topic, partition)
        begin = max(start, first)
        if begin < end:
            self._consumer.assign([TopicPartition(topic, partition, begin)])
        return begin, end

    def read(self, count: int, seconds: float) -> list[Message]:
        """Give what comes next, at most ``count``, with ends among it; nothing after ``seconds``.

        The client's ``consume`` alone would wait for so many.
        """
        first = self._consumer.poll(seconds)
        if first is None:
            return []
        return [first, *self._consumer.consume(count - 1, 0)] if count > 1 else [first]

    def rest(self) -> None:
        """Fetch no more."""
        self._consumer.unassign()

    def close(self) -> None:
        """Disconnect."""
        self._consumer.close()

    def _bounds(self, place: TopicPartition) -> tuple[int, int]:
        found = self._consumer.get_watermark_offsets(place, timeout=_ANSWER_SECONDS)
        if found is None:
            raise late()
        return found


def _has_moved(error: BaseException) -> bool:
    """Whether a partition was just added or made, or has just got another leader."""
    return isinstance(error, KafkaException) and code_of(error) in _MOVED


def between(came: Iterable[Message], position: int, end: int) -> tuple[list[Message], int]:
    """Keep the records from ``position`` to before ``end``; give the position after them, too.

    Raises:
        KafkaException: what came is an error.
    """
    records = []
    for message in came:
        error, offset = message.error(), message.offset() or 0
        if error is None:
            if position <= offset < end:
                records.append(message)
            position = max(position, offset + 1)
        elif error.code() == _PARTITION_EOF:
            # There is nothing up to there: markers, what was aborted, what compaction took.
            position = max(position, offset)
        else:
            raise KafkaException(error)
    return records, position


def late() -> KafkaException:
    """Make the error of a broker that has not answered in time."""
    return KafkaException(KafkaError(_TIMED_OUT, "the broker does not answer"))
