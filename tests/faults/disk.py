"""A small disk that a test can fill: a tmpfs in a mount namespace of its own, where there is one.

Nothing is mounted for anybody else, and it is gone when its keeper ends, however the tests end.
"""

import errno
import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Self

_CHUNK = 1 << 16


def available() -> bool:
    """Whether this machine lets a user mount a tmpfs in a namespace."""
    if not all(map(shutil.which, ("unshare", "nsenter", "mount"))):
        return False
    tried = subprocess.run(
        ["unshare", "-Urm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],  # noqa: S607 - the system's
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return tried.returncode == 0


class Disk:
    """A disk of ``size`` bytes at ``mount``, seen by processes started with ``prefix``."""

    def __init__(self, mount: Path, size: int) -> None:
        self._mount = mount.resolve()
        self._mount.mkdir(parents=True, exist_ok=True)
        self._size = size
        self._keeper: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        script = f'mount -t tmpfs -o size={self._size} tmpfs "$0" && echo ready && exec cat'
        self._keeper = subprocess.Popen(  # noqa: S603 - our own
            ["unshare", "-Urm", "sh", "-c", script, str(self._mount)],  # noqa: S607 - the system's
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._keeper.stdout is not None
        assert self._keeper.stdout.readline() == b"ready\n", "the small disk cannot be made"
        return self

    def __exit__(self, *_: object) -> None:
        assert self._keeper is not None
        self._keeper.kill()
        self._keeper.communicate()

    @property
    def prefix(self) -> tuple[str, ...]:
        """What to write before a command so that it sees the disk, from where it is called."""
        assert self._keeper is not None
        pid = str(self._keeper.pid)
        return ("nsenter", "-t", pid, "-U", "-m", "--preserve-credentials", "--wd=.")

    @property
    def inside(self) -> Path:
        """Where a process started with ``prefix`` finds it."""
        return self._mount

    @property
    def outside(self) -> Path:
        """The same folder for a process that does not see it."""
        assert self._keeper is not None
        return Path(f"/proc/{self._keeper.pid}/root{self._mount}")

    def fill(self) -> None:
        """Leave no byte free."""
        with (self.outside / "filler").open("ab", buffering=0) as file:
            while _is_written(file.fileno()):
                pass

    def free(self) -> None:
        """Give the room back."""
        with suppress(FileNotFoundError):
            (self.outside / "filler").unlink()


def _is_written(descriptor: int) -> bool:
    try:
        return os.write(descriptor, bytes(_CHUNK)) > 0
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return False
