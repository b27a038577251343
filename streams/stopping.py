"""How a worker stops itself: with a status that says why; what is not done is read again."""

import logging
import os
from enum import IntEnum

log = logging.getLogger(__name__)


class Exit(IntEnum):
    """The exit status of a worker that stops itself; it can be started again after each."""

    UNDELIVERABLE = 70
    TRANSIENT = 75
    STALLED = 76


def end(status: Exit, why: str) -> None:
    """End the process at once; ``why`` holds no personal data."""
    log.critical("%s; stopping with status %d", why, status)
    logging.shutdown()
    os._exit(status)
