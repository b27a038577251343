"""The lag engine on a real Kafka: the same as Kafka's own tool, and the right verdict on each."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from confluent_kafka import TopicPartition
from confluent_kafka.admin import NewPartitions

from streams import clients, clock
from streams.lag import LagEngine
from streams.lag_model import GroupLag, Note, PartitionLag, Reading, Rule, Verdict
from streams.lag_survey import ABSENT
from streams.settings import Settings
from tests.integration.consumers import described
from tests.integration.lag_world import PACE_SECONDS, World, a_world, write_fast

pytestmark = pytest.mark.kafka

SILENCE = timedelta(seconds=200)
"""Longer than the commits of all of them span."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """All kinds of consumers, eleven commits of each, a second apart."""
    with a_world(tmp_path_factory.mktemp("kafka")) as made:
        yield made


@pytest.fixture(scope="module")
def reading(world: World) -> Reading:
    """What one reading says of them at once."""
    return world.read()


@pytest.fixture(scope="module")
def later(world: World) -> Reading:
    """What one says when nothing more has happened for a while."""
    return world.read(clock.now() + SILENCE)


def of(reading: Reading, group: str) -> GroupLag:
    """One group of a reading."""
    return next(each for each in reading.groups if each.group == group)


def one(reading: Reading, group: str) -> PartitionLag:
    """Its first partition."""
    return min(of(reading, group).partitions, key=lambda each: each.partition)


@pytest.mark.parametrize(
    ("group", "verdict", "rule"),
    [
        ("slow", Verdict.WARN, Rule.LAG_NEVER_SHRINKS),
        ("catches-up", Verdict.OK, Rule.LAG_SHRINKS),
        ("goes-back", Verdict.REWIND, Rule.WENT_BACK),
        ("is-stuck", Verdict.STALL, Rule.COMMITS_WITHOUT_PROGRESS),
        ("quiet", Verdict.OK, Rule.NO_LAG),
    ],
)
def test_a_consumer_is_judged_as_it_behaves(
    reading: Reading, group: str, verdict: Verdict, rule: Rule
) -> None:
    """By one reading: the times of its commits are in the cluster."""
    found = one(reading, group)
    assert (found.verdict, found.rule) == (verdict, rule), found.reason
    assert found.complete == 1.0
    assert of(reading, group).verdict is verdict


def test_one_that_has_ended_stops_and_one_that_polls_without_committing_stalls(
    later: Reading,
) -> None:
    """The second one still owns its partition; and a quiet topic is no alarm still."""
    stopped, stalled = one(later, "stops"), one(later, "stalls")
    assert (stopped.verdict, stopped.rule) == (Verdict.STOP, Rule.COMMITS_STOPPED), stopped.reason
    assert (stalled.verdict, stalled.rule) == (Verdict.STALL, Rule.COMMITS_STOPPED), stalled.reason
    assert stalled.owner is not None
    assert stalled.owner.instance == "desk-1"
    assert one(later, "quiet").verdict is Verdict.OK
    assert later.groups[0].verdict is Verdict.STOP
    assert of(later, "cpi-hub").state == ABSENT


def test_rates_and_trend_are_known_from_one_reading(reading: Reading) -> None:
    """One does half of what comes, one twice as much: that one says when it will be done."""
    slow, fast = one(reading, "slow"), one(reading, "catches-up")
    for each, share in ((slow, 0.5), (fast, 2)):
        assert len(each.history) >= 10
        assert each.rate_in is not None
        assert 1 < each.rate_in < 11 / PACE_SECONDS
        assert each.rate_out == pytest.approx(share * each.rate_in, rel=0.3)
    assert slow.catch_up_seconds is None
    assert (slow.trend, fast.trend) == ("growing", "shrinking")
    assert fast.catch_up_seconds is not None


def test_each_partition_is_as_kafkas_own_tool_says(world: World, tmp_path: Path) -> None:
    """Offset, end, lag and owner of every line of it, taken while nothing moves."""
    groups = ["slow", "catches-up", "goes-back", "is-stuck", "stops", "quiet", "stalls"]
    world.consumers.commit("named", "busy", 42)
    said = described(world.servers, [*groups, "named"], tmp_path)
    ours = {
        (group.group, each.topic, each.partition): each
        for group in world.read().groups
        for each in group.partitions
    }
    assert len(said) == len(groups) + 2  # one of the groups has two partitions
    for row in said:
        found = ours[row["GROUP"], row["TOPIC"], int(row["PARTITION"])]
        assert told(found) == tuple(row[name] for name in COLUMNS), row


COLUMNS = ("CURRENT-OFFSET", "LOG-END-OFFSET", "LAG", "HOST", "CLIENT-ID")


def told(found: PartitionLag) -> tuple[str, ...]:
    """What we say in the tool's words."""
    numbers = (found.committed, found.end, found.lag)
    owner = found.owner
    whom = (f"/{owner.host}", owner.client_id) if owner else ("-", "-")
    return (*("-" if each is None else str(each) for each in numbers), *whom)


