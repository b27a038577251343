"""What an operator types beside a hub that runs: ``cpi …`` in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from schemas.records import DeadLetter
from tests.integration.conftest import environment_of
from tests.integration.running import RunningHub

_DEADLINE_SECONDS = 60
BY = ("--reason", "the cause is mended", "--by", "operator 204")


def cpi(hub: RunningHub, *words: str, status: int = 0) -> Any:  # noqa: ANN401 - any JSON document
    """Run a command with --json; gives its document. It must end with that status."""
    ended = subprocess.run(  # noqa: S603 - our own command
        [str(Path(sys.executable).with_name("cpi")), *words, "--json"],
        env=environment_of(hub.settings),
        cwd=hub.data_dir,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_DEADLINE_SECONDS,
        check=False,
    )
    assert ended.returncode == status, (ended.stdout, ended.stderr)
    return json.loads(ended.stdout)


def letters(hub: RunningHub, reference: str) -> list[dict[str, Any]]:
    """The dead letters of a form, the oldest first."""
    listed = cpi(hub, "dead-letters", "list", "--all")["dead_letters"]
    return [each for each in listed if each["reference"] == reference]


def redriven(hub: RunningHub, letter: DeadLetter, status: int = 0) -> dict[str, Any]:
    """Send one letter on its way again; gives what became of it."""
    words = ("dead-letters", "redrive", "--id", letter.dead_letter_id, *BY)
    (row,) = cpi(hub, *words, status=status)["letters"]
    found: dict[str, Any] = row
    return found


def states(hub: RunningHub, status: int = 0) -> dict[tuple[str, str | None], int]:
    """What `cpi reconcile` counts, by state and destination."""
    counts = cpi(hub, "reconcile", status=status)["counts"]
    found: dict[tuple[str, str | None], int] = {}
    for each in counts:
        kind = (each["state"], each["destination"])
        found[kind] = found.get(kind, 0) + each["forms"]
    return found
