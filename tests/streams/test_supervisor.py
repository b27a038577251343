"""A worker is kept running unless starting it again is no use; it never outlives its supervisor."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest

from streams import supervisor as supervisor_module
from streams.sealing import make_key_file
from streams.supervisor import Supervisor

_DEADLINE_SECONDS = 30
_SUPERVISE = """
import os, threading
from streams.supervisor import Supervisor
with Supervisor(os.environ, None, lambda _: None) as supervisor:
    while not supervisor.pid:
        pass
    print(supervisor.pid, flush=True)
    threading.Event().wait()
"""


def wait_until(true: Callable[[], object], what: str) -> None:
    """Look again and again, until the deadline."""
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while not true():
        assert time.monotonic() < deadline, f"waited in vain until {what}"


@pytest.fixture
def waiting(tmp_path: Path) -> Mapping[str, str]:
    """Settings of a worker that waits as it starts: its key is a pipe that nobody writes to."""
    os.mkfifo(tmp_path / "hub.key", 0o600)
    return settings(tmp_path)


def settings(data_dir: Path) -> Mapping[str, str]:
    """The environment of a worker; nobody listens at the address of its Kafka."""
    with socket.create_server(("127.0.0.1", 0)) as gone:
        servers = f"127.0.0.1:{gone.getsockname()[1]}"
    return {
        **os.environ,
        "CPI_DATA_DIR": str(data_dir),
        "CPI_KAFKA_BOOTSTRAP_SERVERS": servers,
    }


@pytest.fixture
def ends_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Puts a program that ends at once, with a status of the test's choosing, for the worker."""

    def put(status: int) -> None:
        program = tmp_path / "cpi"
        program.write_text(f"#!/bin/sh\nexit {status}\n")
        program.chmod(0o700)
        monkeypatch.setattr(supervisor_module, "_command", lambda: str(program))

    return put


@pytest.mark.parametrize("status", [0, 2])
def test_a_worker_told_to_stop_or_wrongly_set_up_is_left(
    ends_with: Callable[[int], None], status: int
) -> None:
    """Starting it again would change nothing; whoever waits hears of it, with the status."""
    ends_with(status)
    said: list[str] = []
    with Supervisor(os.environ, None, said.append) as supervisor:
        assert supervisor.wait(_DEADLINE_SECONDS)
        assert supervisor.status == status
    assert not said


@pytest.mark.parametrize("status", [1, 70, 75])
def test_a_worker_that_stops_itself_is_started_again(
    ends_with: Callable[[int], None], status: int
) -> None:
    """Each time, with its status told."""
    ends_with(status)
    said: list[str] = []
    with Supervisor(os.environ, None, said.append) as supervisor:
        wait_until(lambda: len(said) == 2, "it has been started again")
        assert not supervisor.wait(0)
    assert set(said) == {f"the route worker stopped (exit status {status}); starting it again"}


def test_a_killed_worker_is_started_again(waiting: Mapping[str, str]) -> None:
    """After SIGKILL; another process takes its place."""
    said: list[str] = []
    with Supervisor(waiting, None, said.append) as supervisor:
        wait_until(lambda: supervisor.pid, "there is a worker")
        first = supervisor.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: supervisor.pid != first, "there is another worker")
        second = supervisor.pid
        assert second is not None
    assert said == ["the route worker stopped (killed by signal 9); starting it again"]
    assert not psutil.pid_exists(second)


def test_a_worker_ends_when_its_supervisor_is_killed(waiting: Mapping[str, str]) -> None:
    """After SIGKILL nobody is left to tell it; two hubs must not run where one is started anew."""
    parent = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", _SUPERVISE], env=waiting, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    worker = psutil.Process(int(parent.stdout.readline()))
    try:
        wait_until(lambda: worker.name() == "cpi", "the worker runs")
        parent.kill()
        parent.wait()
        worker.wait(_DEADLINE_SECONDS)
    finally:
        parent.kill()
        parent.stdout.close()
        if worker.is_running():
            worker.kill()


def test_a_worker_whose_broker_is_out_of_reach_is_started_again(tmp_path: Path) -> None:
    """It stops with 75 when the broker is gone for long; the next one finds it gone, too."""
    make_key_file(tmp_path / "hub.key")
    said: list[str] = []
    with (
        (tmp_path / "worker.log").open("wb") as log,
        Supervisor(settings(tmp_path), log, said.append) as supervisor,
    ):
        wait_until(lambda: said or supervisor.wait(0.1), "the worker has stopped")
    assert said == ["the route worker stopped (exit status 75); starting it again"]
    (line,) = (tmp_path / "worker.log").read_text().splitlines()
    assert "does not answer" in line
