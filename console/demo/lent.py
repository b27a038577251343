"""The demonstration's shortened times, lent to any worker that joins it from another terminal.

Without them such a worker would wait the real 30 minutes for the forms that it takes over. They are
lent only as long as the demonstration's process lives.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it ships no types

_NAME = "demo.json"


@contextmanager
def lend(data_dir: Path, settings: Mapping[str, str]) -> Iterator[None]:
    """Lend these settings while the context lasts."""
    me = psutil.Process()
    note = {"pid": me.pid, "born": me.create_time(), "settings": dict(settings)}
    path = data_dir / _NAME
    path.write_text(json.dumps(note), encoding="utf-8")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def borrowed(data_dir: Path) -> Mapping[str, str]:
    """Give the settings of the demonstration that runs on this data directory, if one does."""
    try:
        note = json.loads((data_dir / _NAME).read_text(encoding="utf-8"))
        if psutil.Process(note["pid"]).create_time() != note["born"]:
            return {}
        return {str(name): str(value) for name, value in note["settings"].items()}
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        return {}
