"""A hub under test: topics on a broker, and workers that the test starts, kills and stops."""

import os
import shutil
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Self

import psutil  # type: ignore[import-untyped]  # it ships no types

from agents.flow import FLOW
from streams.home import at_home
from streams.settings import PREFIX, AssessmentMode, Settings
from streams.supervisor import Supervisor
from tests.faults.admin import Admin
from tests.faults.client import Offsets, wait_until
from tests.faults.keeper import Keeper

READS = tuple(topic for row in FLOW for topic in row.reads)
"""The topics whose committed offsets must reach their ends."""

CPI = (str(Path(sys.executable).with_name("cpi")),)
START_SECONDS = 180.0


class Hub:
    """Workers on a cluster; a context manager that stops them. ``tainted`` after a failure."""

    def __init__(self, folder: Path, servers: str, mode: AssessmentMode, **changes: Any) -> None:  # noqa: ANN401 - fields of the settings
        self.folder = folder
        self.settings = Settings(
            data_dir=folder, kafka_bootstrap_servers=servers, assessment=mode, **changes
        )
        self.servers = servers
        self.admin = Admin(servers)
        self.offsets = Offsets(servers, self.settings.group)
        self.tainted = False
        self._workers: dict[str, tuple[Supervisor | Keeper, ExitStack]] = {}

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        with at_home(self.settings, lambda _: None):
            pass  # the broker is not its own: it only makes the key and the topics
        wait_until(self.offsets.ends, START_SECONDS, "the topics")
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_all()
        self.offsets.close()

    @property
    def automatic(self) -> bool:
        """Whether it takes the proposal as the decision."""
        return self.settings.assessment is AssessmentMode.AUTOMATIC

    @property
    def log(self) -> Path:
        """What its workers say."""
        return self.folder / "workers.log"

    def start(
        self,
        name: str = "first",
        *,
        command: Sequence[str] = (),
        servers: str | None = None,
    ) -> Supervisor | Keeper:
        """Start a worker: under the product's supervisor, or as ``command`` under a keeper."""
        stack = ExitStack()
        output = stack.enter_context(self.log.open("ab"))
        own = self.folder / name
        own.mkdir(parents=True, exist_ok=True)
        changes = {"data_dir": str(own)}
        environment = self._environment(**changes, kafka_bootstrap_servers=servers or self.servers)
        kept: Supervisor | Keeper = (
            Keeper(command, environment, output)
            if command
            else Supervisor(environment, output, lambda _: None)
        )
        stack.enter_context(kept)
        self._workers[name] = (kept, stack)
        return kept

    def stop(self, name: str = "first") -> None:
        """Stop a worker in order."""
        _, stack = self._workers.pop(name)
        stack.close()

    def stop_all(self) -> None:
        """Stop every worker."""
        for name in list(self._workers):
            self.stop(name)

    def ensure(self) -> None:
        """One ordinary worker runs, and it has its partitions."""
        for name in set(self._workers) - {"first"}:
            self.stop(name)
        if "first" not in self._workers:
            self.start()
        self.wait_for_members(1)

    def kill(self, name: str = "first") -> bool:
        """``kill -9``; false where there is nothing to kill just now."""
        pid = self._workers[name][0].pid
        with suppress(psutil.NoSuchProcess, ProcessLookupError):
            if pid is not None and "worker" in psutil.Process(pid).cmdline():
                os.kill(pid, signal.SIGKILL)
                return True
        return False

    def pid(self, name: str = "first") -> int | None:
        """The process of a worker."""
        return self._workers[name][0].pid

    def wait_for_members(self, count: int) -> None:
        """Wait until so many workers share the partitions."""
        what = f"{count} workers in the group (see {self.log})"
        self.admin.wait_for_members(self.settings.group, count, START_SECONDS, what)

    def empty_tables(self) -> None:
        """Delete whatever a worker keeps on disk; the key and the logs are elsewhere."""
        shutil.rmtree(self.folder / "first", ignore_errors=True)

    def _environment(self, **changes: str) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        chosen = self.settings.model_dump(exclude_unset=True, mode="json")
        chosen |= {"key_file": str(self.settings.key_path)} | changes
        return clean | {PREFIX + name.upper(): str(value) for name, value in chosen.items()}
