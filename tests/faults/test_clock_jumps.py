"""The worker's clock jumps two hours ahead, and two hours back."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from schemas.codec import decode
from schemas.enums import AlertKind, Priority
from schemas.records import Alert
from schemas.topics import ALERTS, RECEIPTS
from streams.settings import AssessmentMode
from tests.faults.client import wait_until
from tests.faults.hub import Hub
from tests.faults.matrix import Matrix, Scenario
from tests.faults.seen import Sent
from tests.faults.skewed_worker import jump
from tests.faults.trial import Trial, trial

pytestmark = pytest.mark.kafka

HOURS = 2 * 3600.0
DUE = (AlertKind.UNASSESSED_FIRST, AlertKind.UNASSESSED_SECOND, AlertKind.BREACH)


@pytest.fixture
def clock_file(idle_hub: Hub, tmp_path: Path) -> Path:
    """Sets the clock of the hub's only worker."""
    file = tmp_path / "ahead"
    jump(file, 0)
    idle_hub.start(command=(sys.executable, "-m", "tests.faults.skewed_worker", str(file)))
    idle_hub.wait_for_members(1)
    return file


@pytest.mark.in_short(AssessmentMode.MANUAL)
def test_the_clock_jumps(idle_hub: Hub, clock_file: Path, matrix: Matrix, *, full: bool) -> None:
    """Ahead: each alert that is then due comes, once. Back: none comes twice, nothing stops."""
    hub, forms = idle_hub, 40 if full else 4
    with trial(Scenario.CLOCK, hub, matrix) as under_way:
        waiting = [] if hub.automatic else [_unassessed(under_way) for _ in range(forms)]
        under_way.traffic.send(forms)
        under_way.traffic.flush()
        _wait_until_admitted(under_way)
        jump(clock_file, HOURS)
        wait_until(lambda: _all_alerted(under_way, waiting), 60, "the alerts that are due")
        jump(clock_file, -HOURS)
        under_way.traffic.send(forms)
        under_way.traffic.flush()
        _wait_until_admitted(under_way)
        jump(clock_file, HOURS / 4)
        under_way.traffic.send(forms if hub.automatic else 0)
        jump(clock_file, 0)
        under_way.traffic.send(forms)
        under_way.runs = 4
    assert all(count == 1 for count in _alerts(under_way).values())


def _unassessed(under_way: Trial) -> Sent:
    """A form that waits for its assessment: a breach, once the clock is ahead."""
    return under_way.traffic.send_one(Priority.NORMAL, copies=1, assessments=0, alerts=len(DUE))


def _wait_until_admitted(under_way: Trial) -> None:
    forms = len(under_way.traffic.sent)
    keys = {form.reference.encode() for form in under_way.traffic.sent}

    def admitted() -> bool:
        there = {each.key for each in under_way.watcher.records if each.topic == RECEIPTS.name}
        return len(there & keys) == forms

    wait_until(admitted, 60, "the receipts")
    # Those that are assessed at once must be so before the clock says that they were not.
    wait_until(lambda: under_way.judge().complete or _only_alerts(under_way), 60, "the desk")


def _only_alerts(under_way: Trial) -> bool:
    found = under_way.judge()
    return not found.uncommitted and all(ALERTS.name in each for each in found.missing)


def _all_alerted(under_way: Trial, waiting: list[Sent]) -> bool:
    there = _alerts(under_way)
    return all(there[form.reference, kind] for form in waiting for kind in DUE)


def _alerts(under_way: Trial) -> Counter[tuple[str, AlertKind]]:
    """How many different alerts there are of each kind for each form."""
    found = {
        (message.reference, message.kind, each.ce_id)
        for each in under_way.watcher.records
        if each.topic == ALERTS.name
        for message in [decode(ALERTS.schema, each.value)]
        if isinstance(message, Alert)
    }
    return Counter((reference, kind) for reference, kind, _ in found)
