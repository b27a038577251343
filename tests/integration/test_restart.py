"""Nothing is lost when workers are killed, come back, join and leave."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from schemas.assessment import Assessment
from schemas.enums import AlertKind, Priority, ReceiptStatus
from schemas.topic import Topic
from schemas.topics import (
    ALERTS,
    ASSESSED,
    ASSESSMENTS,
    CONTROL_ROOM,
    DEAD_LETTERS,
    DESK,
    INTAKE,
    INTELLIGENCE,
    RECEIPTS,
    SANITISED,
    SECTOR,
    SOURCES,
    TRIAGED,
)
from streams import clock
from streams.outcome import Outgoing
from streams.supervisor import Supervisor
from tests.forms import raw_form, told
from tests.integration.conftest import Start, environment_of
from tests.integration.running import RunningHub, until
from tests.integration.workers import (
    kill,
    size,
    wait_for_members,
    wait_for_records,
    wait_until_all_is_read,
    worker_of,
)

pytestmark = pytest.mark.kafka

FORMS_EACH = 20
EXPECTED = {
    # How many different messages each topic must have of one form.
    TRIAGED: 1,
    ASSESSED: 1,
    DESK: 1,
    SOURCES: 1,
    SANITISED: 1,
    INTELLIGENCE: 1,
    SECTOR: 2,
}


def ids(hub: RunningHub, topic: Topic) -> dict[str, set[bytes]]:
    """The different messages of each form on a topic, by their CloudEvents ids."""
    found: dict[str, set[bytes]] = defaultdict(set)
    for record in hub.records(topic):
        found[(record.key or b"").decode()].add(record.headers["ce_id"])
    return found


def missing(hub: RunningHub, references: Collection[str], receipts: int = 1) -> list[str]:
    """Say which forms are on which topic too seldom, or under too many ids."""
    expected = {**EXPECTED, RECEIPTS: receipts}
    return [
        f"{reference} {len(there[reference])} times on {topic.name}"
        for topic, count in expected.items()
        for there in [ids(hub, topic)]
        for reference in references
        if len(there[reference]) != count
    ]


def assert_all_arrived(hub: RunningHub, references: Collection[str]) -> None:
    """Every form is where it must be, under no id too many, and all is acknowledged."""
    wait_until_all_is_read(hub)
    assert not missing(hub, references)
    assert not hub.messages(DEAD_LETTERS)


@pytest.fixture(scope="module")
def patient_hub(start_hub: Start) -> RunningHub:
    """A hub whose deadlines leave time to kill its worker before the first."""
    return start_hub(
        send_unassessed_after=timedelta(seconds=10),
        first_reminder_after=timedelta(seconds=11),
        second_reminder_after=timedelta(seconds=12),
        breach_after=timedelta(seconds=13),
        clock_interval=timedelta(seconds=0.2),
    )


@pytest.fixture
def second_worker(patient_hub: RunningHub) -> Iterator[Supervisor]:
    """One more worker for the same hub; the test starts it."""
    with (patient_hub.data_dir / "second.log").open("wb") as log:
        yield Supervisor(environment_of(patient_hub.settings), log, lambda _: None)


def assess_all(hub: RunningHub, references: Collection[str]) -> None:
    """Decide each as it is proposed."""
    made = [
        Assessment(
            assessment_id=uuid4(),
            reference=reference,
            priority=Priority.NORMAL,
            assessed_by="DS 1234",
            assessed_at=clock.now(),
        )
        for reference in references
    ]
    hub.send(*(Outgoing(ASSESSMENTS, each) for each in made))


def wait_for_repeats(hub: RunningHub, forms: Collection[dict[str, Any]], times: int) -> None:
    """Wait until each submission is answered as a repeat so many times."""
    wanted = {str(each["submission_id"]) for each in forms}

    def repeats() -> Sequence[str]:
        found = Counter(
            str(each.submission_id)
            for each in {each.receipt_id: each for each in hub.messages(RECEIPTS)}.values()
            if each.status is ReceiptStatus.REPEATED
        )
        return [each for each in wanted if found[each] == times]

    until(repeats, lambda found: len(found) == len(wanted), f"{times} repeats of each form")


def submit_and_kill(hub: RunningHub) -> tuple[list[str], str]:
    """Send forms, and kill the worker at a moment among their records that nobody chose."""
    topic = secrets.choice((TRIAGED, ASSESSED, INTELLIGENCE, SECTOR))
    moment = size(hub, topic) + 1 + secrets.randbelow(FORMS_EACH)
    references = hub.submit(*(raw_form() for _ in range(FORMS_EACH)))
    wait_for_records(hub, topic, moment)
    return references, f"killed {kill(hub)} when {topic.name} had {moment}"


def test_no_form_is_lost_when_the_worker_is_killed(automatic_hub: RunningHub) -> None:
    """Killed in the midst of it, as it starts, and in the midst again: all is there.

    Twice only under the same id.
    """
    first, one = submit_and_kill(automatic_hub)
    second = automatic_hub.submit(*(raw_form() for _ in range(FORMS_EACH)))
    kill(automatic_hub)
    third, other = submit_and_kill(automatic_hub)
    references = {*first, *second, *third}
    assert_all_arrived(automatic_hub, references)
    assert {each.status for each in automatic_hub.messages(RECEIPTS)} == {ReceiptStatus.ACCEPTED}
    assert size(automatic_hub, INTAKE) == len(references) == 3 * FORMS_EACH, (one, other)


def test_the_deadlines_outlive_the_worker(patient_hub: RunningHub) -> None:
    """Killed before the first is due: another raises each alert, once."""
    (reference,) = patient_hub.submit(told("Jaydn Foss has a knife on him and will stab Kai."))
    (first,) = patient_hub.wait_for(ALERTS, reference)
    assert first.kind is AlertKind.HIGH_PROPOSED
    wait_until_all_is_read(patient_hub)
    killed = kill(patient_hub)
    patient_hub.wait_for(ALERTS, reference, 5)
    until(
        lambda: [each.alerted for each in patient_hub.of(DESK, reference)],
        lambda found: AlertKind.BREACH in found[-1],
        "the breach in the desk's memory",
    )
    assert [each.kind for each in patient_hub.of(ALERTS, reference)] == [
        AlertKind.HIGH_PROPOSED,
        AlertKind.SENT_UNASSESSED,
        AlertKind.UNASSESSED_FIRST,
        AlertKind.UNASSESSED_SECOND,
        AlertKind.BREACH,
    ]
    (incident,) = patient_hub.wait_for(CONTROL_ROOM, reference)
    assert not incident.assessed
    assert worker_of(patient_hub).pid != killed


def test_workers_may_join_and_leave(patient_hub: RunningHub, second_worker: Supervisor) -> None:
    """While forms flow: none is missing, decisions count, the desk's memory moves with them."""
    before = patient_hub.submit(*(forms := [raw_form() for _ in range(FORMS_EACH)]))
    with second_worker:
        early = patient_hub.submit(*(raw_form() for _ in range(FORMS_EACH)))
        assess_all(patient_hub, before)
        wait_for_members(patient_hub, 2)
        late = patient_hub.submit(*(raw_form() for _ in range(FORMS_EACH)))
        assess_all(patient_hub, early)
        patient_hub.submit(*forms)
        wait_for_repeats(patient_hub, forms, 1)
    assess_all(patient_hub, late)
    patient_hub.submit(*forms)
    wait_for_repeats(patient_hub, forms, 2)
    wait_until_all_is_read(patient_hub)
    assert not missing(patient_hub, before, receipts=3)
    assert not missing(patient_hub, [*early, *late])
    assert not patient_hub.messages(DEAD_LETTERS)
