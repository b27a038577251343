"""An operator adds partitions while the hub runs."""

import pytest

from schemas.codec import encode
from schemas.form import CpiForm
from schemas.reference import reference_of
from schemas.topics import INTAKE, SECTOR, TRIAGED
from streams.settings import AssessmentMode
from tests.forms import raw_form
from tests.integration.cluster import add_partition
from tests.integration.conftest import Start
from tests.integration.running import RunningHub
from tests.integration.workers import wait_until_all_is_read

pytestmark = pytest.mark.kafka


@pytest.fixture(scope="module")
def growing_hub(start_hub: Start) -> RunningHub:
    """A hub with two partitions of each topic."""
    return start_hub(assessment=AssessmentMode.AUTOMATIC, partitions=2)


def test_forms_on_an_added_partition_arrive(growing_hub: RunningHub) -> None:
    """Without a restart, and what lay on the others arrives too."""
    hub = growing_hub
    before = hub.submit(*(raw_form() for _ in range(5)))
    hub.wait_for(SECTOR, before[-1])
    add_partition(hub.options, INTAKE, 3)
    add_partition(hub.options, TRIAGED, 3)
    forms = [CpiForm.model_validate(raw_form()) for _ in range(5)]
    for form in forms:
        key = str(form.submission_id).encode()
        hub.send_bytes(INTAKE, key, encode(INTAKE.schema, form), partition=2)
    added = [reference_of(form.submission_id, form.submitted_at) for form in forms]
    for reference in (*added, *before, *hub.submit(raw_form())):
        hub.wait_for(SECTOR, reference)
    wait_until_all_is_read(hub)
