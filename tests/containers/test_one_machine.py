"""The compose file, really run: healthy, closed off, the demonstration in it, stopped in order."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.containers.compose import ONE, Project, running, wait_until
from tests.forms import told

pytestmark = pytest.mark.containers
WORKERS = ("route", "index", "collate")
GRACE_SECONDS = 10.0


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    """All services of one machine, up and healthy."""
    with running(Project(ONE)) as project:
        yield project


def test_each_service_is_healthy(project: Project) -> None:
    """Every one that stays up has a check, and passes it; the others have ended well."""
    services = [json.loads(line) for line in project("ps", "-a", "--format", "json").splitlines()]
    by_name = {each["Service"]: each for each in services}
    ended = {name: each for name, each in by_name.items() if each["State"] == "exited"}
    assert set(ended) == {"keys", "topics", "rabbitmq-login"}
    assert {each["ExitCode"] for each in ended.values()} == {0}
    up = set(by_name) - set(ended)
    assert up == {"kafka", "rabbitmq", "mail", *WORKERS}
    assert {by_name[name]["Health"] for name in up} == {"healthy"}


@pytest.mark.parametrize("service", ["kafka", "rabbitmq", "mail", *WORKERS])
def test_no_service_has_more_than_it_needs(project: Project, service: str) -> None:
    """Not root, a root file system that cannot be written to, limits, no port but on loopback."""
    found = project.inspect(service)
    host: dict[str, Any] = found["HostConfig"]
    assert found["Config"]["User"] not in {"", "0", "root"}
    assert host["ReadonlyRootfs"]
    assert host["CapDrop"] == ["ALL"]
    assert host["Memory"] > 0
    assert host["NanoCpus"] > 0
    assert host["PidsLimit"] > 0
    bound = [each for port in (host["PortBindings"] or {}).values() for each in port]
    assert {each["HostIp"] for each in bound} <= {"127.0.0.1"}


def test_no_environment_holds_a_secret(project: Project) -> None:
    """What is secret lies in volumes: nothing of it is in a container's settings."""
    key = project("exec", "-T", "route", "cat", "/var/lib/cpi/keys/hub.key").strip()
    login = project("exec", "-T", "rabbitmq", "cat", "/etc/rabbitmq/conf.d/20-login.conf").split()
    assert len(login[-1]) == 64
    for service in ("kafka", "rabbitmq", "mail", *WORKERS):
        settings = json.dumps(project.inspect(service)["Config"])
        assert key not in settings
        assert login[-1] not in settings
        assert "PASS" not in settings.upper()


def test_the_demonstration_is_done_by_the_services(project: Project) -> None:
    """Every form is accounted for, by the workers that run already; so a second time."""
    for _ in range(2):
        project.cpi("demo", "--once")
    report = project.json("reconcile")
    assert report["ok"]
    assert report["forms"] >= 20


@pytest.mark.parametrize("service", WORKERS)
def test_a_worker_is_the_first_process_and_stops_in_order(project: Project, service: str) -> None:
    """On SIGTERM it ends with status 0 within ten seconds, and is healthy again when started."""
    assert "cpi worker" in project("exec", "-T", service, "cat", "/proc/1/cmdline").replace(
        "\0", " "
    )
    began = time.monotonic()
    project("stop", "--timeout", "30", service)
    assert time.monotonic() - began < GRACE_SECONDS
    assert project.inspect(service)["State"]["ExitCode"] == 0
    project("up", "--wait", "--no-deps", service)


def test_what_is_done_is_committed_when_a_worker_stops(project: Project) -> None:
    """A stop in the middle of work loses nothing, and no record is left to be read again."""
    texts = [f"Two men were seen by garage {n} in Cowes, PO31 7AA." for n in range(40)]
    forms = "\n".join(json.dumps(told(text)) for text in texts)
    before = project.json("reconcile")["forms"]
    project.cpi("submit", "-", given=forms)
    project("stop", "--timeout", "30", "route")
    assert project.inspect("route")["State"]["ExitCode"] == 0
    project("up", "--wait", "--no-deps", "route")

    def all_waiting() -> bool:
        report = project.json("reconcile")
        waiting = [each for each in report["counts"] if each["state"] == "awaiting_assessment"]
        assert not report["wrong"]
        settled = sum(each["forms"] for each in waiting)
        return bool(report["forms"] == before + 40 and settled >= 40)

    wait_until(all_waiting, 120, "every form waits at the desk")
    project("stop", "--timeout", "30", "route")
    assert lags(project) <= {"0", "-"}
    project("up", "--wait", "--no-deps", "route")


def lags(project: Project) -> set[str]:
    """How much the group of the journey has not committed of each partition; - where nothing is."""
    tool = ("/opt/kafka/bin/kafka-consumer-groups.sh", "--bootstrap-server", "kafka:9092")
    answer = project("exec", "-T", "kafka", *tool, "--describe", "--group", "cpi-hub")
    rows = [line.split() for line in answer.splitlines() if line.startswith("cpi-hub ")]
    assert rows
    return {row[5] for row in rows}
