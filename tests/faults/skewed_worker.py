"""`cpi` with a wrong clock: python -m tests.faults.skewed_worker FILE worker ...

The file holds the seconds by which the clock is ahead; it may change at any time.
"""

import sys
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from streams import clock


def main() -> None:
    """Put the wrong clock in place of the hub's only one, then run `cpi`."""
    file = Path(sys.argv.pop(1))
    true_time = clock.now

    def skewed() -> datetime:
        ahead = 0.0
        with suppress(OSError, ValueError):
            ahead = float(file.read_text(encoding="utf-8"))
        return true_time() + timedelta(seconds=ahead)

    clock.now = skewed
    from console.cli.main import main as cpi  # noqa: PLC0415 - the clock must be wrong before

    cpi()


def jump(file: Path, seconds: float) -> None:
    """Set the clock of the workers that read ``file``."""
    new = file.with_suffix(".new")
    new.write_text(str(seconds), encoding="utf-8")
    new.replace(file)


if __name__ == "__main__":
    main()
