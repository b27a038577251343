"""Months are right to the form: equal to a plain count of the topics, come what may."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schemas.enums import Priority
from schemas.topics import ASSESSED
from streams.settings import AssessmentMode
from tests.forms import told
from tests.integration import oracle
from tests.integration.commands import cpi
from tests.integration.conftest import Start
from tests.integration.months import (
    cells,
    collating,
    issued,
    issues,
    kill_collators,
    let_time_be_given,
    submit_at,
)
from tests.integration.running import RunningHub, until
from tests.integration.workers import wait_until_all_is_read

pytestmark = pytest.mark.kafka

EDGES = (
    "2024-02-29T23:59:59.999+00:00",  # the last moment of a leap year's February
    "2024-03-01T00:00:00+00:00",
    "2024-03-31T00:59:59.999+00:00",  # the clock goes on an hour after this
    "2024-03-31T01:00:00+00:00",
    "2024-03-31T22:59:59.999+00:00",  # 23:59:59.999 of summer time
    "2024-03-31T23:00:00+00:00",  # April, in London
    "2024-10-27T00:30:00+00:00",  # half past one, for the first time
    "2024-10-27T01:30:00+00:00",  # half past one again
    "2024-10-31T23:59:59.999+00:00",
    "2024-11-01T00:00:00+00:00",
    "2024-12-31T23:59:59.999+00:00",
    "2025-01-01T00:00:00+00:00",
)
TEXTS = (
    "Silver Audi HX19 KLD waits outside the shops in SO14 most evenings.",
    "Dean Alder is at the bus station in Gosport with a machete now and will stab Tom Foss.",
    "Mia Rowe, 15, says Dean Alder punched her and took her phone in Fareham on Tuesday.",
    "This is only a test of the form.",
)
PATIENT = 120
"""Seconds: workers start, partitions move, and everything is read again."""
AGENCIES = ("education", "housing", "health")


def forms() -> Iterator[tuple[datetime, dict[str, Any]]]:
    """Forms at every edge, of several agencies, kinds and themes."""
    for number, edge in enumerate(EDGES):
        for more in range(2):
            raw = told(TEXTS[(number + more) % len(TEXTS)], subjects=[])
            raw["submitter"]["agency_type"] = AGENCIES[(number + more) % len(AGENCIES)]
            raw["submitter"]["organisation"] = f"House {(number + more) % 5}"
            yield datetime.fromisoformat(edge).astimezone(UTC), raw


@pytest.fixture(scope="module")
def counted_hub(start_hub: Start) -> RunningHub:
    """A hub that decides by itself and whose months settle at once."""
    hub = start_hub(
        assessment=AssessmentMode.AUTOMATIC,
        collation_settle=timedelta(seconds=0.5),
        clock_interval=timedelta(seconds=0.2),
    )
    let_time_be_given(hub)
    return hub


def equal(hub: RunningHub) -> None:
    """Wait until every month is issued, and is what the topics say."""
    # The client crashes when it is asked of a group that is not there yet.
    until(lambda: hub.messages(ASSESSED), bool, "a form that is decided")
    wait_until_all_is_read(hub)
    wanted = oracle.count(hub)

    def look() -> list[Any]:
        found = issued(hub)
        return [
            (month, cells(found[month]) - counted, counted - cells(found[month]))
            if month in found
            else (month, "is not issued")
            for month, counted in wanted.items()
            if month not in found or cells(found[month]) != counted
        ]

    until(look, lambda wrong: not wrong, "months that are equal to the topics", PATIENT)


def test_each_month_is_what_the_topics_say_of_it(counted_hub: RunningHub) -> None:
    """At month ends, on both changes of the clock, in a leap year's February; then re-assessed."""
    hub = counted_hub
    references = submit_at(hub, *forms())
    with collating(hub):
        equal(hub)
        before = list(issues(hub))
        months = {"2024-02", "2024-03", "2024-04", "2024-10", "2024-11", "2024-12", "2025-01"}
        assert months <= {issue.month for issue in before}
        hub.assess(references[0], Priority.HIGH, rationale="it was more than that")
        hub.wait_for(ASSESSED, references[0], 2)
        equal(hub)
        after = issues(hub)
        assert all(issue in after for issue in before)  # what is issued is frozen
        revised = [each for each in after if each.month == "2024-02" and each not in before]
        newest = max(each.revision for each in before if each.month == "2024-02")
        numbers = sorted(each.revision for each in revised)
        assert numbers == list(range(newest + 1, newest + 1 + len(revised)))
        outcomes = [d for each in revised for d in each.differences if d.table == "outcome"]
        high = [each.after - each.before for each in outcomes if each.key == ("HIGH",)]
        assert sum(high) == 1


def test_the_command_reports_what_was_issued(counted_hub: RunningHub) -> None:
    """The newest revision, an earlier one, a range of months."""
    hub = counted_hub
    wanted = {month: cells["forms",] for month, cells in oracle.count(hub).items()}

    def forms(period: str, *words: str) -> int:
        report = cpi(hub, "collate", period, *words)
        (found,) = [each["value"] for each in report["figures"] if each["key"] == "forms"]
        return int(found)

    assert forms("2024-03") == wanted["2024-03"]
    assert forms("2024-02..2024-04") == sum(wanted[f"2024-{n:02}"] for n in (2, 3, 4))
    (first,) = [each for each in issues(hub) if (each.month, each.revision) == ("2024-02", 1)]
    assert forms("2024-02", "--revision", "1") == first.forms


def test_killed_workers_change_no_month(counted_hub: RunningHub) -> None:
    """SIGKILL again and again, a second worker that comes and goes, a state folder that is lost."""
    hub = counted_hub
    with collating(hub):
        for _ in range(3):
            submit_at(hub, *forms())
            kill_collators()
        with collating(hub, data_dir=str(hub.data_dir), instance="second"):
            submit_at(hub, *forms())
            equal(hub)
    shutil.rmtree(hub.data_dir / "state", ignore_errors=True)
    with collating(hub):
        submit_at(hub, *list(forms())[:3])
        equal(hub)


def test_reading_everything_again_changes_nothing(counted_hub: RunningHub) -> None:
    """A new consumer group begins at the oldest record of each topic, over the rows there are."""
    hub = counted_hub
    with collating(hub):
        equal(hub)
    before = issues(hub)
    with collating(hub, group="anew", instance="anew"):
        late = submit_at(hub, (datetime(2023, 5, 31, 23, 30, tzinfo=UTC), told(TEXTS[0])))
        hub.wait_for(ASSESSED, late[0])
        equal(hub)
        until(
            lambda: [issue for issue in issues(hub) if issue.month == "2023-06"],
            bool,
            "the month of the late form",
            PATIENT,
        )
    after = [issue for issue in issues(hub) if issue.month != "2023-06"]
    assert sorted(each.event_id for each in after) == sorted(each.event_id for each in before)
