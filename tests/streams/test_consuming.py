"""The hub's place in its group: every record comes, in order; only what is done is committed."""

import asyncio
import logging

import pytest
from confluent_kafka import Message as KafkaMessage
from confluent_kafka import TopicPartition
from confluent_kafka.admin import NewTopic

from schemas.topics import INTAKE
from streams import clients, consuming
from streams.clients import Options
from streams.member import member
from streams.settings import Settings
from tests.streams.bench import SECONDS, until
from tests.streams.conftest import MakeTopic, _is_ready
from tests.streams.groups import Worker, World, offsets, tampering

pytestmark = pytest.mark.kafka


@pytest.fixture
def world(options: Options, make_topic: MakeTopic) -> World:
    """One partition."""
    return World(options, make_topic(INTAKE, 1))


async def turns(worker: Worker, seconds: float) -> None:
    """Let the consumer go round for so long, at least once."""
    begun = worker.group.polled_at
    await until(lambda: worker.group.polled_at > begun + seconds)


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
        waiting = [len(lane)]
        for _ in range(5):
            await turns(worker, 0)
            waiting.append(len(lane))
        assert max(waiting) <= 50 + 2 * 20
        worker.go.set()
        await until(lambda: world.committed() == 2000)
        assert offsets(worker) == list(range(2000))
        assert not worker.group._paused


def test_a_member_is_known_again_only_by_a_name() -> None:
    """Without one it is new each time; its heartbeat comes well within its time."""
    found = member(Settings(), {"client.id": "x"}, None)
    assert "group.instance.id" not in found
    assert (found["group.id"], found["client.id"], found["session.timeout.ms"]) == (
        "cpi-hub",
        "x",
        10_000,
    )
    assert found["heartbeat.interval.ms"] * 3 < found["session.timeout.ms"]
    assert member(Settings(), {}, "one")["group.instance.id"] == "one"


async def test_a_member_that_stops_is_quick(world: World) -> None:
    """It leaves nothing to wait for."""
    async with world.joined() as worker:
        async with asyncio.timeout(SECONDS):
            await worker.group.stop()
        assert worker.group.failure is None
