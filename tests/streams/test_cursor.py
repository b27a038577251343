"""A partition is read to its end whatever gaps it has, and a broker that is silent is an error."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest
from confluent_kafka import KafkaException, Producer
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    NewTopic,
    ResourceType,
)

from schemas.topic import Topic
from schemas.topics import DESK, INTAKE
from streams import clients, cursor, reading
from streams.broker import ensure_broker, stop_broker
from streams.clients import Options
from streams.cursor import Cursor
from streams.errors import is_transient
from streams.reading import MissingTopicError, Reader
from streams.settings import Settings
from tests.streams.conftest import MakeTopic

pytestmark = pytest.mark.kafka


@pytest.fixture
async def reader(options: Options) -> AsyncIterator[Reader]:
    """A reader."""
    async with Reader(options) as made:
        yield made


@pytest.fixture
def topic(make_topic: MakeTopic) -> Topic:
    """A topic with one partition."""
    return make_topic(INTAKE, 1)


def fill(options: Options, topic: Topic, *keys: bytes, partition: int = 0) -> None:
    """Put records on a partition, each in a batch of its own."""
    producer = clients.producer(options)
    for key in keys:
        producer.produce(topic.name, b"value", key, partition=partition)
        assert producer.flush(10) == 0


async def offsets(reader: Reader, topic: Topic, partition: int = 0, start: int = 0) -> list[int]:
    """Where the records lie; it must not take long to find the end."""
    async with asyncio.timeout(5):
        return [each.offset async for each in reader.stretch(topic.name, partition, start)]


class Transactions:
    """A foreign client that writes in transactions."""

    def __init__(self, options: Options, topic: Topic) -> None:
        self._topic = topic
        servers, name = options["bootstrap.servers"], str(uuid4())
        self._producer = Producer({"bootstrap.servers": servers, "transactional.id": name})
        self._producer.init_transactions(30)

    def write(self, count: int) -> Producer:
        """Write records in a transaction; give the producer, to end it."""
        self._producer.begin_transaction()
        for _ in range(count):
            self._producer.produce(self._topic.name, b"value", partition=0)
        assert self._producer.flush(10) == 0
        return self._producer


async def until_end(reader: Reader, topic: Topic, end: int) -> None:
    """Wait until the broker has put its markers: it does so after it has answered."""
    async with asyncio.timeout(10):
        while await reader.end(topic.name, 0) != end:
            pass


async def test_markers_of_transactions_leave_gaps(
    options: Options, topic: Topic, reader: Reader
) -> None:
    """At the end too: two records, a marker, two records, a marker."""
    foreign = Transactions(options, topic)
    foreign.write(2).commit_transaction(10)
    foreign.write(2).commit_transaction(10)
    await until_end(reader, topic, 6)
    assert await offsets(reader, topic) == [0, 1, 3, 4]
    assert await offsets(reader, topic, start=5) == []
    assert await reader.at(topic.name, 0, 2) is None
    assert await reader.at(topic.name, 0, 5) is None
    found = await reader.at(topic.name, 0, 3)
    assert found is not None


async def test_what_was_aborted_is_not_read(options: Options, topic: Topic, reader: Reader) -> None:
    """Between records, at the end, and alone on a partition."""
    foreign = Transactions(options, topic)
    foreign.write(3).abort_transaction(10)
    await until_end(reader, topic, 4)
    assert await offsets(reader, topic) == []
    assert await reader.at(topic.name, 0, 1) is None
    fill(options, topic, b"key")
    foreign.write(2).abort_transaction(10)
    await until_end(reader, topic, 8)
    assert await offsets(reader, topic) == [4]


async def test_a_stretch_ends_before_a_transaction_that_is_open(
    options: Options, topic: Topic, reader: Reader
) -> None:
    """It does not wait for it; what lies behind is not settled."""
    fill(options, topic, b"key")
    producer = Transactions(options, topic).write(1)
    fill(options, topic, b"key")
    assert await offsets(reader, topic) == [0]
    assert await reader.at(topic.name, 0, 2) is None
    producer.commit_transaction(10)
    await until_end(reader, topic, 4)
    assert await offsets(reader, topic) == [0, 1, 2]


async def test_compaction_leaves_gaps(
    options: Options, make_topic: MakeTopic, reader: Reader
) -> None:
    """What it took is null; the last of each key is read."""
    hurry(clients.admin(options))
    topic = make_topic(
        DESK,
        1,
        **{
            "cleanup.policy": "compact",
            "segment.ms": "1",
            "min.cleanable.dirty.ratio": "0.001",
            "max.compaction.lag.ms": "1",
        },
    )
    fill(options, topic, b"a", b"b", b"a", b"c", b"a", b"a", b"a")
    async with asyncio.timeout(60):
        while (found := await offsets(reader, topic))[:2] != [1, 3]:
            pass
    assert found[-1] == 6
    assert await reader.at(topic.name, 0, 0) is None
    assert await reader.at(topic.name, 0, 2) is None
    assert await offsets(reader, topic, start=2) == found[1:]


def hurry(admin: AdminClient) -> None:
    """Let the broker look every tenth of a second for what it can compact, not every 15 s."""
    setting = ConfigEntry(
        "log.cleaner.backoff.ms", "100", incremental_operation=AlterConfigOpType.SET
    )
    broker = next(iter(admin.list_topics(timeout=10).brokers))
    resource = ConfigResource(ResourceType.BROKER, str(broker), incremental_configs=[setting])
    admin.incremental_alter_configs([resource])[resource].result()


async def test_a_partition_that_was_added_is_read(
    options: Options, topic: Topic, reader: Reader
) -> None:
    """By a reader that knew the topic before, at once, and also by its place alone."""
    fill(options, topic, b"key")
    assert await reader.partitions(topic.name) == 1
    admin = clients.admin(options)
    admin.create_partitions([NewPartitions(topic.name, 3)])[topic.name].result()
    while len(admin.list_topics(topic.name).topics[topic.name].partitions) < 3:
        pass  # the controller has added them; the broker learns of that a moment later
    fill(options, topic, b"key", partition=2)
    assert await reader.at(topic.name, 2, 0) is not None
    places = [(each.partition, each.offset) async for each in reader.all(topic.name)]
    assert places == [(0, 0), (2, 0)]


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[psutil.Process]:
    """A broker that a test may harm."""
    process = psutil.Process(ensure_broker(tmp_path).pid)
    yield process
    if process.is_running():
        process.resume()
    stop_broker(tmp_path)


@pytest.fixture
def desk(mortal: psutil.Process, tmp_path: Path) -> Options:
    """How to reach it; it has a desk of three partitions, with three records on the first."""
    assert mortal.is_running()
    options = clients.client_options(Settings(), ensure_broker(tmp_path).bootstrap_servers)
    admin = clients.admin(options)
    admin.create_topics([NewTopic(DESK.name, 3, 1)])[DESK.name].result()
    fill(options, DESK, b"a", b"b", b"c")
    return options


@pytest.mark.parametrize("harm", [signal.SIGKILL, signal.SIGSTOP])
async def test_a_broker_that_goes_in_the_middle_is_an_error_in_time(
    desk: Options, mortal: psutil.Process, monkeypatch: pytest.MonkeyPatch, harm: signal.Signals
) -> None:
    """Killed or frozen: the read ends with what may pass, and the reader stops all the same."""
    monkeypatch.setattr(reading, "_PATIENCE_SECONDS", 1.0)
    monkeypatch.setattr(cursor, "_ANSWER_SECONDS", 1.0)
    asked = Cursor.bounds

    def and_then_it_goes(here: Cursor, topic: str, partition: int) -> tuple[int, int]:
        bounds = asked(here, topic, partition)
        mortal.send_signal(harm)
        return bounds

    async with asyncio.timeout(15):
        async with Reader(desk) as reader:
            with monkeypatch.context() as patch:
                patch.setattr(Cursor, "bounds", and_then_it_goes)
                with pytest.raises(KafkaException) as raised:
                    await offsets(reader, DESK)
            assert is_transient(raised.value)
            with pytest.raises(KafkaException) as raised:
                await reader.end(DESK.name, 0)
            assert is_transient(raised.value)
            began = time.monotonic()
        assert time.monotonic() - began < 6


async def test_forms_are_spread_as_the_desk_is(desk: Options) -> None:
    """As told, or as the cluster says."""
    async with Reader(desk) as asking, Reader(desk, 7) as told:
        assert await asking.spread() == 3
        assert await told.spread() == 7
    admin = clients.admin(desk)
    admin.delete_topics([DESK.name])[DESK.name].result()
    while DESK.name in admin.list_topics().topics:
        pass
    async with Reader(desk) as asking:
        with pytest.raises(MissingTopicError, match=r"cpi\.desk: run `cpi topics apply`"):
            await asking.spread()
