"""Too many failures in a row stop the stage that has them, not the hub."""

import pytest

from schemas.topics import DEAD_LETTERS, INTELLIGENCE, SANITISED, SECTOR
from streams.settings import AssessmentMode
from tests.forms import raw_form
from tests.integration.conftest import Start
from tests.integration.running import RunningHub, until
from tests.integration.workers import kill, log_of, unread, wait_for_records, wait_until_all_is_read

pytestmark = pytest.mark.kafka

RUN = 3
SAID = f"enrich: {RUN} records in a row failed: the stage stops until the worker is started again"


@pytest.fixture(scope="module")
def strict_hub(start_hub: Start) -> RunningHub:
    """A hub of which three failures in a row are too many."""
    return start_hub(assessment=AssessmentMode.AUTOMATIC, dead_letter_run=RUN)


def test_a_stage_with_too_many_failures_stops_until_a_restart(strict_hub: RunningHub) -> None:
    """The stages before it go on; a new worker takes up what waited."""
    hub = strict_hub
    for _ in range(RUN):
        hub.send_bytes(SANITISED, b"poison", b"not a report", 0)
    until(lambda: [log_of(hub)], lambda log: SAID in log[0], "the end of the stage")
    until(lambda: [unread(hub)], lambda found: not found[0], "acknowledgement of the poison")
    references = hub.submit(*(raw_form() for _ in range(5)))
    wait_for_records(hub, SANITISED, RUN + len(references))
    assert sum(unread(hub).values()) >= len(references)
    assert not hub.records(INTELLIGENCE)
    kill(hub)
    for reference in references:
        hub.wait_for(SECTOR, reference)
    wait_until_all_is_read(hub)
    assert len(hub.messages(DEAD_LETTERS)) == RUN
