"""A real RabbitMQ for tests: in a container where an engine answers, else Debian's as a process."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from kombu import Connection
from testcontainers.core.container import DockerContainer

from streams.kafka.probe import HOST
from tests import engine
from tests.ports import free_port

IMAGE = "rabbitmq:4.0-management"
# Not Debian's wrapper in /usr/sbin: that becomes another user, and writes where one only may be.
SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
_PORT = 5672
_START_SECONDS = 180
_GRACE_SECONDS = 20


def said() -> str:
    """Say which is used, and why."""
    otherwise = f"a process of {SERVER}" if SERVER.exists() else "none, its tests are skipped"
    return engine.said("rabbitmq", IMAGE, otherwise)


@contextmanager
def real_rabbitmq(folder: Path) -> Iterator[str]:
    """Give the address of one that serves, ``amqp://…``, without queues; gone afterwards."""
    if engine.provides(IMAGE):
        with engine.running(DockerContainer(IMAGE), (_PORT,)) as (port,):
            yield _answering(port)
    elif SERVER.exists():
        with _process(folder) as port:
            yield _answering(port)
    else:
        pytest.skip("no Docker engine with its image answers, and rabbitmq-server is not installed")


def _answering(port: int) -> str:
    address = f"amqp://guest:guest@{HOST}:{port}//"
    with Connection(address, connect_timeout=5) as link:
        link.ensure_connection(timeout=_START_SECONDS, interval_start=0.5, interval_step=0)
    return address


@contextmanager
def _process(folder: Path) -> Iterator[int]:
    """Run it as whoever runs the tests, with all that it writes in a folder."""
    port, mapper = free_port(), free_port()
    settings = folder / "rabbitmq.conf"
    settings.write_text(f"listeners.tcp.1 = {HOST}:{port}\n", encoding="ascii")
    environment = {
        "RABBITMQ_NODENAME": f"tests-{port}@localhost",
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_CONFIG_FILE": str(settings),
        "RABBITMQ_CONF_ENV_FILE": os.devnull,
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "ERL_EPMD_PORT": str(mapper),
        "ERL_EPMD_ADDRESS": HOST,
        "HOME": str(folder),
    }
    # Erlang's port mapper, which the server would else leave behind: here it ends with it.
    with (
        _running(("epmd", "-address", HOST, "-port", str(mapper)), environment, folder),
        _running((str(SERVER),), environment, folder),
    ):
        yield port


@contextmanager
def _running(
    command: Sequence[str], environment: Mapping[str, str], folder: Path
) -> Iterator[None]:
    with (folder / "output.txt").open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - Debian's own
            command,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(_GRACE_SECONDS)
