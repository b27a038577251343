"""The watchdog says what stands still, where, and only then; it ends the process."""

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from confluent_kafka import TopicPartition

from schemas.stages import Stage
from schemas.topics import INTAKE
from streams import clients, watchdog
from streams.clients import Options
from streams.consuming import Group
from streams.inbox import Inbox
from streams.lanes import Lane
from streams.pulse import Pulse
from streams.settings import Settings
from streams.stopping import Exit
from streams.watchdog import Watchdog
from tests.streams.bench import Stopped, patch_stop
from tests.streams.conftest import MakeTopic
from tests.streams.test_lanes import record

LATE = 46.0
WHERE = ("cpi.intake", 0)


class World:
    """Two stages with a partition each, a consumer that polls, and a clock that a test sets."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - fields of the settings
        self.group: Any = SimpleNamespace(failure=None, polled_at=0.0, assigned_at=0.0)
        self.inboxes = [Inbox(Stage.TRIAGE, ("cpi.intake",)), Inbox(Stage.ASSESS, ("cpi.triaged",))]
        self.lanes = [Lane((inbox.topics[0], 0), 0) for inbox in self.inboxes]
        for inbox, lane in zip(self.inboxes, self.lanes, strict=True):
            inbox.open(lane)
        tools: Any = SimpleNamespace(settings=Settings(**settings), pulse=Pulse(10))
        options = {"bootstrap.servers": "127.0.0.1:1"}
        self.dog = Watchdog(cast("Group", self.group), self.inboxes, tools, options)
        self.dog._began = self.dog._whole_at = 0.0

    def look(self, now: float) -> str | None:
        """Look; the consumer has just polled."""
        self.group.polled_at = now
        return self.dog.verdict(now)

    def after(self, now: float = LATE) -> str | None:
        """Look at the beginning, and again later."""
        return self.look(0) or self.look(now)


@pytest.fixture
def world() -> World:
    """Nothing is wrong."""
    return World()


def test_nothing_to_do_is_no_fault(world: World) -> None:
    """However long it lasts."""
    assert world.after(100_000) is None


def test_a_consumer_that_has_failed_is_told(world: World) -> None:
    """At once."""
    world.group.failure = ValueError()
    assert world.look(0) == "the consumer has failed"


def test_a_consumer_that_does_not_poll_is_told(world: World) -> None:
    """After the time that the setting says, and not before."""
    assert world.dog.verdict(44) is None
    assert world.dog.verdict(LATE) == "the consumer has not moved for 46 seconds"


def test_a_worker_that_gets_no_partition_is_told(world: World) -> None:
    """From its start on; one that was told that there is none for it is not."""
    world.group.assigned_at = None
    assert world.look(44) is None
    assert world.look(LATE) == "no partition has been assigned"
    world.group.assigned_at = 5.0
    world.inboxes[0].lanes.clear()
    world.inboxes[1].lanes.clear()
    assert world.look(LATE) is None


def test_a_stage_without_a_partition_is_told(world: World) -> None:
    """Where the others have one: it would never come to work."""
    world.inboxes[1].lanes.clear()
    assert world.after() == "assess has no partition"


def test_a_stage_that_is_just_being_given_its_partitions_is_no_fault(world: World) -> None:
    """They are opened one after the other while the watchdog looks from another thread."""
    lanes = dict(world.inboxes[1].lanes)
    world.inboxes[1].lanes.clear()
    seen = world.look(0)
    world.inboxes[1].lanes.update(lanes)
    assert (seen, world.look(1)) == (None, None)


def waits(lane: Lane) -> None:
    """A record has come, and nobody takes it."""
    lane.put([record(0)], 1)


def uncommitted(lane: Lane) -> None:
    """All is done, and is not committed."""
    lane.put([], 5)


@pytest.mark.parametrize("make", [waits, uncommitted])
def test_what_is_not_done_or_not_committed_is_told(
    world: World, make: Callable[[Lane], None]
) -> None:
    """With its place, how long it has stood, and what was being decided on."""
    make(world.lanes[0])
    world.inboxes[0].in_hand = record(7)
    assert world.look(0) is world.look(44) is None
    said = world.look(LATE)
    assert said is not None
    assert said.startswith(f"triage: cpi.intake/0 has stood at {world.lanes[0].position} ")
    assert "for 46 seconds, though there is work, cpi.triaged/0/7 is being decided on" in said


def test_what_has_not_even_come_is_told(world: World) -> None:
    """The cluster has more than the consumer has brought."""
    world.dog._ends[WHERE] = 3
    assert "cpi.intake/0 has stood at 0" in str(world.after())


def test_the_end_of_a_partition_that_was_read_is_no_work(world: World) -> None:
    """All that there is has been done and committed."""
    lane = world.lanes[0]
    lane.put([record(0)], 1)
    lane.done(0)
    lane.committed = 1
    world.dog._ends[WHERE] = 1
    assert world.after() is None


def test_what_moves_does_not_stand(world: World) -> None:
    """One record in 44 seconds is enough."""
    lane = world.lanes[0]
    lane.put([record(number) for number in range(10)], 10)
    for number in range(9):
        assert world.look(44.0 * number) is None
        lane.done(number)
        lane.committed = number


@pytest.mark.parametrize("why", ["halted", "aside"])
def test_a_stage_with_a_known_reason_is_not_told(world: World, why: str) -> None:
    """It has said so itself; once the reason is gone the time begins anew."""
    waits(world.lanes[0])
    inbox = world.inboxes[0]
    task: Any = object()
    inbox.halted = why == "halted"
    inbox.aside = {task} if why == "aside" else set()
    assert world.after() is None
    inbox.halted, inbox.aside = False, set()
    assert world.look(LATE + 44) is None
    assert world.look(2 * LATE) is not None


async def test_forms_that_high_ones_hold_up_are_no_standstill(world: World) -> None:
    """A flood of HIGH forms is work: ending the process would only begin it anew."""
    lane, inbox = world.lanes[0], world.inboxes[0]
    lane.put([record(0, b"slow")], 1)
    for number in range(1, 60):
        lane.put([record(number, b"%d" % number, high=True)], number + 1)
        wave = await inbox.next()
        for _, one in wave.taken:
            lane.done(one.offset)
        inbox._most = 1
        inbox.finish(wave, 1)
        assert world.look(float(number)) is None


def test_the_process_ends_with_the_reason(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """With the status for it."""
    patch_stop(monkeypatch)
    monkeypatch.setattr(watchdog, "_LOOK_SECONDS", 0.01)
    world.group.failure = ValueError()
    with pytest.raises(Stopped, match=str(Exit.STALLED.value)):
        world.dog._watch()
    assert "the consumer has failed; stopping with status 76" in caplog.text


def test_one_that_is_stopped_looks_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop that takes long is no standstill."""
    monkeypatch.setattr(watchdog, "_LOOK_SECONDS", 0.01)
    world.group.failure = ValueError()
    world.dog.stop()
    world.dog._watch()


