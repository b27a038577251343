"""Three brokers: one is killed in the middle of work, and every form comes to its end."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.containers.compose import THREE, Project, running, wait_until
from tests.forms import told

pytestmark = pytest.mark.containers
FORMS = 120
SERVICES = ("route", "route-2", "index", "collate")


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    """Three brokers, three copies, two workers of the journey; the proposal is the decision."""
    with running(Project(THREE, SERVICES, changes={"CPI_ASSESSMENT": "automatic"})) as project:
        yield project


def submit(project: Project, number: int) -> None:
    """Send a part of the forms."""
    texts = [f"Two men were seen by garage {number}-{n} in Cowes, PO31 7AA." for n in range(30)]
    project.cpi("submit", "-", given="\n".join(json.dumps(told(text)) for text in texts))


def delivered(project: Project) -> int:
    """Count the forms that have come to their end; nothing may be wrong meanwhile."""
    report: dict[str, Any] = project.json("reconcile")
    assert not report["wrong"]
    done = [each for each in report["counts"] if each["state"] == "delivered"]
    return sum(each["forms"] for each in done if each["destination"] == "sector")


def test_a_broker_that_is_killed_in_the_middle_loses_nothing(project: Project) -> None:
    """Two of three go on, and `cpi reconcile` finds every form delivered."""
    submit(project, 0)
    submit(project, 1)
    subprocess.run(  # noqa: S603 - Docker's own command
        ["docker", "kill", project.container("kafka-2")],  # noqa: S607 - as the tests found it
        check=True,
        capture_output=True,
    )
    submit(project, 2)
    submit(project, 3)
    wait_until(lambda: delivered(project) == FORMS, 240, "every form is delivered")
    assert not project.inspect("kafka-2")["State"]["Running"]
    project("start", "kafka-2")
    project("up", "--wait", "--no-deps", "kafka-2")
    assert delivered(project) == FORMS
    assert project.json("reconcile")["ok"]


def test_two_workers_share_the_journey(project: Project) -> None:
    """Each has its name in the group, and is healthy."""
    for service in ("route", "route-2"):
        assert project.inspect(service)["State"]["Health"]["Status"] == "healthy"
