"""``cpi up`` and ``cpi worker``: the hub itself."""

import os
import signal
import sys
import threading
import time
from typing import Annotated

import typer

from console.cli.common import Status, say
from console.cli.link import quieten
from console.demo.lent import borrowed
from streams.broker import BrokerError
from streams.cluster import bootstrap_servers
from streams.home import at_home, revive
from streams.settings import PREFIX, Settings, load_settings
from streams.supervisor import Supervisor

_REVIVE_SECONDS = 5.0


def worker(
    *,
    while_parent_lives: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Run one worker in the foreground: the stages of the journey and the deadline clock.

    More workers share the partitions. Exit status 70: a record could not even be dead-lettered;
    75: the broker was out of reach for too long. Start it again after either: nothing is lost.
    """
    if while_parent_lives:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    for name, value in borrowed(load_settings().data_dir).items():
        os.environ.setdefault(name, value)
    settings = load_settings()
    from agents.worker import run_worker  # noqa: PLC0415 - Faust takes a second to import

    run_worker(settings, bootstrap_servers(settings))


def up() -> None:
    """Run the hub on this machine: Kafka where none is set, a key, the topics, a worker.

    The worker is started again when it stops itself. Ctrl-C ends all of it.
    """
    settings = load_settings()
    quieten()
    told = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: told.set())
    with at_home(settings, say) as servers:
        environment = {**os.environ, f"{PREFIX}KAFKA_BOOTSTRAP_SERVERS": servers}
        with Supervisor(environment, None, say) as supervisor:
            say("the hub is up; Ctrl-C stops it")
            while not told.is_set() and not supervisor.wait(0.5):
                _revived(settings)
    if supervisor.status == Status.MISUSED and not told.is_set():
        raise typer.Exit(Status.MISUSED)


def _revived(settings: Settings) -> None:
    """Keep Kafka running; what stands in its way is said each time, until it is gone."""
    try:
        revive(settings, say)
    except BrokerError as error:
        say(str(error))
        time.sleep(_REVIVE_SECONDS)


def _end_with_parent() -> None:
    """Stop as on SIGTERM when standard input ends: whoever started this worker is gone."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
