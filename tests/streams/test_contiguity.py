"""A skipped record is noticed before anything after it is acknowledged."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from streams.contiguity import Contiguity, SkippedError
from streams.envelope import Record
from streams.reading import Reader

pytestmark = pytest.mark.kafka

AFTER_MARKER = 5


@pytest.fixture
async def topic(kafka: str) -> str:
    """A topic: two records, two of a transaction and its marker, one record."""
    name = f"gaps-{uuid4()}"
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await admin.create_topics([NewTopic(name, 1, 1)])
    await admin.close()
    plain = AIOKafkaProducer(bootstrap_servers=kafka)
    bound = AIOKafkaProducer(bootstrap_servers=kafka, transactional_id=name)
    await asyncio.gather(plain.start(), bound.start())
    for value in (b"0", b"1"):
        await plain.send_and_wait(name, value)
    async with bound.transaction():
        for value in (b"2", b"3"):
            await bound.send_and_wait(name, value)
    async with asyncio.timeout(30), Reader({"bootstrap_servers": kafka}) as reader:
        # The broker writes the marker after it has answered the commit.
        while await reader.end(name, 0) < AFTER_MARKER:
            pass
    await plain.send_and_wait(name, b"5")
    await asyncio.gather(plain.stop(), bound.stop())
    return name


@pytest.fixture
async def contiguity(kafka: str) -> AsyncIterator[Contiguity]:
    """A guard that can look at the topic."""
    async with Reader({"bootstrap_servers": kafka}) as reader:
        yield Contiguity(reader)


def at(topic: str, offset: int) -> Record:
    """A record as it comes from Faust."""
    return Record(topic, 0, offset, None, b"", {}, datetime(2026, 10, 5, tzinfo=UTC))


async def test_what_comes_in_order_passes(contiguity: Contiguity, topic: str) -> None:
    """Also from the middle: an assignment starts where the group has committed."""
    for offset in (1, 2, 3):
        await contiguity.check(at(topic, offset), 1)


async def test_a_skipped_record_is_noticed(contiguity: Contiguity, topic: str) -> None:
    """The reason names the first that is missing."""
    await contiguity.check(at(topic, 0), 1)
    with pytest.raises(SkippedError, match=f"{topic}/0/1 was skipped"):
        await contiguity.check(at(topic, 2), 1)


async def test_a_transactions_marker_is_no_gap(contiguity: Contiguity, topic: str) -> None:
    """Offset 4 holds no record: nothing was skipped."""
    await contiguity.check(at(topic, 3), 1)
    await contiguity.check(at(topic, 5), 1)


async def test_a_record_read_again_is_no_gap(contiguity: Contiguity, topic: str) -> None:
    """A repeat is for the desk to notice."""
    for offset in (0, 1, 0, 1):
        await contiguity.check(at(topic, offset), 1)


async def test_a_rebalance_starts_anew(contiguity: Contiguity, topic: str) -> None:
    """Another worker may have done what lies between."""
    await contiguity.check(at(topic, 0), 1)
    await contiguity.check(at(topic, 3), 2)
