"""When partitions change hands: what is in hand is seen through and committed, nothing else."""

import asyncio
import logging
from uuid import uuid4

import pytest

from schemas.topics import INTAKE
from streams import consuming
from streams.clients import Options
from streams.settings import Settings
from tests.streams.bench import SECONDS, until
from tests.streams.conftest import MakeTopic
from tests.streams.groups import Worker, World, offsets

pytestmark = pytest.mark.kafka

PARTITIONS = 4


@pytest.fixture
def world(options: Options, make_topic: MakeTopic) -> World:
    """Four partitions."""
    return World(options, make_topic(INTAKE, PARTITIONS))


def of(worker: Worker, records: int) -> bool:
    """Whether a worker has done so many."""
    return len(worker.done) >= records


async def test_what_is_in_hand_is_seen_through_before_it_is_handed_over(world: World) -> None:
    """It is done and committed by the first; the second begins behind it; nothing comes twice."""
    for partition in range(PARTITIONS):
        await asyncio.to_thread(world.write, 50, partition)
    async with world.joined(held=True) as first:
        await until(lambda: first.inbox._wave is not None)
        in_hand = first.inbox._wave.taken if first.inbox._wave else []
        async with asyncio.TaskGroup() as group:
            second = world.joined()
            entering = group.create_task(second.__aenter__())
            await until(lambda: not any(map(len, first.inbox.lanes.values())))
            assert not entering.done()
            first.go.set()
        other = entering.result()
        await until(lambda: of(first, len(in_hand)) and len(first.done) + len(other.done) == 200)
        seen = [(record.partition, record.offset) for _, record in in_hand]
        assert first.done[: len(seen)] == seen
        assert sorted(first.done + other.done) == [(p, n) for p in range(4) for n in range(50)]
        assert first.partitions.isdisjoint(other.partitions)
        await second.__aexit__(None, None, None)
    assert [world.committed(partition) for partition in range(PARTITIONS)] == [50] * PARTITIONS


async def test_both_are_told_what_they_have(world: World) -> None:
    """First that all is gone, then what there is now; all partitions have one owner."""
    async with world.joined() as first, world.joined() as second:
        await until(lambda: len(first.partitions) == len(second.partitions) == 2)
        assert first.partitions | second.partitions == set(range(PARTITIONS))
        assert [len(each) for each in first.told] == [4, 0, 2]
        assert [len(each) for each in second.told] == [2]


async def test_a_worker_beyond_the_partitions_waits_in_peace(
    options: Options, make_topic: MakeTopic
) -> None:
    """It has none, and that is no fault; it takes over when the other leaves."""
    world = World(options, make_topic(INTAKE, 1))
    async with world.joined() as spare:
        async with world.joined() as other:
            await until(lambda: len(spare.partitions) + len(other.partitions) == 1)
            assert spare.group.failure is other.group.failure is None
            await asyncio.to_thread(world.write, 5)
            await until(lambda: len(spare.done) + len(other.done) == 5)
        await until(lambda: spare.partitions == {0})
        await asyncio.to_thread(world.write, 5)
        await until(lambda: 9 in offsets(spare))
        assert spare.group.failure is None


async def test_what_takes_too_long_is_left_to_the_next_and_the_worker_lives(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Not committed, so it comes again; the one that could not finish goes on with others."""
    monkeypatch.setattr(consuming, "_HAND_OVER_SECONDS", 0.5)
    await asyncio.to_thread(world.write, 3, 0)
    async with world.joined(held=True) as first:
        await until(lambda: first.inbox._wave is not None)
        async with world.joined() as second:
            await until(lambda: bool(second.partitions) and len(first.partitions) == 2)
            assert "they will be read again" in caplog.text
            assert world.committed() <= 0 or 0 in second.partitions
            first.go.set()
            await until(lambda: world.committed() == 3)
            assert first.group.failure is None


async def test_one_whose_name_another_takes_ends(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Kafka fences it for ever: it must not stand there as if it worked."""
    async with world.joined(instance="one") as first, world.joined(instance="one") as second:
        await until(lambda: second.partitions == set(range(PARTITIONS)))
        await until(lambda: first.group.failure is not None)
    del caplog


async def test_one_that_comes_back_under_its_name_goes_on_at_once(
    options: Options, make_topic: MakeTopic
) -> None:
    """Nobody waits for its session to end."""
    settings = Settings(group=f"group-{uuid4()}", session_timeout=SECONDS * 2)
    world = World(options, make_topic(INTAKE, 1), settings)
    for number in range(2):
        async with world.joined(instance="one") as worker:
            await until(lambda worker=worker: worker.partitions == {0})  # type: ignore[misc] # bound now
            await asyncio.to_thread(world.write, 1)
            await until(lambda worker=worker: bool(worker.done))  # type: ignore[misc] # bound now
            assert offsets(worker) == [number]


async def test_what_cannot_be_begun_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A consumer that has died in its thread is seen by the watchdog."""

    def failing(*_: object) -> int:
        raise ValueError

    monkeypatch.setattr(consuming.Group, "_start", failing)
    with caplog.at_level(logging.CRITICAL):
        async with world.joined() as worker:
            assert isinstance(worker.group.failure, ValueError)
    assert "the consumer has failed (ValueError)" in caplog.text
