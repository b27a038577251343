"""Keeps any worker command running and starts it again at once, as an impatient operator would.

The product's own supervisor waits longer from one failure to the next; a test that kills a hundred
times, or that starts the worker in some other way, has no time for that.
"""

import subprocess
import threading
from collections.abc import Mapping, Sequence
from typing import IO, Self

from streams.supervisor import FOR_GOOD

_PAUSE, _STOP_SECONDS = 0.2, 25.0


class Keeper:
    """Runs a command; a context manager. ``statuses`` are how it ended so far."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], output: IO[bytes]
    ) -> None:
        self._command = command
        self._environment = dict(environment)
        self._output = output
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep_running, daemon=True)
        self.statuses: list[int] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
        self._thread.join(_STOP_SECONDS)
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    @property
    def pid(self) -> int | None:
        """The worker that runs now; null where none does."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def _keep_running(self) -> None:
        while not self._stopping.is_set():
            self._process = subprocess.Popen(  # noqa: S603 - our own
                [*self._command, "worker", "--while-parent-lives"],
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=self._output,
                stderr=self._output,
                start_new_session=True,
            )
            if self._stopping.is_set():
                self._process.terminate()
            self.statuses.append(self._process.wait())
            if self.statuses[-1] in FOR_GOOD:
                return
            self._stopping.wait(_PAUSE)
