"""The hub's place in its group: every record comes, in order; only what is done is committed."""

import asyncio

import pytest
from confluent_kafka import KafkaError, TopicPartition
from confluent_kafka import Message as KafkaMessage

from schemas.topics import INTAKE
from streams import consuming
from streams.clients import Options
from streams.consuming import Group
from tests.streams.bench import SECONDS, until
from tests.streams.conftest import MakeTopic
from tests.streams.groups import World, offsets, tampering, turns

pytestmark = pytest.mark.kafka


@pytest.fixture
def world(options: Options, make_topic: MakeTopic) -> World:
    """One partition."""
    return World(options, make_topic(INTAKE, 1))


async def test_all_comes_and_all_that_is_done_is_committed(world: World) -> None:
    """While it works, and at the end; the next member goes on from there."""
    await asyncio.to_thread(world.write, 1200)
    async with world.joined() as worker:
        await until(lambda: world.committed() == 1200)
        assert offsets(worker) == list(range(1200))
        await asyncio.to_thread(world.write, 3)
        await until(lambda: len(worker.done) == 1203)
    assert world.committed() == 1203
    await asyncio.to_thread(world.write, 1)
    async with world.joined() as worker:
        await until(lambda: bool(worker.done))
        assert offsets(worker) == [1203]


async def test_nothing_is_committed_past_what_is_not_done(world: World) -> None:
    """However often there is time to; what is in hand when the member leaves is seen through."""
    await asyncio.to_thread(world.write, 3)
    async with world.joined() as worker:
        await until(lambda: world.committed() == 3)
        worker.go.clear()
        await asyncio.to_thread(world.write, 5)
        await until(lambda: worker.inbox._wave is not None)
        await turns(worker, 3 * consuming._COMMIT_SECONDS)
        assert world.committed() == 3
        in_hand = len(worker.inbox._wave.taken) if worker.inbox._wave else 0
        leaving = asyncio.ensure_future(worker.group.stop())
        await until(lambda: not any(map(len, worker.inbox.lanes.values())))
        assert not leaving.done()
        worker.go.set()
        await leaving
    assert world.committed() == 3 + in_hand


async def test_where_it_stands_is_committed_again_though_nothing_moves(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So an older commit, that a broken connection let come late, does not stay."""
    monkeypatch.setattr(consuming, "_COMMIT_AGAIN_SECONDS", 0.2)
    seen: list[int] = []
    real = Group._on_commit

    def note(group: Group, error: KafkaError | None, places: list[TopicPartition]) -> None:
        seen.extend(place.offset for place in places if error is None)
        real(group, error, places)

    monkeypatch.setattr(Group, "_on_commit", note)
    await asyncio.to_thread(world.write, 5)
    async with world.joined():
        await until(lambda: seen.count(5) >= 3)


@pytest.mark.parametrize("place", [0, 2], ids=["first", "inside"])
async def test_a_record_that_did_not_come_is_gone_back_for(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, place: int
) -> None:
    """Wherever in what came it is missing: it is not committed over."""
    lost: list[int | None] = []

    def lose(came: list[KafkaMessage]) -> list[KafkaMessage]:
        if len([each for each in came if each.error() is None]) > place + 1 and not lost:
            lost.append(came[place].offset())
            return came[:place] + came[place + 1 :]
        return came

    tampering(monkeypatch, lose)
    await asyncio.to_thread(world.write, 10)
    async with world.joined() as worker:
        await until(lambda: world.committed() == 10)
        assert lost
        assert offsets(worker) == list(range(10))
    assert "were skipped; going back" in caplog.text


async def test_a_record_that_comes_twice_is_taken_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what comes behind it in the same breath is not lost sight of."""
    kept: list[KafkaMessage] = []

    def repeat(came: list[KafkaMessage]) -> list[KafkaMessage]:
        if came and not kept:
            kept.extend(came)
            return came[:1]
        again = [*kept, *came]
        kept.clear()
        return again

    tampering(monkeypatch, repeat)
    await asyncio.to_thread(world.write, 5)
    async with world.joined() as worker:
        await until(lambda: len(worker.done) >= 5)
        assert offsets(worker) == list(range(5))


async def test_no_more_is_asked_for_than_can_wait(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And all of it comes when the stage goes on."""
    monkeypatch.setattr(consuming, "_HIGH_WATER", 50)
    monkeypatch.setattr(consuming, "_LOW_WATER", 10)
    monkeypatch.setattr(consuming, "_SLICE", 20)
    await asyncio.to_thread(world.write, 2000)
    async with world.joined(held=True) as worker:
        await until(lambda: bool(worker.group._paused))
        (lane,) = worker.inbox.lanes.values()
        await turns(worker, 0.5)
        waiting = len(lane)
        await asyncio.to_thread(world.write, 500)
        await turns(worker, 0.5)
        assert len(lane) == waiting > 50
        worker.go.set()
        await until(lambda: world.committed() == 2500)
        assert offsets(worker) == list(range(2500))
        assert not worker.group._paused


async def test_a_loop_that_is_busy_is_not_flooded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it has not even taken in waits, too."""
    monkeypatch.setattr(consuming, "_HIGH_WATER", 50)
    monkeypatch.setattr(consuming, "_LOW_WATER", 10)
    monkeypatch.setattr(consuming, "_SLICE", 20)
    async with world.joined(held=True) as worker:
        await asyncio.to_thread(world.write, 2000)
        begun = worker.group.polled_at
        while worker.group.polled_at < begun + 1:
            pass  # the loop does nothing else meanwhile
        await until(lambda: bool(worker.group._paused))
        (lane,) = worker.inbox.lanes.values()
        assert len(lane) <= 50 + 2 * 20


async def test_a_member_that_stops_is_quick(world: World) -> None:
    """It leaves nothing to wait for."""
    async with world.joined() as worker:
        async with asyncio.timeout(SECONDS):
            await worker.group.stop()
        assert worker.group.failure is None
