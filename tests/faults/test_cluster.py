"""Three brokers, three copies, two needed: one is lost, and nothing else."""

import signal
import time
from pathlib import Path

import pytest

from streams.settings import AssessmentMode
from tests.faults import brokers
from tests.faults.admin import admin_client, all_in_sync
from tests.faults.client import wait_until
from tests.faults.hub import Hub
from tests.faults.matrix import Matrix, Scenario
from tests.faults.trial import trial

pytestmark = pytest.mark.kafka


@pytest.mark.in_short(AssessmentMode.AUTOMATIC)
def test_one_of_three_brokers_is_lost(
    tmp_path: Path, mode: AssessmentMode, matrix: Matrix, *, full: bool
) -> None:
    """Killed while forms flow: they flow on with two, and it comes back; in full, each in turn."""
    with brokers.three(tmp_path) as nodes:
        servers = ",".join(node.servers for node in nodes)
        admin = admin_client(servers)
        copies = {"replication_factor": 3, "min_insync_replicas": 2}
        # Every copy of every partition costs three brokers their time.
        partitions = 4 if full else 1
        with (
            Hub(tmp_path, servers, mode, partitions=partitions, **copies) as hub,
            trial(Scenario.THREE_BROKERS, hub, matrix) as under_way,
        ):
            hub.ensure()
            under_way.traffic.begin()
            lost = nodes if full else nodes[:1]
            for node in lost:
                under_way.wait_for(10)
                node.signal(signal.SIGKILL)
                under_way.wait_for(20)  # with two
                time.sleep(15.0 if full else 0.0)
                if full:
                    node.start()
                    node.wait()
                    wait_until(lambda: all_in_sync(admin), 120, "three copies again")
            under_way.runs = len(lost)
