"""Follows the topics from where they end now, and keeps what belongs to each form."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from schemas.base import Message
from schemas.codec import decode
from schemas.ids import SchemaIds
from schemas.records import Receipt
from schemas.rejection import Rejection
from schemas.topic import Topic
from schemas.topics import INTAKE, TOPICS
from streams.reading import Reader


@dataclass(frozen=True)
class Seen:
    """A message, its topic and the broker's time of it."""

    topic: Topic
    message: Message
    at: datetime


@dataclass
class Watch:
    """What has been seen since ``start``, by reference; receipts also by submission id."""

    reader: Reader
    ids: SchemaIds
    seen: dict[str, list[Seen]] = field(default_factory=lambda: defaultdict(list))
    receipts: dict[str, list[Receipt]] = field(default_factory=lambda: defaultdict(list))
    _next: dict[tuple[str, int], int] = field(default_factory=dict)

    async def start(self) -> None:
        """Note where every topic ends."""
        for topic in TOPICS:
            for partition in range(await self.reader.partitions(topic.name)):
                where = (topic.name, partition)
                self._next[where] = await self.reader.end(*where)

    async def look(self) -> None:
        """Read what has come since the last look."""
        by_name = {topic.name: topic for topic in TOPICS if topic is not INTAKE}
        for (name, partition), start in list(self._next.items()):
            if name in by_name:
                await self._read(by_name[name], partition, start)

    def messages(self, reference: str) -> list[Message]:
        """All messages of a form, topic by topic."""
        return [each.message for each in self.seen[reference]]

    def times(self, reference: str) -> Mapping[str, datetime]:
        """When the newest message of a form came to each topic."""
        return {each.topic.name: each.at for each in self.seen[reference]}

    async def _read(self, topic: Topic, partition: int, start: int) -> None:
        async for record in self.reader.stretch(topic.name, partition, start):
            self._next[topic.name, partition] = record.offset + 1
            message = decode(topic.schema, record.value, self.ids)
            if isinstance(message, Rejection):
                continue
            reference = getattr(message, "reference", None)
            if reference:
                self.seen[reference].append(Seen(topic, message, record.appended_at))
            if isinstance(message, Receipt):
                self.receipts[str(message.submission_id)].append(message)
