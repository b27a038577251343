"""A compose project that a test brings up, speaks to and takes down with its volumes."""

import json
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
ONE, THREE = ("docker-compose.yml",), ("docker-compose.yml", "docker-compose.cluster.yml")
_UP_SECONDS, _DOWN_SECONDS, _COMMAND_SECONDS = 600, 120, 300
_PORTS = (
    "HUB_KAFKA_PORT", "HUB_KAFKA_2_PORT", "HUB_KAFKA_3_PORT", "HUB_REGISTRY_PORT",
    "HUB_AMQP_PORT", "HUB_AMQP_PAGE_PORT", "HUB_SMTP_PORT", "HUB_IMAP_PORT",
    "HUB_METRICS_PORT", "HUB_ROUTE_METRICS_PORT", "HUB_ROUTE_2_METRICS_PORT",
    "HUB_INDEX_METRICS_PORT", "HUB_COLLATE_METRICS_PORT",
)  # fmt: skip


def engine_answers() -> bool:
    """Whether a Docker engine answers here, and compose is beside it."""
    if shutil.which("docker") is None:
        return False
    asked = (("docker", "info"), ("docker", "compose", "version"))
    return all(_run(words, os.environ, 30).returncode == 0 for words in asked)


@dataclass
class Project:
    """One project; ``services`` are those that are wanted, with what they need; none is all.

    ``environment`` is for the variables that the files name.
    """

    files: Sequence[str]
    services: Sequence[str] = ()
    profiles: Sequence[str] = ()
    changes: Mapping[str, str] = field(default_factory=dict)
    name: str = field(default_factory=lambda: f"cpi-test-{secrets.token_hex(4)}")

    def __post_init__(self) -> None:
        """Give it ports that nobody has, and not the image of a hub that runs here."""
        own = {"HUB_TAG": "tests", **{name: str(free_port()) for name in _PORTS}}
        self.environment = {**os.environ, **own, **self.changes}

    def __call__(
        self,
        *words: str,
        seconds: float = _COMMAND_SECONDS,
        given: str | None = None,
        status: int = 0,
    ) -> str:
        """Run ``docker compose`` with these words; give its standard output."""
        files = [word for file in self.files for word in ("-f", file)]
        profiles = [word for profile in self.profiles for word in ("--profile", profile)]
        command = ("docker", "compose", "-p", self.name, *files, *profiles, *words)
        done = _run(command, self.environment, seconds, given)
        assert done.returncode == status, f"{words}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def cpi(self, *words: str, given: str | None = None, status: int = 0) -> str:
        """Run ``cpi`` in a container of its own."""
        return self(
            "run", "--rm", "-T", "--no-deps", "hub", "cpi", *words, given=given, status=status
        )

    def json(self, *words: str, status: int = 0) -> Any:  # noqa: ANN401 - any JSON document
        """Run a reading command of ``cpi`` and give its document."""
        return json.loads(self.cpi(*words, "--json", status=status))

    def container(self, service: str) -> str:
        """The id of a service's container, also when it has stopped."""
        return self("ps", "-a", "-q", service).strip()

    def inspect(self, service: str) -> Any:  # noqa: ANN401 - Docker's own document
        """What the engine says of a service's container."""
        done = _run(("docker", "inspect", self.container(service)), self.environment, 30)
        return json.loads(done.stdout)[0]


@contextmanager
def running(project: Project) -> Iterator[Project]:
    """Bring a project up, each service healthy; take it down with all that it made."""
    try:
        project("up", "--build", "--wait", "--quiet-pull", *project.services, seconds=_UP_SECONDS)
        yield project
    except AssertionError:
        print(project("logs", "--no-color", "--tail", "40"))  # noqa: T201 - shown where a test fails
        raise
    finally:
        project("--profile", "*", "down", "-v", "--timeout", "5", seconds=_DOWN_SECONDS)


def wait_until(true: Callable[[], object], seconds: float, what: str) -> None:
    """Look again, twice a second at most, until it is true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.5)


def _run(
    words: Sequence[str], environment: Mapping[str, str], seconds: float, given: str | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - Docker's own command, our own words
        words,
        cwd=ROOT,
        env=environment,
        input=given if given is not None else "",
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