@pytest.mark.kafka
def test_an_open_transaction_is_not_work(
    world: World, options: Options, make_topic: MakeTopic
) -> None:
    """What a partner's client has not yet committed cannot be read, however long it takes."""
    topic = make_topic(INTAKE, 1)
    writer = clients.producer(options, f"writer-{topic.name}")
    writer.init_transactions(10)
    writer.begin_transaction()
    writer.produce(topic.name, b"x", partition=0)
    writer.flush(10)
    for inbox in world.inboxes:
        inbox.lanes.clear()
    lane = Lane((topic.name, 0), 0)
    world.inboxes[0].open(lane)
    world.dog._admin, deadline = clients.admin(options), time.monotonic() + 20
    try:
        while not world.dog._ends and time.monotonic() < deadline:
            world.dog._ask()  # on a busy machine the cluster may answer late
        assert lane.where in world.dog._ends
        assert not world.dog._has_work(lane)
    finally:
        writer.abort_transaction(10)


@pytest.mark.kafka
def test_the_cluster_says_where_partitions_end(
    world: World, options: Options, make_topic: MakeTopic
) -> None:
    """So that what never comes is noticed; where it does not answer nothing is held against us."""
    topic = make_topic(INTAKE, 1)
    writer = clients.producer(options)
    writer.produce(topic.name, b"x", partition=0)
    writer.flush(10)
    for inbox in world.inboxes:
        inbox.lanes.clear()
    lane = Lane((topic.name, 0), 0)
    world.inboxes[0].open(lane)
    world.dog._admin, deadline = clients.admin(options), time.monotonic() + 20
    while not world.dog._ends and time.monotonic() < deadline:
        world.dog._ask()
    assert world.dog._ends == {lane.where: 1}
    world.dog._admin = clients.admin({"bootstrap.servers": "127.0.0.1:1"})
    begun = time.monotonic()
    world.dog._ask()
    assert (world.dog._ends, time.monotonic() - begun < 10) == ({}, True)
    assert TopicPartition(*lane.where).topic == topic.name
