"""Reads the lag again and again beside whoever shows it: a Kafka that hangs holds nobody up."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from queue import Empty, SimpleQueue

from streams import clock
from streams.lag_model import Reading

Read = Callable[[datetime], Reading]
"""Reads the cluster; takes as long as the cluster takes."""

_PAUSE_SECONDS = 2.0
_TICK_SECONDS = 1.0


def watched(read: Read) -> Iterator[Reading | None]:
    """Yield each reading as soon as it is there, and null each second in which none is.

    Raises:
        Exception: what ``read`` raises.
    """
    made: SimpleQueue[Reading | Exception] = SimpleQueue()
    stopping = threading.Event()
    # A daemon: whoever ends the command does not wait for Kafka.
    threading.Thread(target=_go_on, args=(read, made, stopping), daemon=True).start()
    try:
        while True:
            try:
                found = made.get(timeout=_TICK_SECONDS)
            except Empty:
                yield None
                continue
            if isinstance(found, Exception):
                raise found
            yield found
    finally:
        stopping.set()


def _go_on(read: Read, made: SimpleQueue[Reading | Exception], stopping: threading.Event) -> None:
    while not stopping.is_set():
        try:
            made.put(read(clock.now()))
        except Exception as error:  # noqa: BLE001 - it is raised where it can be told
            made.put(error)
            return
        stopping.wait(_PAUSE_SECONDS)
