"""The compose file, really run: healthy, closed off, the demonstration in it, stopped in order."""

import json
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from console.cli.main import commands
from streams import cluster
from streams.compose import running_compose
from tests.conformance import carries_mail, carries_messages
from tests.containers.compose import ONE, ROOT, Project, running, wait_until
from tests.forms import told
from tests.real_mail import Mail

Cpi = Callable[..., Result]

pytestmark = pytest.mark.containers
WORKERS = ("route", "index", "collate")
METRICS = ("", "ROUTE_", "INDEX_", "COLLATE_")
SERVICES = {"kafka", "rabbitmq", "mail", "metrics", *WORKERS}
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
    assert up == SERVICES
    assert {by_name[name]["Health"] for name in up} == {"healthy"}


@pytest.mark.parametrize("service", sorted(SERVICES))
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
    for service in SERVICES:
        settings = json.dumps(project.inspect(service)["Config"])
        assert key not in settings
        assert login[-1] not in settings
        assert "PASS" not in settings.upper()


@pytest.fixture
def cpi(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cpi:
    """Run ``cpi`` beside the compose file, on the machine itself, with nothing set."""
    find = partial(running_compose, ROOT / ".cpi", [project.name])
    monkeypatch.setattr(cluster, "running_compose", lambda _: find())
    monkeypatch.setenv("CPI_DATA_DIR", str(tmp_path))
    runner = CliRunner()
    return lambda *words: runner.invoke(commands(), list(words), prog_name="cpi")


def test_the_demonstration_is_done_by_the_services(project: Project) -> None:
    """Every form is accounted for, by the workers that run already."""
    project.cpi("demo", "--once")
    report = project.json("reconcile")
    assert report["ok"]
    assert report["forms"] >= 10


def test_a_command_beside_the_file_finds_its_kafka(project: Project, cpi: Cpi) -> None:
    """It says which it took, and so does the demonstration, which the services play again."""
    before = project.json("reconcile")["forms"]
    address = f"127.0.0.1:{project.environment['HUB_KAFKA_PORT']}"
    origin = f"docker compose ({project.name})"
    shown = json.loads(cpi("config", "show", "--json").stdout)["kafka"]
    assert shown == {"servers": address, "from": origin}
    played = cpi("demo", "--once")
    assert played.exit_code == 0, played.output
    assert f"Kafka of {origin} found at {address}" in played.stderr
    assert "the month is left out (sealed with key" in played.stderr
    assert json.loads(cpi("reconcile", "--json").stdout)["forms"] >= before + 10


@pytest.mark.parametrize("command", ["up", "worker"])
def test_no_worker_with_another_key_joins_the_services(cpi: Cpi, command: str) -> None:
    """What it sealed they could not open: it is refused, with what to do instead."""
    refused = cpi(command)
    assert refused.exit_code == 2
    assert "docker compose runs the route worker already" in refused.stderr


def test_metrics_and_health_are_served(project: Project) -> None:
    """Those of each worker and of the cluster; the first canary comes through by itself."""
    ports = {name: project.environment[f"HUB_{name}METRICS_PORT"] for name in METRICS}
    for port in ports.values():
        assert httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    assert "cpi_records_total" in httpx.get(f"http://127.0.0.1:{ports['ROUTE_']}/metrics").text
    cluster_wide = f"http://127.0.0.1:{ports['']}/metrics"
    assert "kafka_consumergroup_group_lag" in httpx.get(cluster_wide).text
    arrived = re.compile('^cpi_canary_arrived_total{stage="publish"} [1-9]', re.MULTILINE)
    wait_until(lambda: arrived.search(httpx.get(cluster_wide).text), 120, "a canary came through")


def test_rabbitmq_and_mail_do_what_connectors_need(project: Project) -> None:
    """The same as the tests' own, with the login that was made at the first start."""
    login = project("exec", "-T", "rabbitmq", "cat", "/etc/rabbitmq/conf.d/20-login.conf").split()
    amqp, smtp, imap = (
        project.environment[name] for name in ("HUB_AMQP_PORT", "HUB_SMTP_PORT", "HUB_IMAP_PORT")
    )
    carries_messages(f"amqp://cpi:{login[-1]}@127.0.0.1:{amqp}//")
    carries_mail(Mail(int(smtp), int(imap)))


def test_a_worker_is_the_first_process_and_stops_in_order(project: Project) -> None:
    """On SIGTERM it ends with status 0 within ten seconds, and is healthy again when started."""
    for service in WORKERS:
        first = project("exec", "-T", service, "cat", "/proc/1/cmdline").replace("\0", " ")
        assert f"cpi worker --app {service}" in first
    began = time.monotonic()
    project("stop", "--timeout", "30", *WORKERS)
    assert time.monotonic() - began < GRACE_SECONDS
    assert {project.inspect(service)["State"]["ExitCode"] for service in WORKERS} == {0}
    project("up", "--wait", "--no-deps", *WORKERS)


def test_what_is_done_is_committed_when_a_worker_stops(project: Project) -> None:
    """A stop in the middle of work loses nothing, and no record is left to be read again."""
    texts = [f"Two men were seen by garage {n} in Cowes, PO31 7AA." for n in range(40)]
    forms = "\n".join(json.dumps(told(text)) for text in texts)
    before = project.json("reconcile")["forms"]
    project("stop", "metrics")  # a canary that comes meanwhile would wait
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


def lags(project: Project) -> set[str]:
    """How much the group of the journey has not committed of each partition; - where nothing is."""
    tool = ("/opt/kafka/bin/kafka-consumer-groups.sh", "--bootstrap-server", "kafka:9092")
    answer = project("exec", "-T", "kafka", *tool, "--describe", "--group", "cpi-hub")
    rows = [line.split() for line in answer.splitlines() if line.startswith("cpi-hub ")]
    assert rows
    return {row[5] for row in rows}
