"""Reads of topics join no group, end where the topic ended, and say what is not there."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
from confluent_kafka import KafkaException, TopicPartition

from schemas.reference import partition_of
from schemas.topic import Topic
from schemas.topics import ALERTS, INTAKE
from streams import clients
from streams.clients import Options
from streams.cursor import Cursor
from streams.envelope import Record
from streams.reading import MissingTopicError, Reader
from tests.streams.conftest import MakeTopic, fill

pytestmark = pytest.mark.kafka

REFERENCE = "CPI-202610-ABCDEFGHJK"
OTHER = next(
    other
    for other in (f"CPI-202610-012345678{last}" for last in "0123456789ABCDEF")
    if partition_of(other, 4) == partition_of(REFERENCE, 4)
)
"""Another form, whose records lie between those of the first."""


@pytest.fixture
def topic(make_topic: MakeTopic) -> Topic:
    """A topic with one partition."""
    return make_topic(INTAKE, 1)


@pytest.fixture
async def reader(options: Options) -> AsyncIterator[Reader]:
    """A reader of a hub whose desk has four partitions; it must stop at once."""
    made = Reader(options, 4)
    yield made
    async with asyncio.timeout(5):
        await made.stop()


def delete_before(options: Options, topic: Topic, offset: int) -> None:
    """Delete what retention would."""
    admin, place = clients.admin(options), TopicPartition(topic.name, 0, offset)
    admin.delete_records([place])[place].result()


async def offsets(records: AsyncIterator[Record]) -> list[int]:
    """Where they lie."""
    return [record.offset async for record in records]


async def test_a_stretch_goes_from_its_start_to_the_end(
    options: Options, topic: Topic, reader: Reader
) -> None:
    """Every record once, in order; from the end there is nothing, and it does not wait for more."""
    fill(options, topic, 5)
    assert await offsets(reader.stretch(topic.name, 0)) == [0, 1, 2, 3, 4]
    assert await offsets(reader.stretch(topic.name, 0, 3)) == [3, 4]
    assert await offsets(reader.stretch(topic.name, 0, 5)) == []
    assert await offsets(reader.stretch(topic.name, 0, 99)) == []
    assert await reader.end(topic.name, 0) == 5


async def test_a_stretch_ends_where_the_topic_ended_when_it_was_asked(
    options: Options, topic: Topic, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes meanwhile is for the next: a busy topic is no endless read."""
    fill(options, topic, 3)
    asked = Cursor.bounds

    def and_then_more_comes(cursor: Cursor, name: str, partition: int) -> tuple[int, int]:
        bounds = asked(cursor, name, partition)
        fill(options, topic, 2)
        return bounds

    monkeypatch.setattr(Cursor, "bounds", and_then_more_comes)
    assert await offsets(reader.stretch(topic.name, 0)) == [0, 1, 2]
    assert await offsets(reader.stretch(topic.name, 0)) == [0, 1, 2, 3, 4]


async def test_an_empty_topic_is_read_at_once(topic: Topic, reader: Reader) -> None:
    """There is nothing to wait for."""
    async with asyncio.timeout(5):
        assert await offsets(reader.all(topic.name)) == []


async def test_one_record_is_read_by_its_place(
    options: Options, topic: Topic, reader: Reader
) -> None:
    """That one; null for one that was never written."""
    fill(options, topic, 3)
    (found,) = [record async for record in reader.stretch(topic.name, 0) if record.offset == 1]
    assert await reader.at(topic.name, 0, 1) == found
    assert await reader.at(topic.name, 0, 3) is None
    assert await reader.at(topic.name, 0, 99) is None


async def test_what_retention_took_is_null_and_no_other_record(
    options: Options, topic: Topic, reader: Reader
) -> None:
    """The first that is left must not be taken for it."""
    fill(options, topic, 4)
    delete_before(options, topic, 2)
    assert await reader.at(topic.name, 0, 1) is None
    assert await offsets(reader.stretch(topic.name, 0)) == [2, 3]
    delete_before(options, topic, 4)
    assert await reader.at(topic.name, 0, 1) is None
    assert await offsets(reader.stretch(topic.name, 0)) == []


