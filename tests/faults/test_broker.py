"""The broker dies, hangs, runs out of disk, refuses: the hub waits, and goes on by itself."""

import signal
import time

import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest

from schemas.topics import ASSESSED, DEAD_LETTERS, SANITISED
from streams.settings import AssessmentMode
from tests.faults.brokers import Node
from tests.faults.client import wait_until
from tests.faults.hub import Hub
from tests.faults.matrix import Matrix, Scenario
from tests.faults.seen import Fate
from tests.faults.trial import Trial, trial

pytestmark = pytest.mark.kafka


@pytest.mark.in_short(AssessmentMode.MANUAL)
def test_the_broker_is_killed_and_started_again(
    hub: Hub, node: Node, matrix: Matrix, *, full: bool
) -> None:
    """While forms flow; the second time it stays away for longer."""
    away = (0.0, 5.0, 30.0, 90.0) if full else (0.5,)
    with trial(Scenario.BROKER_KILLED, hub, matrix) as under_way:
        under_way.traffic.begin()
        for seconds in away:
            under_way.wait_for(10)
            node.signal(signal.SIGKILL)
            time.sleep(seconds)
            node.start()
            node.wait()
        under_way.runs = len(away)


@pytest.mark.in_short(AssessmentMode.AUTOMATIC)
def test_the_broker_is_paused_for_longer_than_a_session_lasts(
    hub: Hub, node: Node, matrix: Matrix, *, full: bool
) -> None:
    """It answers nothing and closes nothing; then it goes on where it stopped."""
    pauses = (1.0, 1.5, 6.0) if full else (1.2,)
    lasts = hub.settings.session_timeout.total_seconds()
    with trial(Scenario.BROKER_PAUSED, hub, matrix) as under_way:
        under_way.traffic.begin()
        for factor in pauses:
            under_way.wait_for(10)
            node.signal(signal.SIGSTOP)
            time.sleep(factor * lasts)
            node.signal(signal.SIGCONT)
        under_way.runs = len(pauses)


@pytest.mark.in_short(AssessmentMode.MANUAL)
def test_the_disk_of_the_broker_is_full(hub: Hub, node: Node, matrix: Matrix) -> None:
    """It gives up its log folder and ends; with room again, and started, all goes on."""
    with trial(Scenario.BROKER_FULL, hub, matrix) as under_way:
        under_way.traffic.begin()
        under_way.wait_for(10)
        _leave_no_room(node)
        _wait_for_its_end(node)
        if node.disk is not None:
            node.disk.free()
        node.start()
        node.wait()


def _leave_no_room(node: Node) -> None:
    """Where no disk can be made its files may not grow, which it takes as it does a full disk."""
    if node.disk is not None:
        node.disk.fill()
        return
    assert node.process is not None
    broker = psutil.Process(node.process.pid)
    _, most = broker.rlimit(psutil.RLIMIT_FSIZE)
    broker.rlimit(psutil.RLIMIT_FSIZE, (1, most))


def _wait_for_its_end(node: Node) -> None:
    """A broker that has lost its only log folder stops itself; one that hangs is killed."""
    try:
        wait_until(lambda: not node.runs, 20, "the end of the broker")
    except AssertionError:
        node.signal(signal.SIGKILL)


@pytest.mark.in_short(AssessmentMode.AUTOMATIC)
def test_a_topic_that_refuses_writes_for_a_while_is_waited_for(
    hub: Hub, matrix: Matrix, *, full: bool
) -> None:
    """Nobody may write there: that passes, so no dead letter, and the stage goes on."""
    # In full for longer than a stage has patience (CPI_GIVE_UP_AFTER, half a minute).
    seconds = 90.0 if full else 2.0
    with trial(Scenario.WRITES_WAIT, hub, matrix) as under_way:
        under_way.traffic.begin()
        under_way.wait_for(10)
        hub.admin.deny_writes(SANITISED)
        try:
            _wait_for_one_more(under_way)
            before = under_way.watcher.count(SANITISED)
            time.sleep(seconds)
            assert under_way.watcher.count(SANITISED) == before, "nothing was refused"
        finally:
            hub.admin.allow_writes(SANITISED)


def _wait_for_one_more(under_way: Trial) -> None:
    """A form has been assessed since, so that the topic that refuses is wanted."""
    target = under_way.watcher.count(ASSESSED) + 1
    wait_until(lambda: under_way.watcher.count(ASSESSED) >= target, 60, "a form at redact")


@pytest.mark.in_short(AssessmentMode.AUTOMATIC)
def test_what_a_topic_refuses_for_good_is_dead_lettered(
    hub: Hub, matrix: Matrix, *, full: bool
) -> None:
    """A record that is too large stays so: one dead letter for each, and the next forms arrive."""
    doomed = 40 if full else 5
    most = hub.admin.setting(SANITISED, "max.message.bytes")
    with trial(Scenario.WRITES_REFUSED, hub, matrix) as under_way:
        hub.admin.alter(SANITISED, "max.message.bytes", "1")
        try:
            for _ in range(doomed):
                under_way.traffic.send_one(copies=1, assessments=0, fate=Fate.DEAD_LETTER)
            under_way.traffic.flush()
            if not hub.automatic:
                for form in list(under_way.traffic.sent):
                    under_way.traffic.assess(form.reference, form.priority, 1)
            wait_until(
                lambda: under_way.watcher.count(DEAD_LETTERS) >= doomed, 60, "the dead letters"
            )
        finally:
            hub.admin.alter(SANITISED, "max.message.bytes", most)
        under_way.traffic.send(doomed)
