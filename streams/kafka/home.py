"""Where one broker lives on disk: `<data_dir>/kafka`, its files, its ports and its lock."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from streams.kafka import BrokerError

_LOCK_SECONDS = 600.0


class State(BaseModel):
    """What is remembered between calls, in `broker.json`; the pid alone proves nothing.

    Attributes:
        port: for clients.
        controller_port: for the node's own controller.
        pid: of the broker last started, None while it is being started.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    port: int
    controller_port: int
    pid: int | None = None


@dataclass(frozen=True)
class Home:
    """The folder of one broker.

    Attributes:
        path: absolute.
    """

    path: Path

    @classmethod
    def under(cls, data_dir: Path) -> "Home":
        """Return the home in a data directory, which need not exist."""
        return cls(data_dir.resolve() / "kafka")

    @property
    def data(self) -> Path:
        """Kafka's own files; kept between runs."""
        return self.path / "data"

    @property
    def log(self) -> Path:
        """What Kafka logs; rolled."""
        return self.path / "kafka.log"

    @property
    def output(self) -> Path:
        """What the Java runtime itself says, of the last start only."""
        return self.path / "java.out"

    def make(self) -> None:
        """Create the folder, for this user only: it will hold people's data."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def cluster_id(self) -> str | None:
        """Return the id that the storage was formatted with, None where none can be read."""
        try:
            text = (self.data / "meta.properties").read_text(encoding="utf-8")
        except OSError:
            return None
        pairs = dict(line.partition("=")[::2] for line in text.splitlines())
        return pairs.get("cluster.id")

    def read_state(self) -> State | None:
        """Return what was remembered, None where there is nothing that can be read as such."""
        try:
            return State.model_validate_json((self.path / "broker.json").read_bytes())
        except (OSError, ValueError):
            return None

    def write_state(self, state: State) -> None:
        """Remember, whole or not at all."""
        new = self.path / "broker.json.new"
        new.write_text(state.model_dump_json() + "\n", encoding="utf-8")
        new.replace(self.path / "broker.json")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from starting or stopping this broker meanwhile.

        Raises:
            BrokerError: another process has had the lock for ten minutes.
        """
        deadline = time.monotonic() + _LOCK_SECONDS
        with (self.path / "lock").open("w") as file:
            while not _try_lock(file.fileno()):
                if time.monotonic() > deadline:
                    message = (
                        f"another process has been starting or stopping the broker in {self.path} "
                        "for ten minutes: end it and try again."
                    )
                    raise BrokerError(message)
                time.sleep(0.05)
            yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
