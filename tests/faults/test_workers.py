"""Workers are killed, join and leave: nothing is lost, stranded, doubled or out of order."""

import secrets
import time

import pytest

from streams.settings import AssessmentMode
from tests.faults.hub import CPI, Hub
from tests.faults.matrix import Matrix, Scenario
from tests.faults.trial import trial

pytestmark = pytest.mark.kafka


@pytest.mark.in_short(AssessmentMode.AUTOMATIC)
def test_a_worker_is_killed_again_and_again(idle_hub: Hub, matrix: Matrix, *, full: bool) -> None:
    """At moments that nobody chose: in the midst of its work, and while it starts."""
    hub, kills = idle_hub, 100 if full else 3
    hub.start(command=CPI)
    with trial(Scenario.KILLS, hub, matrix) as under_way:
        under_way.traffic.begin()
        for _ in range(kills):
            if secrets.randbelow(4):
                under_way.wait_for(1 + secrets.randbelow(20))
            else:
                time.sleep(secrets.randbelow(3000) / 1000)  # while it starts, nothing is written
            while not hub.kill():
                time.sleep(0.01)
        under_way.runs = kills


@pytest.mark.in_short(AssessmentMode.MANUAL)
def test_a_second_worker_joins_and_leaves(hub: Hub, matrix: Matrix, *, full: bool) -> None:
    """While forms flow; it leaves in order, and another time it is killed."""
    rounds = 10 if full else 1
    with trial(Scenario.JOINING, hub, matrix) as under_way:
        under_way.traffic.begin()
        for number in range(rounds):
            hub.wait_for_members(1)  # one that left is a member until its session ends
            under_way.wait_for(10)
            hub.start("second")
            hub.wait_for_members(2)
            under_way.wait_for(20)
            if number % 2:
                hub.kill("second")
            hub.stop("second")
        under_way.runs = rounds
        under_way.wait_for(10)


@pytest.mark.in_short(AssessmentMode.AUTOMATIC)
def test_both_workers_are_killed(idle_hub: Hub, matrix: Matrix, *, full: bool) -> None:
    """At once; whoever keeps them starts them again."""
    hub, rounds = idle_hub, 10 if full else 1
    hub.start(command=CPI)
    hub.start("second", command=CPI)
    with trial(Scenario.BOTH_KILLED, hub, matrix) as under_way:
        hub.wait_for_members(2)
        under_way.traffic.begin()
        for _ in range(rounds):
            under_way.wait_for(1 + secrets.randbelow(30))
            hub.kill()
            hub.kill("second")
        under_way.runs = rounds
