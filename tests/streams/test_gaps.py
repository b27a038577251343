"""Offsets have gaps: those that hide no record are passed, those that do are told."""

import asyncio
import logging

import pytest
from confluent_kafka import Message as KafkaMessage
from confluent_kafka import TopicPartition
from confluent_kafka.admin import NewTopic

from schemas.topics import INTAKE
from streams import clients
from streams.clients import Options
from tests.streams.bench import until
from tests.streams.conftest import MakeTopic, _is_ready
from tests.streams.groups import World, offsets, tampering, turns

pytestmark = pytest.mark.kafka


@pytest.fixture
def world(options: Options, make_topic: MakeTopic) -> World:
    """One partition."""
    return World(options, make_topic(INTAKE, 1))


def write_transactions(world: World) -> None:
    """Two records and a marker each; the second and the fourth are aborted: 12 places."""
    made = clients.producer(world.options, f"writer-{world.topic.name}")
    made.init_transactions(10)
    for abort in (False, True, False, True):
        made.begin_transaction()
        for _ in range(2):
            made.produce(world.topic.name, b"x", partition=0)
        made.flush(10)
        made.abort_transaction(10) if abort else made.commit_transaction(10)


@pytest.mark.parametrize("start", [0, 2, 4], ids=["all", "at a marker", "in what was aborted"])
async def test_gaps_of_transactions_are_no_gaps(
    world: World, caplog: pytest.LogCaptureFixture, start: int
) -> None:
    """Markers and what was aborted: before, inside, and at the end, up to which is committed."""
    await asyncio.to_thread(write_transactions, world)
    world.commit(start)
    async with world.joined() as worker:
        await until(lambda: world.committed() == 12)
        assert offsets(worker) == [each for each in (0, 1, 6, 7) if each >= start]
        assert worker.group.failure is None
    assert "skipped" not in caplog.text


async def test_an_end_that_comes_with_records_counts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The markers behind the last record are passed also where both come in one breath."""
    kept: list[KafkaMessage] = []

    def together(came: list[KafkaMessage]) -> list[KafkaMessage]:
        kept.extend(came)
        if not kept or kept[-1].error() is None:
            return []
        whole = list(kept)
        kept.clear()
        return whole

    tampering(monkeypatch, together)
    await asyncio.to_thread(write_transactions, world)
    async with world.joined() as worker:
        await until(lambda: world.committed() == 12)
        assert offsets(worker) == [0, 1, 6, 7]


async def test_a_gap_of_retention_is_told_and_passed(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """What the group has not yet read is gone: somebody must hear of it."""
    await asyncio.to_thread(world.write, 10)
    world.commit(2)
    admin, place = clients.admin(world.options), TopicPartition(world.topic.name, 0, 6)
    admin.delete_records([place])[place].result(10)
    async with world.joined() as worker:
        await until(lambda: world.committed() == 10)
        assert offsets(worker) == [6, 7, 8, 9]
    said = [each for each in caplog.records if each.levelno == logging.CRITICAL]
    (line,) = [each.getMessage() for each in said]
    assert line.startswith(f"{world.topic.name}/0: the group is at 2, the topic has 6 to 10")


async def test_a_group_that_is_ahead_of_its_topic_begins_anew(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The topic was made anew under its name."""
    await asyncio.to_thread(world.write, 3)
    world.commit(50)
    async with world.joined() as worker:
        await until(lambda: len(worker.done) == 3)
    assert "the group is at 50, the topic has 0 to 3" in caplog.text


async def test_a_topic_that_is_made_anew_meanwhile_is_not_passed_over(world: World) -> None:
    """Its records lie before where the worker stands: they come, or the worker ends."""
    await asyncio.to_thread(world.write, 5)
    async with world.joined() as worker:
        await until(lambda: world.committed() == 5)
        admin, name = clients.admin(world.options), world.topic.name
        admin.delete_topics([name])[name].result(10)
        await turns(worker, 3)
        admin.create_topics([NewTopic(name, 1, 1)])[name].result(10)
        await until(lambda: _is_ready(admin, name, 1))
        await asyncio.to_thread(world.write, 3)
        await until(lambda: len(worker.done) == 8 or worker.group.failure is not None)
