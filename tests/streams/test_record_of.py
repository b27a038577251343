"""A record is as the client gave it, and no header name can stop the reading."""

from collections.abc import AsyncIterator

import pytest

from schemas.topic import Topic
from schemas.topics import INTAKE
from streams import clients
from streams.clients import Options
from streams.reading import Reader, record_of
from tests.integration.poison import send_raw
from tests.streams.conftest import MakeTopic, fill

pytestmark = pytest.mark.kafka


@pytest.fixture
def topic(make_topic: MakeTopic) -> Topic:
    """A topic with one partition."""
    return make_topic(INTAKE, 1)


@pytest.fixture
async def reader(options: Options) -> AsyncIterator[Reader]:
    """A reader."""
    async with Reader(options) as made:
        yield made


async def test_a_record_keeps_its_parts(options: Options, topic: Topic, reader: Reader) -> None:
    """Nothing is as it was sent; of two headers of one name the last counts, none is empty."""
    producer = clients.producer(options)
    headers: list[tuple[str, str | bytes | None]] = [("a", b"1"), ("a", b"2"), ("none", None)]
    producer.produce(topic.name, None, None, partition=0, headers=headers)
    producer.produce(topic.name, b"", b"", partition=0)
    producer.flush(10)
    bare, empty = [record async for record in reader.all(topic.name)]
    assert (bare.key, bare.value, bare.headers) == (None, None, {"a": b"2", "none": b""})
    assert (empty.key, empty.value, empty.headers) == (b"", b"", {})


async def test_a_header_name_that_is_not_utf_8_is_left_out(
    options: Options, topic: Topic, reader: Reader
) -> None:
    """With the record's other headers; the record itself is read, as often as one likes."""
    servers, place = options["bootstrap.servers"], (topic.name, 0)
    fill(options, topic, 100)  # for the interpreter calls otherwise what it has called often
    await send_raw(servers, place, b"key", b"value", [(b"ok", b"1"), (b"\xff\xfe", b"2")])
    fill(options, topic, 100)
    for _ in range(2):
        records = [record async for record in reader.all(topic.name)]
        assert [record.offset for record in records] == [*range(201)]
        assert (records[100].key, records[100].value, records[100].headers) == (
            b"key",
            b"value",
            {},
        )


async def test_a_message_can_be_turned_into_a_record_twice(
    options: Options, topic: Topic, reader: Reader
) -> None:
    """Also one with such a header: the client's own list of them must not be touched again."""
    servers, place = options["bootstrap.servers"], (topic.name, 0)
    await send_raw(servers, place, b"key", b"value", [(b"ok", b"1"), (b"\xff\xfe", b"2")])
    (messages,) = [each async for each in reader._slices(topic.name, 0, 0)]
    assert len({str(record_of(message)) for message in messages for _ in range(100)}) == 1
