"""What a test does to the worker of a hub that runs: find it, kill it, see what it has left."""

import asyncio
from collections.abc import Mapping

import psutil  # type: ignore[import-untyped]  # it ships no types
from confluent_kafka import (
    ConsumerGroupState,
    ConsumerGroupTopicPartitions,
    KafkaError,
    KafkaException,
)

from agents.flow import FLOW
from schemas.topic import Topic
from streams import clients
from streams.errors import code_of
from streams.reading import Reader
from streams.settings import PREFIX
from tests.integration.running import PATIENCE_SECONDS, RunningHub, until

READ = tuple(topic for row in FLOW for topic in row.reads)
"""The topics that the worker reads."""

_NO_GROUP = {KafkaError.COORDINATOR_NOT_AVAILABLE, KafkaError.GROUP_ID_NOT_FOUND}


def worker_of(hub: RunningHub) -> psutil.Process:
    """The worker that the fixture's supervisor runs now, once there is one."""
    return until(lambda: _workers(hub), bool, "a worker")[0]


def kill(hub: RunningHub) -> int:
    """Kill the worker as a fault would, with SIGKILL; gives the number that it had."""
    worker = worker_of(hub)
    worker.kill()
    return int(worker.pid)


def log_of(hub: RunningHub) -> str:
    """What the worker has said."""
    return (hub.data_dir / "worker.log").read_text(errors="replace")


def unread(hub: RunningHub) -> Mapping[str, int]:
    """How many records of each partition the group has not acknowledged; those with none left out.

    Also says where more is acknowledged than there is. Markers of transactions are no records.
    """

    async def run() -> Mapping[str, int]:
        done = acknowledged(hub)
        async with asyncio.timeout(PATIENCE_SECONDS), Reader(hub.options) as reader:
            left = {
                f"{topic.name}/{number}": await _left(
                    reader, topic, number, done.get((topic.name, number), 0)
                )
                for topic in READ
                for number in range(await reader.partitions(topic.name))
            }
        return {place: count for place, count in left.items() if count}

    return asyncio.run(run())


def acknowledged(hub: RunningHub) -> Mapping[tuple[str, int], int]:
    """The offset of each partition from which on the group has acknowledged nothing."""
    admin = clients.admin(hub.options)
    asked = ConsumerGroupTopicPartitions(hub.settings.group)
    answer = admin.list_consumer_group_offsets([asked])[hub.settings.group]
    found = answer.result().topic_partitions
    return {(each.topic, each.partition): max(each.offset, 0) for each in found}


async def _left(reader: Reader, topic: Topic, partition: int, done: int) -> int:
    ahead = done - await reader.end(topic.name, partition)
    if ahead >= 0:
        return -ahead
    return len([each async for each in reader.stretch(topic.name, partition, done)])


def wait_until_all_is_read(hub: RunningHub) -> None:
    """Wait until everything is acknowledged, on every partition."""
    until(lambda: [unread(hub)], lambda found: not found[0], "acknowledgement of every record")


def wait_for_members(hub: RunningHub, count: int) -> None:
    """Wait until so many workers share the partitions."""

    def members() -> list[object]:
        try:
            return _members(hub)
        except KafkaException as error:
            if code_of(error) in _NO_GROUP:
                return []  # nobody has asked for the group yet
            raise

    until(members, lambda found: len(found) == count, f"{count} workers")


def wait_for_records(hub: RunningHub, topic: Topic, count: int) -> None:
    """Wait until a topic has so many records, looking as often as the broker answers."""

    async def run() -> None:
        async with asyncio.timeout(PATIENCE_SECONDS), Reader(hub.options) as reader:
            while await _size(reader, topic) < count:
                pass

    asyncio.run(run())


def size(hub: RunningHub, topic: Topic) -> int:
    """How many records a topic has."""

    async def run() -> int:
        async with Reader(hub.options) as reader:
            return await _size(reader, topic)

    return asyncio.run(run())


def _members(hub: RunningHub) -> list[object]:
    admin = clients.admin(hub.options)
    answer = admin.describe_consumer_groups([hub.settings.group])[hub.settings.group]
    found = answer.result()
    return list(found.members) if found.state is ConsumerGroupState.STABLE else []


async def _size(reader: Reader, topic: Topic) -> int:
    partitions = range(await reader.partitions(topic.name))
    return sum([await reader.end(topic.name, number) for number in partitions])


def _workers(hub: RunningHub) -> list[psutil.Process]:
    return [each for each in psutil.Process().children() if _is_of(hub, each)]


def _is_of(hub: RunningHub, process: psutil.Process) -> bool:
    try:
        named = process.environ().get(f"{PREFIX}DATA_DIR") == str(hub.data_dir)
        return named and "worker" in process.cmdline()
    except psutil.Error:
        return False  # it is about to be gone, or is not quite there yet
