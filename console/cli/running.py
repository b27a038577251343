"""``cpi up`` and ``cpi worker``: the hub itself."""

import asyncio
import os
import signal
import threading
import time
from contextlib import ExitStack
from typing import Annotated

import typer

from console.cli.common import Status, say
from console.cli.link import quieten
from console.cli.parent import WhileParentLives, end_with_parent
from console.demo.lent import borrowed
from schemas.stages import App
from streams.broker import BrokerError
from streams.clients import client_options
from streams.cluster import bootstrap_servers, in_compose
from streams.elsewhere import works_elsewhere
from streams.errors import HubError
from streams.home import at_home, revive
from streams.settings import PREFIX, Settings, load_settings
from streams.supervisor import Supervisor

_REVIVE_SECONDS = 5.0


def worker(
    *,
    app: Annotated[
        App,
        typer.Option(
            "--app",
            help="route: the journey of the forms; index: the entity index; collate: the months.",
        ),
    ] = App.ROUTE,
    while_parent_lives: WhileParentLives = False,
) -> None:
    """Run one worker in the foreground: the stages of an app; of route the deadline clock, too.

    More workers of an app share the partitions. Exit status 70: a record could not even be
    dead-lettered; 75: the broker was out of reach for too long; 76: it stood still. Start it again
    after each of them: nothing is lost.
    """
    if while_parent_lives:
        end_with_parent()
    for name, value in borrowed(load_settings().data_dir).items():
        os.environ.setdefault(name, value)
    settings = _alone(load_settings(), app)
    from agents.worker import run_worker  # noqa: PLC0415 - Faust takes a second to import

    run_worker(settings, bootstrap_servers(settings), app)


def up() -> None:
    """Run the hub on this machine: Kafka where none is set nor in compose, a key, topics, workers.

    Where CPI_LISTEN is set, also `cpi metrics`. A worker is started again when it stops itself.
    Ctrl-C ends all of it.
    """
    quieten()
    settings = _alone(load_settings(), *App)
    told = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: told.set())
    with at_home(settings, say) as servers:
        environment = {**os.environ, f"{PREFIX}KAFKA_BOOTSTRAP_SERVERS": servers}
        with ExitStack() as stack:
            made = [Supervisor(environment, None, say, app.value) for app in App]
            if settings.listen:
                made.append(Supervisor(environment, None, say, words=("metrics",)))
            workers = [stack.enter_context(each) for each in made]
            say("the hub is up; Ctrl-C stops it")
            while not told.is_set() and not any(each.wait(0.25) for each in workers):
                _revived(settings)
    if any(each.status == Status.MISUSED for each in workers) and not told.is_set():
        raise typer.Exit(Status.MISUSED)


def _alone(settings: Settings, *apps: App) -> Settings:
    """Take the Kafka of compose where one runs, but not beside workers there: their key is another.

    Raises:
        HubError: one of these apps is at work there.
    """
    found = in_compose(settings, say)
    if found is settings:
        return settings
    options = client_options(found, found.kafka_bootstrap_servers or "")
    for app in apps:
        if asyncio.run(works_elsewhere(found, options, app.group(found.group))):
            message = (
                f"docker compose runs the {app.value} worker already, with a key of its own: use "
                "that (`docker compose run --rm hub cpi --help`), or stop it first"
            )
            raise HubError(message)
    return found


def _revived(settings: Settings) -> None:
    """Keep Kafka running; what stands in its way is said each time, until it is gone."""
    try:
        revive(settings, say)
    except BrokerError as error:
        say(str(error))
        time.sleep(_REVIVE_SECONDS)
