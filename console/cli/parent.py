"""What a command does that another one has started: it ends when that one is gone."""

import os
import signal
import sys
import threading
from typing import Annotated

import typer

WhileParentLives = Annotated[bool, typer.Option(hidden=True)]


def end_with_parent() -> None:
    """Stop as on SIGTERM when standard input ends: whoever started this process is gone."""
    threading.Thread(target=_watch, daemon=True).start()


def _watch() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
