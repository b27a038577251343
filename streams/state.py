"""The folder of a worker's own tables: one a worker, so that two on one machine do not meet."""

import fcntl
import hashlib
import os
import platform
from itertools import count
from pathlib import Path

_LOCK = "lock"


def state_folder(data_dir: Path, group: str) -> Path | None:
    """Take the first folder that no other process has, until this one ends; null where none is.

    One that was started again after a kill finds the tables of the one before.
    """
    for number in count():
        folder = data_dir / "state" / group / str(number)
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError:
            return None
        try:
            # The lock is let go when the process ends, however it ends.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            continue
        except OSError:
            os.close(lock)
            return None
        return folder
    return None


def instance_of(folder: Path | None) -> str | None:
    """Name a worker after its folder: no two that live have the same, and the next has it again.

    Kafka lets a member that comes back under its name have its partitions at once.
    """
    if folder is None:
        return None
    place = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    host = "".join(each if each.isascii() and each.isalnum() else "-" for each in platform.node())
    return f"{host[:100]}-{place}"
