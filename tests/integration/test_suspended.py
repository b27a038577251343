"""A worker that stood still for longer than its place in the group was kept does no harm."""

from datetime import timedelta

import pytest

from schemas.topics import DEAD_LETTERS, SECTOR
from streams.settings import AssessmentMode
from tests.forms import raw_form
from tests.integration.conftest import Start
from tests.integration.running import RunningHub, until
from tests.integration.workers import (
    log_of,
    wait_for_members,
    wait_until_all_is_read,
    worker_of,
)

pytestmark = pytest.mark.kafka


@pytest.fixture(scope="module")
def brisk_hub(start_hub: Start) -> RunningHub:
    """A hub whose group keeps a silent worker's place for six seconds, the least there is."""
    return start_hub(assessment=AssessmentMode.AUTOMATIC, session_timeout=timedelta(seconds=6))


def test_a_suspended_worker_ends_and_nothing_is_lost(brisk_hub: RunningHub) -> None:
    """Status 75 as soon as it wakes; another does what came meanwhile."""
    hub = brisk_hub
    before = hub.submit(*(raw_form() for _ in range(20)))
    hub.wait_for(SECTOR, before[0])
    wait_for_members(hub, 1)
    worker = worker_of(hub)
    worker.suspend()
    try:
        meanwhile = hub.submit(*(raw_form() for _ in range(20)))
        wait_for_members(hub, 0)
    finally:
        worker.resume()
    until(lambda: [log_of(hub)], lambda log: "with status 75" in log[0], "the end of the worker")
    for reference in (*before, *meanwhile):
        hub.wait_for(SECTOR, reference)
    wait_until_all_is_read(hub)
    assert worker_of(hub).pid != worker.pid
    assert not hub.messages(DEAD_LETTERS)
    assert {each.reference for each in hub.messages(SECTOR)} == {*before, *meanwhile}
