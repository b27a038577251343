"""The 30 minutes on a real clock, with minutes that are tenths of a second."""

import pytest

from schemas.enums import AlertKind, DecisionStatus, Priority
from schemas.topics import ALERTS, CONTROL_ROOM, SECTOR
from tests.forms import raw_form, told
from tests.integration.running import RunningHub

pytestmark = pytest.mark.kafka

DANGER = "Jaydn Foss has a knife on him and says he will stab Kai Brome tonight."


def test_a_high_proposal_that_nobody_assesses_goes_out_as_it_is(hasty_hub: RunningHub) -> None:
    """The control room gets it marked not yet assessed, then each alert once, the breach last."""
    (reference,) = hasty_hub.submit(told(DANGER))
    (incident,) = hasty_hub.wait_for(CONTROL_ROOM, reference)
    assert not incident.assessed
    assert incident.decision_status is DecisionStatus.NOT_YET_ASSESSED
    assert "Tanfield" not in incident.model_dump_json()
    alerts = hasty_hub.wait_for(ALERTS, reference, 5)
    assert [alert.kind for alert in alerts] == [
        AlertKind.HIGH_PROPOSED,
        AlertKind.SENT_UNASSESSED,
        AlertKind.UNASSESSED_FIRST,
        AlertKind.UNASSESSED_SECOND,
        AlertKind.BREACH,
    ]


def test_a_normal_proposal_that_nobody_assesses_goes_nowhere(hasty_hub: RunningHub) -> None:
    """It breaches, and still waits for a person."""
    (reference,) = hasty_hub.submit(raw_form())
    alerts = hasty_hub.wait_for(ALERTS, reference, 3)
    assert alerts[-1].kind is AlertKind.BREACH
    assert not hasty_hub.of(CONTROL_ROOM, reference)
    assert not hasty_hub.of(SECTOR, reference)


def test_an_assessment_after_the_breach_still_counts(hasty_hub: RunningHub) -> None:
    """The first person's decision replaces what the clock sent, without a rationale."""
    (reference,) = hasty_hub.submit(told(DANGER))
    hasty_hub.wait_for(ALERTS, reference, 5)
    hasty_hub.assess(reference, Priority.HIGH)
    first, second = hasty_hub.wait_for(CONTROL_ROOM, reference, 2)
    assert (first.assessed, second.assessed) == (False, True)
    assert second.revision == 2
