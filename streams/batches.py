"""What a consumer was given, by its place; and what it was not given."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from contextlib import aclosing

from confluent_kafka import KafkaError, KafkaException, Message

from streams.envelope import Record
from streams.lanes import Where
from streams.reading import Reader, record_of

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


def by_place(messages: Iterable[Message]) -> dict[Where, list[Record | int]]:
    """Sort what came by partition, in its order: records, and where a partition ends for now.

    Raises:
        KafkaException: the consumer is of no use any more.
    """
    places: dict[Where, list[Record | int]] = defaultdict(list)
    for each in messages:
        error = each.error()
        if error is None:
            record = record_of(each)
            places[record.topic, record.partition].append(record)
        elif error.code() == _END:
            # It comes as an error with the offset that the next record will have.
            topic, partition = each.topic(), each.partition()
            if topic is not None and partition is not None:
                places[topic, partition].append(each.offset() or 0)
        elif error.fatal() or error.code() in _BEYOND_REPAIR:
            raise KafkaException(error)
        else:
            log.warning("the broker has told the consumer of an error (%s)", error.name())
    return places
