"""Where not even a dead letter can be written the worker ends, and loses nothing by it."""

from uuid import uuid4

import pytest

from schemas.topics import DEAD_LETTERS, INTAKE, SECTOR
from streams.clients import MAX_RECORD_BYTES
from streams.dead_letters import original_bytes
from tests.forms import raw_form
from tests.integration.cluster import take_up_to
from tests.integration.running import RunningHub, until
from tests.integration.workers import log_of, unread, wait_until_all_is_read, worker_of

pytestmark = pytest.mark.kafka


def test_a_record_that_cannot_even_be_dead_lettered_waits(automatic_hub: RunningHub) -> None:
    """Status 70 with nothing acknowledged; once the cause is mended it is there, and the next."""
    hub, submission_id = automatic_hub, str(uuid4())
    first = worker_of(hub).pid
    take_up_to(hub.options, DEAD_LETTERS, 10)
    hub.send_bytes(INTAKE, submission_id.encode(), b"poison")
    until(lambda: [log_of(hub)], lambda log: "with status 70" in log[0], "the end of the worker")
    until(lambda: [worker_of(hub).pid], lambda pid: pid != [first], "another worker")
    assert not hub.messages(DEAD_LETTERS)
    assert sum(unread(hub).values()) == 1
    take_up_to(hub.options, DEAD_LETTERS, MAX_RECORD_BYTES)
    letter = hub.wait_for_dead_letter(lambda each: each.topic == INTAKE.name)
    assert original_bytes(letter, hub.keyring) == b"poison"
    hub.wait_for_receipt(submission_id)
    (reference,) = hub.submit(raw_form())
    hub.wait_for(SECTOR, reference)
    wait_until_all_is_read(hub)
    assert {each.dead_letter_id for each in hub.messages(DEAD_LETTERS)} == {letter.dead_letter_id}
