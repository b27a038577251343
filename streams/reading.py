"""Reads topics outside any consumer group: joins nothing, commits nothing."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from typing import Self

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from schemas.reference import partition_of
from streams import clients
from streams.envelope import Record
from streams.errors import HubError

_POLL_MS = 500


class MissingTopicError(HubError):
    """A topic that the cluster does not have; the text says what to do."""


class Reader:
    """Reads stretches of partitions, one at a time."""

    def __init__(self, options: Mapping[str, object]) -> None:
        self._options = options
        self._consumer: AIOKafkaConsumer | None = None
        self._turn = asyncio.Lock()
        self._partitions: dict[str, int] = {}

    async def stop(self) -> None:
        """Disconnect."""
        if self._consumer is not None:
            await self._consumer.stop()
            self._consumer = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def partitions(self, topic: str) -> int:
        """Count the partitions of a topic.

        Raises:
            MissingTopicError: there is no such topic.
        """
        if topic not in self._partitions:
            found = await self._count(topic)
            if not found:
                message = f"the cluster has no topic {topic}: run `cpi topics apply`"
                raise MissingTopicError(message)
            self._partitions[topic] = found
        return self._partitions[topic]

    async def stretch(
        self, topic: str, partition: int, start: int = 0
    ) -> AsyncGenerator[Record, None]:
        """Yield the records of a partition from ``start`` to where it ended when asked."""
        async with self._turn, self._assigned(topic, partition) as (consumer, where):
            end = (await consumer.end_offsets([where]))[where]
            first = (await consumer.beginning_offsets([where]))[where]
            consumer.seek(where, max(start, first))
            while await consumer.position(where) < end:
                batches = await consumer.getmany(timeout_ms=_POLL_MS)
                for raw in batches.get(where, ()):
                    if raw.offset < end:
                        yield record_of(raw)

    async def end(self, topic: str, partition: int) -> int:
        """The offset that the next record of a partition will have."""
        async with self._turn, self._assigned(topic, partition) as (consumer, where):
            return int((await consumer.end_offsets([where]))[where])

    async def at(self, topic: str, partition: int, offset: int) -> Record | None:
        """Read one record; null where retention has deleted it."""
        async with aclosing(self.stretch(topic, partition, offset)) as records:
            async for record in records:
                return record if record.offset == offset else None
        return None

    async def all(self, topic: str) -> AsyncIterator[Record]:
        """Yield every record of a topic, partition by partition."""
        for partition in range(await self.partitions(topic)):
            async for record in self.stretch(topic, partition):
                yield record

    async def of_form(
        self, topic: str, reference: str, since: datetime | None = None
    ) -> AsyncIterator[Record]:
        """Yield the records of one form, oldest first, appended at or after ``since``."""
        partition = partition_of(reference, await self.partitions(topic))
        start = await self._offset_at(topic, partition, since) if since else 0
        async for record in self.stretch(topic, partition, start):
            if record.key == reference.encode():
                yield record

    async def _offset_at(self, topic: str, partition: int, since: datetime) -> int:
        async with self._turn, self._assigned(topic, partition) as (consumer, where):
            found = await consumer.offsets_for_times({where: int(since.timestamp() * 1000)})
            if found[where] is not None:
                return int(found[where].offset)
            return int((await consumer.end_offsets([where]))[where])

    async def _connected(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            consumer = clients.consumer(self._options)
            await consumer.start()
            self._consumer = consumer
        return self._consumer

    async def _count(self, topic: str) -> int:
        admin = AIOKafkaAdminClient(**self._options)
        await admin.start()
        try:
            found = await admin.describe_topics([topic])
        finally:
            await admin.close()
        return sum(len(each["partitions"]) for each in found if each["topic"] == topic)

    @asynccontextmanager
    async def _assigned(
        self, topic: str, partition: int
    ) -> AsyncIterator[tuple[AIOKafkaConsumer, TopicPartition]]:
        consumer, where = await self._connected(), TopicPartition(topic, partition)
        consumer.assign([where])
        try:
            yield consumer, where
        finally:
            consumer.pause(where)  # unsubscribing here can hang aiokafka when it is stopped


def record_of(raw: ConsumerRecord) -> Record:
    """Turn aiokafka's record into ours."""
    return Record(
        topic=raw.topic,
        partition=raw.partition,
        offset=raw.offset,
        key=raw.key,
        value=raw.value,
        headers=dict(raw.headers),
        appended_at=datetime.fromtimestamp(raw.timestamp / 1000, UTC),
    )
