"""HIGH forms go before what has waited longer."""

import pytest

from schemas.topics import CONTROL_ROOM, INTAKE, SECTOR
from streams.settings import AssessmentMode
from tests.forms import raw_form, told
from tests.integration.conftest import Start, working
from tests.integration.running import RunningHub, until
from tests.integration.workers import size

pytestmark = pytest.mark.kafka

NORMAL = 300


@pytest.fixture(scope="module")
def behind(idle_hub: Start) -> RunningHub:
    """A hub whose worker is not there yet."""
    return idle_hub(assessment=AssessmentMode.AUTOMATIC)


def test_a_high_form_overtakes_a_backlog(behind: RunningHub) -> None:
    """The last of 301 submissions is with the control room before half of the others are done."""
    ordinary = behind.submit(*(raw_form() for _ in range(NORMAL)))
    (urgent,) = behind.submit(told("Jaydn Foss has a knife on him and will stab Kai."))
    keys = {each.encode() for each in ordinary}
    assert size(behind, INTAKE) == NORMAL + 1
    with working(behind):
        behind.wait_for(CONTROL_ROOM, urgent)
        until(
            lambda: behind.records(SECTOR),
            lambda found: keys <= {each.key for each in found},
            "all of them at the sector",
        )
    done = [each for each in behind.records(SECTOR) if each.key in keys]
    (first, *_) = [each for each in behind.records(CONTROL_ROOM) if each.key == urgent.encode()]
    earlier = len({each.key for each in done if each.appended_at < first.appended_at})
    assert earlier < NORMAL / 2
