"""The connection of a command to Kafka, and what it reads and sends there."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from confluent_kafka import KafkaException

from schemas.base import Message
from schemas.codec import decode
from schemas.ids import SchemaIds
from schemas.rejection import Rejection
from schemas.topic import Topic
from schemas.topics import DESK
from streams.clients import Options, client_options
from streams.cluster import bootstrap_servers
from streams.envelope import Record
from streams.errors import HubError, kind_of
from streams.reading import MissingTopicError, Reader
from streams.registry import schema_ids
from streams.sending import Sender
from streams.settings import Settings, load_settings
from streams.topics import existing

T = TypeVar("T")

_READ_SECONDS = 30.0


class NoAnswerError(HubError):
    """A Kafka that does not answer; the text is one line and says what to do."""


@dataclass(frozen=True)
class Link:
    """A cluster that answers; ``found`` has the partition count of each topic on it."""

    settings: Settings
    options: Options
    ids: SchemaIds
    found: Mapping[str, int]
    reader: Reader

    async def all(self, topic: Topic) -> AsyncIterator[tuple[Record, Message | Rejection]]:
        """Yield every record of a topic with its message, or why it cannot be read."""
        async for record in patiently(self.reader.all(topic.name)):
            yield record, decode(topic.schema, record.value, self.ids)

    async def of_form(
        self, topic: Topic, reference: str
    ) -> AsyncIterator[tuple[Record, Message | Rejection]]:
        """Yield the records of one form, oldest first."""
        async for record in patiently(self.reader.of_form(topic.name, reference)):
            yield record, decode(topic.schema, record.value, self.ids)

    async def newest(self, topic: Topic, reference: str, kind: type[T]) -> T | None:
        """Read the newest message of a form on a topic; null where it has none."""
        found = None
        async for _, message in self.of_form(topic, reference):
            found = message if isinstance(message, kind) else found
        return found

    @asynccontextmanager
    async def sender(self, *topics: Topic) -> AsyncIterator[Sender]:
        """Connect a sender for these topics.

        Raises:
            MissingTopicError: the cluster lacks one of them.
        """
        missing = next((topic.name for topic in topics if topic.name not in self.found), None)
        if missing:
            # A producer would wait long for a topic that nobody makes.
            message = f"the cluster has no topic {missing}: run `cpi topics apply`"
            raise MissingTopicError(message)
        async with Sender(self.options, self.ids, self.found.get(DESK.name)) as sender:
            yield sender


@asynccontextmanager
async def linked() -> AsyncIterator[Link]:
    """Read the settings and connect.

    Raises:
        HubError: wrong settings, no cluster, no answer from it or from the schema registry.
    """
    settings = load_settings()
    options, found = await reach(settings)
    ids = schema_ids(settings)
    async with Reader(options, found.get(DESK.name)) as reader:
        yield Link(settings, options, ids, found, reader)


async def reach(settings: Settings) -> tuple[Options, Mapping[str, int]]:
    """Find the cluster; give how to speak to it, and its topics with their partition counts.

    Raises:
        NoClusterError: none is set and none runs.
        NoAnswerError: it did not answer within 8 seconds.
    """
    quieten()
    servers = bootstrap_servers(settings)
    options = client_options(settings, servers)
    try:
        return options, await existing(options)
    except KafkaException as error:
        message = (
            f"Kafka at {servers} does not answer ({kind_of(error)}): start it, or correct "
            "CPI_KAFKA_BOOTSTRAP_SERVERS and its security settings"
        )
        raise NoAnswerError(message) from None


def quieten() -> None:
    """Keep the client library's own log off the terminal: the command says what is wrong."""
    for name in ("kafka", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


async def patiently(records: AsyncIterator[Record]) -> AsyncIterator[Record]:
    """Pass records on; a broker that goes away meanwhile is an error, not a wait without end."""
    while True:
        try:
            async with asyncio.timeout(_READ_SECONDS):
                record = await anext(records)
        except StopAsyncIteration:
            return
        except TimeoutError:
            message = "Kafka has stopped answering: see that it runs, then try again"
            raise NoAnswerError(message) from None
        yield record
