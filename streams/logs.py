"""How a worker logs: one line an event on standard error, never the text of an exception.

The text of an exception, and the values in its traceback, may quote a form. Its type and its place
say enough to find the fault.
"""

import logging
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class SafeFormatter(logging.Formatter):
    """Formats a record in one line; an exception becomes its type and its place."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        record.exc_text = None
        return " ".join(super().format(record).split())

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's own name
        """Name the exception and where it was raised."""
        kind, _, trace = ei
        if kind is None:
            return ""
        frames = traceback.extract_tb(trace)
        place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
        return f"[{kind.__name__}{place}]"

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - logging's own name
        """Leave a stack out: it shows values."""
        del stack_info
        return ""


def logging_config(level: str) -> Mapping[str, Any]:
    """Configure Python's logging so; ``level`` is one of the settings' levels."""
    named = {"warn": "WARNING"}.get(level, level.upper())
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "safe": {
                "()": SafeFormatter,
                "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
            }
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "safe",
                "stream": "ext://sys.stderr",
            }
        },
        # The client tells of every lost connection, and tries again by itself.
        "loggers": {"kafka": {"level": "ERROR" if named == "WARNING" else named}},
        "root": {"handlers": ["stderr"], "level": named},
    }