def test_the_lag_in_time_is_true_to_the_second_while_200_a_second_come(world: World) -> None:
    """The age of the very message at the committed offset."""
    topic = world.consumers.topic("fast")
    written: list[float] = []
    going = threading.Event()
    going.set()
    writing = threading.Thread(target=write_fast, args=(world.options, topic, written, going))
    writing.start()
    with closing(LagEngine(world.options, Settings(), groups=["reader"], seconds=30)) as engine:
        try:
            for behind in (60, 200, 400):
                while len(written) < 2 * behind:
                    time.sleep(0.01)
                offset = len(written) - behind
                world.consumers.commit("reader", topic, offset)
                now = clock.now()
                found = one(engine.read(now), "reader")
                truth = now.timestamp() - written[offset]
                assert found.committed == offset
                assert found.lag_seconds == pytest.approx(truth, abs=1.0)
                assert truth > behind / 250
                assert Note.INTERPOLATED not in found.notes
        finally:
            going.clear()
            writing.join()


def test_without_the_right_to_see_commits_it_says_so_and_goes_by_what_it_has_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Less is known, so nothing is claimed of who lags; the numbers are there all the same."""
    monkeypatch.setattr("streams.lag.OFFSETS", "a topic that nobody lets it see")
    found = world.read(clock.now() + SILENCE)
    assert found.trouble is not None
    assert "when groups committed" in found.trouble
    stuck = one(found, "is-stuck")
    assert (stuck.verdict, stuck.complete, stuck.committed) == (Verdict.UNKNOWN, 0.1, 100)
    assert one(found, "quiet").verdict is Verdict.OK


def test_what_is_special_is_named_for_what_it_is(world: World) -> None:
    """Deleted unread, beyond the end, gone, added, future, compacted: all in one reading."""
    consumers, admin = world.consumers, clients.admin(world.options)
    future = int((clock.now() + timedelta(days=400)).timestamp() * 1000)
    for name, config in (
        ("short", {}),
        ("odd", {"message.timestamp.after.max.ms": str(2**62)}),
        ("packed", {"cleanup.policy": "compact"}),
        ("doomed", {}),
    ):
        consumers.topic(name, config=config)
        consumers.write(name, 10, **({"timestamp": future} if name == "odd" else {}))
        consumers.commit(f"of {name}", name, 4)
    consumers.commit("beyond", "short", 99)
    place = TopicPartition("short", 0, 7)
    admin.delete_records([place])[place].result(20)
    admin.create_partitions([NewPartitions("shared", 3)])["shared"].result(20)
    admin.delete_topics(["doomed"])["doomed"].result(20)
    found = world.read()
    assert one(found, "of short").notes >= {Note.LOST_TO_RETENTION}
    assert (one(found, "of short").lag, one(found, "of short").retention_seconds_left) == (6, 0.0)
    assert one(found, "of short").verdict is not Verdict.OK
    assert (one(found, "beyond").rule, one(found, "beyond").lag) == (Rule.BEYOND_THE_END, 0)
    assert one(found, "of odd").notes >= {Note.FUTURE_TIMESTAMP}
    assert (one(found, "of odd").lag_seconds or 0) >= 0
    assert one(found, "of packed").notes >= {Note.COMPACTED}
    assert not of(found, "of doomed").partitions or one(found, "of doomed").rule is Rule.DELETED
    added = max(of(found, "stalls").partitions, key=lambda each: each.partition)
    assert (added.partition, set(added.notes)) == (2, {Note.PARTITION_ADDED})


def test_an_open_transaction_is_not_counted_and_its_mark_is_nothing_to_read(world: World) -> None:
    """The end is the last stable offset; the mark that stays at the end alarms nobody."""
    topic = world.consumers.topic("bank")
    producer = clients.producer(world.options, transactional_id="bank")
    producer.init_transactions(20)
    producer.begin_transaction()
    producer.produce(topic, b"1", partition=0)
    producer.flush(20)
    world.consumers.commit("teller", topic, 0)
    found = one(world.read(), "teller")
    assert (found.lag, found.end, set(found.notes)) == (0, 0, {Note.OPEN_TRANSACTION})
    producer.commit_transaction(20)
    world.consumers.commit("teller", topic, 1)
    found = one(world.read(clock.now() + SILENCE), "teller")
    assert (found.lag, found.lag_seconds) == (1, 0.0)
    assert (found.verdict, found.rule) == (Verdict.OK, Rule.NOTHING_READABLE)


def test_reading_joins_nothing_and_leaves_no_trace(world: World) -> None:
    """No group has come by it, and none has a member that it had not."""
    admin = clients.admin(world.options)

    def groups() -> dict[str, int]:
        listed = [each.group_id for each in admin.list_consumer_groups().result(20).valid]
        answers = admin.describe_consumer_groups(listed)
        return {name: len(answer.result(20).members) for name, answer in answers.items()}

    before = groups()
    world.read()
    assert groups() == before


def test_a_broker_that_is_gone_makes_all_unknown_never_a_stale_ok(world: World) -> None:
    """The last reading comes again, with its age; within the time that a reading has."""
    with closing(LagEngine(world.options, Settings(), groups=["quiet"], seconds=15)) as engine:
        first = engine.read(datetime(2026, 10, 5, 14, 0, tzinfo=UTC))
        assert of(first, "quiet").verdict is Verdict.OK
        world.end()
        engine._seconds = 1.0
        began = time.monotonic()
        again = engine.read(datetime(2026, 10, 5, 14, 1, tzinfo=UTC))
        assert time.monotonic() - began < 10
    assert again.failed
    assert again.trouble is not None
    assert (again.verdict, again.age(datetime(2026, 10, 5, 14, 1, tzinfo=UTC))) == ("UNKNOWN", 60)
    assert one(again, "quiet").rule is Rule.NO_ANSWER
    assert one(again, "quiet").committed == 5
