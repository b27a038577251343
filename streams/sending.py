"""The one place that sends: returns only when every record is on all replicas."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from aiokafka import AIOKafkaProducer
from aiokafka.structs import RecordMetadata

from schemas.base import Message
from schemas.codec import encode
from schemas.form import CpiForm
from schemas.ids import CATALOGUE_IDS, SchemaIds
from schemas.reference import partition_of, reference_of
from streams import clients, clock
from streams.envelope import Context, headers
from streams.outcome import Outgoing


@dataclass(frozen=True)
class Placed:
    """Where a sent record lies."""

    topic: str
    partition: int
    offset: int


class Sender:
    """Sends messages. An async context manager; ``start`` and ``stop`` do the same by hand."""

    def __init__(self, options: Mapping[str, object], ids: SchemaIds = CATALOGUE_IDS) -> None:
        self._options = options
        self._ids = ids
        self._producer: AIOKafkaProducer | None = None

    async def start(self) -> None:
        """Connect."""
        producer = clients.producer(self._options)
        await producer.start()
        self._producer = producer

    async def stop(self) -> None:
        """Wait for what is under way, then disconnect."""
        if self._producer is not None:
            await self._producer.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.stop()

    async def send(self, outgoing: Iterable[Outgoing], context: Context) -> list[Placed]:
        """Send messages side by side and wait until the broker has every one.

        Raises:
            aiokafka.errors.KafkaError: one of them is not on the broker; the others may be.
        """
        now = clock.now()
        sent = [await self._enqueue(each, context, now) for each in outgoing]
        # All are waited for before the first failure is raised: none is left behind unseen.
        if sent:
            await asyncio.wait(sent)
        return [_placed(each.result()) for each in sent]

    async def _enqueue(
        self, outgoing: Outgoing, context: Context, now: datetime
    ) -> "asyncio.Future[RecordMetadata]":
        if self._producer is None:
            problem = "the sender is not started"
            raise RuntimeError(problem)
        topic, message = outgoing.topic, outgoing.message
        key, spread = keys_of(message)
        partitions = len(await self._producer.partitions_for(topic.name))
        future: asyncio.Future[RecordMetadata] = await self._producer.send(
            topic.name,
            value=encode(topic.schema, message, self._ids),
            key=key.encode(),
            partition=partition_of(spread, partitions),
            headers=headers(topic.schema, message, spread, context, now),
        )
        return future


def _placed(sent: RecordMetadata) -> Placed:
    return Placed(sent.topic, sent.partition, sent.offset)


def keys_of(message: Message) -> tuple[str, str]:
    """Give a message's key, and the text that spreads it over partitions.

    Every message of a form lies on one partition number, the intake's too.
    """
    if isinstance(message, CpiForm):
        return str(message.submission_id), reference_of(message.submission_id, message.submitted_at)
    reference = getattr(message, "reference", None) or message.event_id
    return reference, reference