async def test_the_records_of_one_form_are_found(
    options: Options, make_topic: MakeTopic, reader: Reader
) -> None:
    """Oldest first, nobody else's, from a time on; a partition that was added moves no form."""
    topic = make_topic(ALERTS, 5, **{"message.timestamp.type": "LogAppendTime"})
    partition = partition_of(REFERENCE, 4)
    for reference in (REFERENCE, OTHER) * 3:
        fill(options, topic, 1, partition, reference)
    found = [record async for record in reader.of_form(topic.name, REFERENCE)]
    assert [record.offset for record in found] == [0, 2, 4]
    assert {(record.partition, record.key) for record in found} == {(partition, REFERENCE.encode())}
    later = reader.of_form(topic.name, REFERENCE, found[1].appended_at)
    assert set(await offsets(later)) >= {found[1].offset, found[2].offset}
    never = found[2].appended_at + timedelta(days=1)
    assert await offsets(reader.of_form(topic.name, REFERENCE, never)) == []


async def test_a_missing_topic_says_what_to_do(reader: Reader) -> None:
    """And is not made by the asking."""
    name = f"cpi.none.{uuid4()}"
    for _ in range(2):
        with pytest.raises(MissingTopicError, match=f"{name}: run `cpi topics apply`"):
            await offsets(reader.all(name))


async def test_a_reader_stops_after_many_stretches(
    options: Options, make_topic: MakeTopic, reader: Reader
) -> None:
    """Side by side, some left half way, each with its own; then the fixture stops it in time."""
    topic = make_topic(INTAKE)
    for partition in range(4):
        fill(options, topic, 10, partition)
    ends = [await reader.end(topic.name, partition) for partition in range(4)]

    async def look(number: int) -> bool:
        partition, start = number % 4, number % 5
        if number % 3 == 0:
            found = await reader.at(topic.name, partition, start)
            return found is None if start >= ends[partition] else found is not None
        whole = [*range(start, ends[partition])]
        return await offsets(reader.stretch(topic.name, partition, start)) == whole

    async with asyncio.timeout(20):
        assert all(await asyncio.gather(*(look(number) for number in range(60))))


async def test_a_reader_can_be_used_again_after_it_stopped(
    options: Options, topic: Topic, reader: Reader
) -> None:
    """It connects when it is asked."""
    fill(options, topic, 1)
    assert await offsets(reader.all(topic.name)) == [0]
    await reader.stop()
    assert await offsets(reader.all(topic.name)) == [0]


def test_a_large_record_is_read(options: Options, make_topic: MakeTopic) -> None:
    """Larger than what is fetched at once."""
    topic = make_topic(INTAKE, 1, **{"max.message.bytes": str(clients.MAX_RECORD_BYTES)})
    producer = clients.producer(options)
    producer.produce(topic.name, bytes(5_000_000), partition=0)
    assert producer.flush(20) == 0

    async def read() -> Record | None:
        async with Reader(options) as reader:
            return await reader.at(topic.name, 0, 0)

    record = asyncio.run(read())
    assert record is not None
    assert record.value == bytes(5_000_000)


async def test_a_read_that_is_left_leaves_nothing_to_the_next(
    options: Options, make_topic: MakeTopic, reader: Reader
) -> None:
    """Cancelled at any moment: the next read begins with its own first record."""
    topic = make_topic(INTAKE, 2)
    fill(options, topic, 50, 0)
    fill(options, topic, 5, 1)
    for step in range(30):
        left = asyncio.create_task(offsets(reader.stretch(topic.name, 0)))
        for _ in range(step):
            await asyncio.sleep(0)
        left.cancel()
        assert await offsets(reader.stretch(topic.name, 1)) == [0, 1, 2, 3, 4]
        await asyncio.wait([left])


async def test_a_read_that_is_stopped_is_an_error_of_kafka(
    options: Options, topic: Topic, reader: Reader
) -> None:
    """Not of the record: it may be read again."""
    fill(options, topic, 3)
    records = reader.stretch(topic.name, 0)
    cursor = await reader._connected()
    await reader.stop()
    with pytest.raises(KafkaException):
        await reader._later(cursor.count, topic.name)
    assert (await anext(records)).offset == 0
    await records.aclose()
