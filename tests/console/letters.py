"""Dead letters on a real Kafka, and what a redrive leaves of them."""

import asyncio
from typing import Any

from schemas.base import Message
from schemas.codec import decode, encode
from schemas.records import DeadLetter
from schemas.reference import partition_of
from schemas.rejection import Rejection
from schemas.stages import Stage
from schemas.topic import Topic
from schemas.topics import ASSESSED, DEAD_LETTERS
from streams import clock
from streams.dead_letters import dead_letter
from streams.envelope import Record
from streams.marks import REDRIVE_HEADER
from streams.outcome import Outgoing
from streams.reading import Reader
from tests.console.conftest import Hub
from tests.console.samples import assessed
from tests.forms import form

FAULT = Rejection("the redact stage failed: KeyError")
TRACE = {"traceparent": b"00-1", "x-own": b"kept"}


def letter_of(hub: Hub, stage: Stage, topic: Topic, key: str, value: bytes) -> DeadLetter:
    """Put the dead letter of a record on its topic."""
    partition = partition_of(key, partitions(hub)) if key.startswith("CPI-") else 0
    # The offset is random by way of the key, so that each test has a letter of its own.
    at = abs(hash(key)) % 10**9
    record = Record(topic.name, partition, at, key.encode(), value, TRACE, clock.now())
    letter = dead_letter(record, stage, FAULT, hub.keyring, clock.now())
    hub.put(Outgoing(DEAD_LETTERS, letter))
    return letter


def stuck(hub: Hub) -> DeadLetter:
    """A good form whose redaction has failed."""
    mine = assessed(form())
    return letter_of(hub, Stage.REDACT, ASSESSED, mine.reference, encode(ASSESSED.schema, mine))


def partitions(hub: Hub) -> int:
    """Over how many partitions the test's topics are spread."""

    async def count() -> int:
        async with Reader(hub.options) as reader:
            return await reader.partitions(DEAD_LETTERS.name)

    return asyncio.run(count())


def copies(hub: Hub, letter: DeadLetter) -> list[Record]:
    """What was copied of a letter."""

    async def read() -> list[Record]:
        async with Reader(hub.options) as reader:
            return [record async for record in reader.all(letter.topic)]

    wanted = f"{letter.dead_letter_id};".encode()
    found = asyncio.run(read())
    return [each for each in found if each.headers.get(REDRIVE_HEADER, b"").startswith(wanted)]


def messages_on(hub: Hub, topic: Topic) -> list[Message | Rejection]:
    """What lies on a topic."""

    async def read() -> list[Message | Rejection]:
        async with Reader(hub.options) as reader:
            return [decode(topic.schema, each.value) async for each in reader.all(topic.name)]

    return asyncio.run(read())


def status_of(hub: Hub, letter: DeadLetter) -> dict[str, Any]:
    """What `list` says of a letter."""
    listed = hub.json("dead-letters", "list", "--all")["dead_letters"]
    return next(each for each in listed if each["dead_letter_id"] == letter.dead_letter_id)


def redriven(hub: Hub, *words: str, status: int = 0) -> list[dict[str, Any]]:
    """Run the command; gives what became of each letter."""
    rows: list[dict[str, Any]] = hub.json("dead-letters", "redrive", *words, status=status)[
        "letters"
    ]
    return rows
