"""Reads of topics join no group, end where the topic ended, and say what is not there."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from uuid import uuid4

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from schemas.examples import messages
from schemas.reference import partition_of
from schemas.topics import ALERTS, INTAKE, Topic
from streams.envelope import Context, Record
from streams.outcome import Outgoing
from streams.reading import MissingTopicError, Reader
from streams.sending import Sender
from tests.forms import form
from tests.streams.conftest import MakeTopic

pytestmark = pytest.mark.kafka

Options = Mapping[str, object]
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
    """A reader; it must stop at once."""
    made = Reader(options)
    yield made
    async with asyncio.timeout(5):
        await made.stop()


async def fill(options: Options, topic: Topic, count: int) -> None:
    """Put forms on a topic."""
    async with Sender(options) as sender:
        await sender.send([Outgoing(topic, form()) for _ in range(count)], Context())


async def delete_before(options: Options, topic: Topic, offset: int) -> None:
    """Delete what retention would."""
    admin = AIOKafkaAdminClient(**options)
    await admin.start()
    try:
        await admin.delete_records({TopicPartition(topic.name, 0): RecordsToDelete(offset)})
    finally:
        await admin.close()


async def offsets(records: AsyncIterator[Record]) -> list[int]:
    """Where they lie."""
    return [record.offset async for record in records]


async def test_a_stretch_goes_from_its_start_to_the_end(
    options: Options, topic: Topic, reader: Reader
) -> None:
    """Every record once, in order; from the end there is nothing, and it does not wait for more."""
    await fill(options, topic, 5)
    assert await offsets(reader.stretch(topic.name, 0)) == [0, 1, 2, 3, 4]
    assert await offsets(reader.stretch(topic.name, 0, 3)) == [3, 4]
    assert await offsets(reader.stretch(topic.name, 0, 5)) == []
    assert await offsets(reader.stretch(topic.name, 0, 99)) == []
    assert await reader.end(topic.name, 0) == 5


async def test_a_stretch_ends_where_the_topic_ended_when_it_was_asked(
    options: Options, topic: Topic, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes meanwhile is for the next: a busy topic is no endless read."""
    await fill(options, topic, 3)
    consumer = await reader._connected()
    asked = consumer.end_offsets

    async def and_then_more_comes(where: object) -> object:
        ends = await asked(where)
        await fill(options, topic, 2)
        return ends

    monkeypatch.setattr(consumer, "end_offsets", and_then_more_comes)
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
    await fill(options, topic, 3)
    (found,) = [record async for record in reader.stretch(topic.name, 0) if record.offset == 1]
    assert await reader.at(topic.name, 0, 1) == found
    assert await reader.at(topic.name, 0, 3) is None
    assert await reader.at(topic.name, 0, 99) is None


async def test_what_retention_took_is_null_and_no_other_record(
    options: Options, topic: Topic, reader: Reader
) -> None:
    """The first that is left must not be taken for it."""
    await fill(options, topic, 4)
    await delete_before(options, topic, 2)
    assert await reader.at(topic.name, 0, 1) is None
    assert await offsets(reader.stretch(topic.name, 0)) == [2, 3]
    await delete_before(options, topic, 4)
    assert await reader.at(topic.name, 0, 1) is None
    assert await offsets(reader.stretch(topic.name, 0)) == []


async def test_the_records_of_one_form_are_found(
    options: Options, make_topic: MakeTopic, reader: Reader
) -> None:
    """Oldest first, nobody else's, from a time on if one is given."""
    topic = make_topic(ALERTS, **{"message.timestamp.type": "LogAppendTime"})
    example = messages(ALERTS.schema)[0]
    same = [
        example.model_copy(update={"reference": reference, "alert_id": f"{reference}/{number}"})
        for number in range(3)
        for reference in (REFERENCE, OTHER)
    ]
    async with Sender(options) as sender:
        for each in same:
            await sender.send([Outgoing(topic, each)], Context())
    found = [record async for record in reader.of_form(topic.name, REFERENCE)]
    assert [record.headers["ce_id"].decode() for record in found] == [
        f"{REFERENCE}/{number}" for number in range(3)
    ]
    assert {record.partition for record in found} == {partition_of(REFERENCE, 4)}
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
    await fill(options, topic, 40)
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
    await fill(options, topic, 1)
    assert await offsets(reader.all(topic.name)) == [0]
    await reader.stop()
    assert await offsets(reader.all(topic.name)) == [0]
