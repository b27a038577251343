"""Keeps a process of the hub running: starts it again when it stops itself or is killed."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Self

_FIRST_WAIT, _LONGEST_WAIT = 0.5, 10.0
_STOP_SECONDS = 25.0
# A worker that lived for so long had started well.
_WELL_SECONDS = 30.0

FOR_GOOD = frozenset({0, 2})
"""Statuses after which starting again is no use: told to stop, or wrongly set up."""


class Supervisor:
    """Runs ``cpi worker`` in a process of its own; a context manager.

    ``app`` names the stages that it works on; ``words`` are another command in its place. What runs
    ends when this process does, however that ends: it watches its standard input.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        output: IO[bytes] | None,
        say: Callable[[str], None],
        app: str = "route",
        *,
        words: Sequence[str] = (),
    ) -> None:
        self._words = [*(words or ("worker", "--app", app)), "--while-parent-lives"]
        self._name = f"cpi {' '.join(words)}" if words else f"the {app} worker"
        self._environment = dict(environment)
        self._output = output
        self._say = say
        self._stopping = threading.Event()
        self._ended = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep_running, daemon=True)
        self.status = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
        self._thread.join(_STOP_SECONDS)
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the worker has ended for good; true if it has."""
        return self._ended.wait(seconds)

    @property
    def pid(self) -> int | None:
        """The worker that runs now."""
        return self._process.pid if self._process else None

    def _keep_running(self) -> None:
        pause = _FIRST_WAIT
        while not self._stopping.is_set():
            began = time.monotonic()
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [_command(), *self._words],
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=self._output,
                stderr=self._output,
                start_new_session=True,
            )
            if self._stopping.is_set():
                self._process.terminate()
            self.status = self._process.wait()
            if self._stopping.is_set() or self.status in FOR_GOOD:
                break
            if time.monotonic() - began > _WELL_SECONDS:
                pause = _FIRST_WAIT
            self._say(f"{self._name} stopped ({_describe(self.status)}); starting it again")
            self._stopping.wait(pause)
            pause = min(pause * 2, _LONGEST_WAIT)
        self._ended.set()


def _command() -> str:
    return str(Path(sys.executable).with_name("cpi"))


def _describe(status: int) -> str:
    return f"killed by signal {-status}" if status < 0 else f"exit status {status}"
