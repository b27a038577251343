"""Finds the Kafka of a running `docker compose`: that of this folder's file, and of no other."""

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from streams.errors import HubError
from streams.kafka.probe import HOST, cluster_at

FILE = "docker-compose.yml"
PROJECTS = ("cpi-hub", "cpi-hub-cluster")
"""The names that the two compose files give their projects."""

_SECONDS = 5.0
_LABEL = '{{.Label "com.docker.compose.'
_ROW = "\t".join(
    (_LABEL + 'project"}}', _LABEL + 'project.working_dir"}}', _LABEL + 'service"}}', "{{.Ports}}")
)


class ComposeError(HubError):
    """More than one project of this folder runs; the text says what to do."""


@dataclass(frozen=True)
class Running:
    """A project that runs, and the brokers of it that serve: `host:port`, and more after commas."""

    project: str
    bootstrap_servers: str


def running_compose(data_dir: Path, projects: Iterable[str] = PROJECTS) -> Running | None:
    """Find the project whose file lies beside a data directory; never starts one.

    Nothing is asked where there is no such file, or no Docker client. Another folder's project, and
    what else may listen on its port, is not taken for it: the engine says whose each container is.

    Raises:
        ComposeError: there are two.
    """
    folder = data_dir.absolute().parent
    if not (folder / FILE).is_file():
        return None
    names = set(projects)
    found: dict[str, list[int]] = {}
    for project, place, port in _published():
        if project in names and place.resolve() == folder.resolve():
            found.setdefault(project, []).append(port)
    serving = [_serving(project, ports) for project, ports in sorted(found.items())]
    running = [each for each in serving if each is not None]
    if len(running) > 1:
        both = " and ".join(each.project for each in running)
        message = f"{both} run in docker compose: set CPI_KAFKA_BOOTSTRAP_SERVERS to one of them"
        raise ComposeError(message)
    return running[0] if running else None


def _serving(project: str, ports: Iterable[int]) -> Running | None:
    servers = [f"{HOST}:{port}" for port in sorted(ports) if cluster_at(port)]
    return Running(project, ",".join(servers)) if servers else None


def _published() -> Iterator[tuple[str, Path, int]]:
    """Yield project, folder and port of each Kafka that compose runs and this machine reaches."""
    docker = shutil.which("docker")
    if docker is None:
        return
    command = (docker, "ps", "--filter", "label=com.docker.compose.project", "--format", _ROW)
    try:
        answer = subprocess.run(  # noqa: S603 - Docker's own command, our own words
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    for line in answer.stdout.splitlines():
        project, place, service, ports = line.split("\t")
        if service.partition("-")[0] == "kafka":
            for port in _ports(ports):
                yield project, Path(place), port


def _ports(text: str) -> Iterator[int]:
    """Read ``127.0.0.1:29092->29092/tcp, 9092/tcp``: what loopback has."""
    for each in text.split(", "):
        place, arrow, _ = each.partition("->")
        host, _, port = place.rpartition(":")
        if arrow and host in {HOST, "0.0.0.0"} and port.isdigit():  # noqa: S104 - read, not bound
            yield int(port)
