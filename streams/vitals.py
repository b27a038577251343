"""A file that is renewed while a worker works: what health checks from outside look at."""

from contextlib import suppress
from pathlib import Path


class Vitals:
    """The sign of life of a worker of a group, in the data directory.

    It says more than that a process is there: the watchdog looks, and finds nothing missing, as
    ``/readyz`` has it. A check needs no Kafka client: is the file younger than some seconds?
    """

    def __init__(self, data_dir: Path, group: str) -> None:
        self.path = data_dir / "alive" / group

    def renew(self) -> None:
        """Say that all is well now; a folder that cannot be written to is no reason to stop."""
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path.touch(mode=0o600)

    def end(self) -> None:
        """Say nothing more: the worker has been told to stop."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
