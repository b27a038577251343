"""Other work on every core: what a lucky run does not show, a loaded machine does."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# It looks at its parent: a burner ends by itself when the tests are killed.
_BURN = """
import os
parent = os.getppid()
while os.getppid() == parent:
    sum(range(200_000))
"""


@contextmanager
def burners(count: int | None = None) -> Iterator[None]:
    """Keep every core busy at normal priority; ``count`` processes, else one a core."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        started.extend(
            subprocess.Popen([sys.executable, "-c", _BURN])  # noqa: S603 - our own
            for _ in range(count or os.cpu_count() or 1)
        )
        yield
    finally:
        for each in started:
            each.kill()
        for each in started:
            each.wait()
