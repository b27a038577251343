"""The machine of a measurement: a broker of its own, processes, their CPU time and memory."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil  # type: ignore[import-untyped]  # it ships no types

from streams.broker import running_broker
from streams.home import at_home
from streams.settings import PREFIX, Settings
from streams.supervisor import Supervisor

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 180.0


class BenchError(Exception):
    """What was to be measured did not happen; the text is one line."""


@dataclass(frozen=True)
class Machine:
    """A folder that goes when it is over, and a Kafka in it with the hub's topics."""

    folder: Path
    servers: str
    broker: psutil.Process


@contextmanager
def a_machine() -> Iterator[Machine]:
    """Start a broker; stop it and remove all that it held."""
    with TemporaryDirectory(prefix="cpi-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        settings = Settings(data_dir=folder, kafka_bootstrap_servers=None)
        servers = stack.enter_context(at_home(settings, lambda _: None))
        broker = running_broker(folder)
        if broker is None:
            message = "the broker of the bench has ended"
            raise BenchError(message)
        yield Machine(folder, servers, psutil.Process(broker.pid))


@contextmanager
def a_worker(machine: Machine, number: int = 1, **settings: str) -> Iterator[psutil.Process]:
    """Run a worker of the hub that takes the proposal as the decision."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    given = {"assessment": "automatic", **settings}
    own |= {f"{PREFIX}{name.upper()}": value for name, value in given.items()}
    own[f"{PREFIX}DATA_DIR"] = str(machine.folder)
    own[f"{PREFIX}KAFKA_BOOTSTRAP_SERVERS"] = machine.servers
    path = machine.folder / f"worker-{number}.log"
    with path.open("wb") as log, Supervisor(own, log, complain) as supervisor:
        wait_until(lambda: supervisor.pid is not None, "the worker does not start")
        yield psutil.Process(supervisor.pid)


@contextmanager
def a_way(machine: Machine, module: str, *arguments: str) -> Iterator[psutil.Process]:
    """Run one of ``bench/ways``; it ends with this block, or with this process."""
    command = [sys.executable, "-m", f"bench.ways.{module}", machine.servers, *arguments]
    path = machine.folder / f"{'-'.join((module, *arguments))}.log"
    # A way is killed and takes nothing away: what it has left goes with the folder.
    own = {**os.environ, "TMPDIR": str(machine.folder)}
    with (
        path.open("wb") as log,
        subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=ROOT, env=own, stdin=subprocess.PIPE, stdout=log, stderr=log
        ) as process,
    ):
        try:
            yield psutil.Process(process.pid)
        except BenchError:
            complain(f"{module} said: {_last_line(path)}")
            raise
        finally:
            process.kill()


@contextmanager
def held(*processes: psutil.Process) -> Iterator[None]:
    """Hold processes still, so that they find everything there when they go on."""
    for process in processes:
        process.suspend()
    try:
        for process in processes:
            _wait_until_still(process)
        yield
    finally:
        for process in processes:
            process.resume()


def _wait_until_still(process: psutil.Process) -> None:
    def still() -> bool:
        check_alive(process)
        return bool(process.status() == psutil.STATUS_STOPPED)

    wait_until(still, "a process can't be held", pause=0.001)


def cpu_of(processes: Sequence[psutil.Process]) -> float:
    """The CPU time that processes have used, in seconds."""
    times = [process.cpu_times() for process in processes]
    return float(sum(each.user + each.system for each in times))


def wait_until(true: Callable[[], bool], otherwise: str, pause: float = 0.02) -> None:
    """Wait for a condition.

    Raises:
        BenchError: it has not come true in time.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        if time.monotonic() > deadline:
            raise BenchError(otherwise)
        time.sleep(pause)


def check_alive(process: psutil.Process) -> None:
    """Look whether a process still works.

    Raises:
        BenchError: it has ended.
    """
    if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
        message = f"process {process.pid} of the bench has ended"
        raise BenchError(message)


def _last_line(path: Path) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[-1] if lines else "nothing"


def complain(text: str) -> None:
    """Say on standard error what should not have happened."""
    sys.stderr.write(f"bench: {text}\n")
