"""The ways that are compared, each a process of its own: ``python -m bench.ways.NAME SERVERS …``.

A way works until its standard input is closed, or it is killed.
"""

import os
import sys
import threading
from typing import NamedTuple

from bench.steps import Column, Headers, Step, source_of, step_of, target_of

LINGER_MS = 5
BATCH = 500


class Job(NamedTuple):
    """What the command line of a way says."""

    servers: str
    group: str
    source: str
    target: str
    column: Column
    step: Step


def job(way: str) -> Job:
    """Read the command line of a way, and end the process when its parent ends."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    servers, column = sys.argv[1], Column(sys.argv[2])
    group, source = f"bench-{way}-{column}", source_of(way, column)
    return Job(servers, group, source, target_of(way, column), column, step_of(column))


def headers_of(given: object) -> Headers:
    """Take the headers as a client gives them: null where there are none."""
    return list(given) if isinstance(given, list | tuple) else []


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)
