"""What a test does to the worker of a hub that runs: find it, kill it, see what it has left."""

import asyncio
from collections.abc import Mapping

import psutil  # type: ignore[import-untyped]  # it ships no types
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError

from agents.flow import FLOW
from schemas.topics import Topic
from streams.reading import Reader
from streams.settings import PREFIX
from tests.integration.running import PATIENCE_SECONDS, RunningHub, until

READ = tuple(topic for row in FLOW for topic in row.reads)
"""The topics that the worker reads."""


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

    Also says where more is acknowledged than there is.
    """

    async def run() -> Mapping[str, int]:
        admin = AIOKafkaAdminClient(**hub.options)
        await admin.start()
        try:
            committed = await admin.list_consumer_group_offsets(hub.settings.group)
        finally:
            await admin.close()
        done = {(each.topic, each.partition): at.offset for each, at in committed.items()}
        async with asyncio.timeout(PATIENCE_SECONDS), Reader(hub.options) as reader:
            left = {
                f"{topic.name}/{number}": await reader.end(topic.name, number)
                - max(done.get((topic.name, number), 0), 0)
                for topic in READ
                for number in range(await reader.partitions(topic.name))
            }
        return {place: count for place, count in left.items() if count}

    return asyncio.run(run())


def wait_until_all_is_read(hub: RunningHub) -> None:
    """Wait until everything is acknowledged, on every partition."""
    until(lambda: [unread(hub)], lambda found: not found[0], "acknowledgement of every record")


def wait_for_members(hub: RunningHub, count: int) -> None:
    """Wait until so many workers share the partitions."""

    def members() -> list[object]:
        try:
            return asyncio.run(_members(hub))
        except GroupCoordinatorNotAvailableError:
            return []  # nobody has asked for the group yet

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


async def _members(hub: RunningHub) -> list[object]:
    admin = AIOKafkaAdminClient(**hub.options)
    await admin.start()
    try:
        (answer,) = await admin.describe_consumer_groups([hub.settings.group])
    finally:
        await admin.close()
    _, _, state, _, _, found, *_ = answer.groups[0]
    return list(found) if state == "Stable" else []


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
