"""What operators do, and disks: partitions are added, tables are deleted, the state has no room."""

import resource
import time

import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest

from schemas.topics import INTAKE, SANITISED
from streams.settings import AssessmentMode
from tests.faults import disk
from tests.faults.disk import Disk
from tests.faults.hub import CPI, Hub
from tests.faults.matrix import Matrix, Scenario
from tests.faults.trial import trial

pytestmark = pytest.mark.kafka

STATE_BYTES = 16_000_000


@pytest.mark.in_short(AssessmentMode.AUTOMATIC)
def test_partitions_are_added_while_forms_flow(hub: Hub, matrix: Matrix, *, full: bool) -> None:
    """On the intake and on a topic within: the worker takes them up, with what lies there.

    The hub keeps them: what is broken afterwards is broken with partitions added.
    """
    more = 5 if full else 1
    with trial(Scenario.PARTITIONS, hub, matrix) as under_way:
        under_way.traffic.begin()
        for _ in range(more):
            under_way.wait_for(10)
            total = hub.offsets.partitions(INTAKE) + 1
            hub.admin.add_partitions(INTAKE, total)
            hub.admin.add_partitions(SANITISED, total)
            under_way.wait_for(10)
        under_way.traffic.end()
        for _ in range(5):
            under_way.traffic.send_one(partition=total - 1)
        under_way.runs = more


@pytest.mark.in_short(AssessmentMode.MANUAL)
def test_a_worker_starts_with_empty_tables(hub: Hub, matrix: Matrix, *, full: bool) -> None:
    """Whatever it keeps on disk is only a copy: the topics have all of it."""
    rounds = 10 if full else 1
    with trial(Scenario.EMPTY_TABLES, hub, matrix) as under_way:
        under_way.traffic.begin()
        for number in range(rounds):
            under_way.wait_for(15)
            if number % 2:
                hub.kill()
            hub.stop()
            hub.empty_tables()
            hub.start()
        under_way.runs = rounds


@pytest.mark.in_short(AssessmentMode.AUTOMATIC)
def test_the_disk_of_the_state_directory_is_full(
    idle_hub: Hub, matrix: Matrix, *, full: bool
) -> None:
    """The worker may stop, with a status that says so; with room again it goes on."""
    hub, forms = idle_hub, 60 if full else 6
    if not disk.available():
        _limited(hub, matrix, forms)
        return
    # Where the worker has its state always, so that it has its name in the group, too.
    with Disk(hub.folder / "first", STATE_BYTES) as small:
        hub.start(command=(*small.prefix, *CPI))
        hub.wait_for_members(1)
        with trial(Scenario.STATE_FULL, hub, matrix) as under_way:
            under_way.traffic.send(forms)
            small.fill()
            under_way.traffic.send(forms)
            under_way.traffic.flush()
            hub.kill()  # it must also start, or say why not, without room
            time.sleep(8.0 if full else 3.0)
            small.free()
        hub.stop_all()


def _limited(hub: Hub, matrix: Matrix, forms: int) -> None:
    """Where no disk can be made: the files of the worker may not grow."""
    hub.start(command=CPI)
    hub.wait_for_members(1)
    with trial(Scenario.STATE_FULL, hub, matrix) as under_way:
        under_way.traffic.send(forms)
        worker = psutil.Process(hub.pid())
        _, most = worker.rlimit(resource.RLIMIT_FSIZE)
        worker.rlimit(resource.RLIMIT_FSIZE, (1, most))
        under_way.traffic.send(forms)
        under_way.traffic.flush()
        hub.kill()  # the next one has room
