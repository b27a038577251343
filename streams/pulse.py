"""Whether this process has run all the time: one that stood still owns nothing any more."""

import time

from streams.stopping import Exit, end


class Pulse:
    """Beats about once a second; after a stop of more than ``limit`` seconds the process ends.

    A worker that was stopped (SIGSTOP, a suspended machine) for longer than its session has lost
    its partitions without knowing. What it sent now might overwrite what the new owner has sent.
    """

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._beaten_at: float | None = None

    def beat(self) -> None:
        """Note that the process runs."""
        self.check()
        self._beaten_at = _elapsed()

    def check(self) -> None:
        """End the process where it has stood still; to be called before what it does is seen."""
        stood = _elapsed() - self._beaten_at if self._beaten_at is not None else 0
        if stood > self._limit:
            end(Exit.TRANSIENT, f"the process stood still for {stood:.0f} seconds")


def _elapsed() -> float:
    """Seconds that also pass while the machine is suspended, where the system counts them."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
