"""What a consumer was given, by its place; and what it was not given."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from contextlib import aclosing

from confluent_kafka import KafkaError, KafkaException, Message

from streams.lanes import Where
from streams.reading import Reader

log = logging.getLogger(__name__)

# librdkafka's own codes are named with an underscore.
_END = KafkaError._PARTITION_EOF  # noqa: SLF001 - see above
# Another worker has this one's name; or the topic is not the one that it was.
_BEYOND_REPAIR = {KafkaError._FATAL, KafkaError._AUTO_OFFSET_RESET}  # noqa: SLF001 - see above


async def has_record(reader: Reader, where: Where, start: int, until: int) -> bool:
    """Whether a partition has a record from ``start`` to before ``until``."""
    async with aclosing(reader.stretch(*where, start)) as records:
        async for record in records:
            return record.offset < until
    return False


def by_place(messages: Iterable[Message]) -> dict[Where, list[Message]]:
    """Sort messages by partition, the ends of partitions among them, in their order.

    Raises:
        KafkaException: the consumer is of no use any more.
    """
    places: dict[Where, list[Message]] = defaultdict(list)
    for each in messages:
        topic, partition, error = each.topic(), each.partition(), each.error()
        if error is not None and error.code() != _END:
            if error.fatal() or error.code() in _BEYOND_REPAIR:
                raise KafkaException(error)
            log.warning("the broker has told the consumer of an error (%s)", error.name())
        elif topic is not None and partition is not None:
            places[topic, partition].append(each)
    return places
