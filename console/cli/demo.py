"""``cpi demo``: the whole journey on a real Kafka, with invented forms."""

import asyncio
import os
import time
from contextlib import ExitStack, suppress
from functools import partial
from typing import Annotated

import typer
from rich.console import Console

from agents.vocabulary import load_vocabulary
from console.cli.common import AsJson, Status, say, show_json
from console.cli.link import Link, quieten
from console.demo.lent import lend
from console.demo.month import DemoMonth
from console.demo.play import Play
from console.demo.show import as_data, show
from console.demo.story import Part, parts
from console.demo.watch import Watch
from console.report.document import as_data as month_as_data
from console.report.screen import screen
from schemas.stages import App
from streams import clock
from streams.clients import client_options
from streams.cluster import in_compose
from streams.elsewhere import works_elsewhere
from streams.home import at_home
from streams.reading import Reader
from streams.registry import schema_ids
from streams.sending import Sender
from streams.settings import PREFIX, Settings, load_settings
from streams.supervisor import Supervisor

_PATIENCE_SECONDS = 180.0
_PIPED_WIDTH = 150

# Short enough to watch, long enough for the scripted supervisor on a busy machine.
_SHORTENED = {
    "ASSESSMENT": "manual",
    "SEND_UNASSESSED_AFTER": "5",
    "FIRST_REMINDER_AFTER": "8",
    "SECOND_REMINDER_AFTER": "12",
    "BREACH_AFTER": "15",
    "CLOCK_INTERVAL": "0.5",
}
_TIMES = ", ".join(value for name, value in _SHORTENED.items() if name.endswith("_AFTER"))


def demo(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="End when every form is accounted for.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Play a dozen invented forms through the hub and show what came out.

    Starts Kafka where none is set, and workers with shortened deadlines where none run; ends with
    the collation of the month. Without --once the hub then stays up, to look around with `cpi
    trace` and the rest. Exit status 0 only if every form is accounted for.
    """
    settings = in_compose(load_settings(), say)
    quieten()
    with ExitStack() as stack:
        servers = stack.enter_context(at_home(settings, say))
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        elsewhere = asyncio.run(_elsewhere(settings, servers))
        scenes = _scenes(settings, elsewhere)
        worker = _work(settings, servers, elsewhere, stack)
        stage = partial(_perform, settings, servers, scenes, worker)
        accounted = asyncio.run(stage(as_json=as_json))
        if not once:
            _stay(worker)
    if not accounted:
        raise typer.Exit(Status.WRONG)


async def _elsewhere(settings: Settings, servers: str) -> set[App]:
    """The apps of which workers run already, in containers or on another machine."""
    options = client_options(settings, servers)
    return {
        app for app in App if await works_elsewhere(settings, options, app.group(settings.group))
    }


def _scenes(settings: Settings, elsewhere: set[App]) -> list[Part]:
    """All scenes; with workers whose times are the real ones, those that do not wait for them."""
    found = parts(clock.now())
    if App.ROUTE not in elsewhere or settings.breach_after.total_seconds() < _PATIENCE_SECONDS / 2:
        return found
    waiting = [part for part in found if part.is_left_alone]
    for part in waiting:
        minutes = settings.breach_after.total_seconds() / 60
        say(f"left out, for it takes {minutes:.0f} minutes there: {part.scene.title}")
    return [part for part in found if part not in waiting]


def _work(
    settings: Settings, servers: str, elsewhere: set[App], stack: ExitStack
) -> Supervisor | None:
    """Start a worker of each app that has none; give that of the journey, null where it has."""
    if elsewhere:
        say(f"workers run already: {', '.join(app.value for app in App if app in elsewhere)}")
    log_path = settings.data_dir / "worker.log"
    log = stack.enter_context(log_path.open("ab"))
    shortened = {PREFIX + name: value for name, value in _SHORTENED.items()}
    stack.enter_context(lend(settings.data_dir, shortened))
    environment = {**os.environ, **shortened, f"{PREFIX}KAFKA_BOOTSTRAP_SERVERS": servers}
    started = {
        app: stack.enter_context(Supervisor(environment, log, say, app.value))
        for app in App
        if app not in elsewhere
    }
    if App.ROUTE in started:
        say(f"worker started, log in {log_path}; 5, 15, 25, 30 minutes are {_TIMES} seconds")
    return started.get(App.ROUTE)


async def _perform(
    settings: Settings,
    servers: str,
    scenes: list[Part],
    worker: Supervisor | None,
    *,
    as_json: bool,
) -> bool:
    options, ids = client_options(settings, servers), schema_ids(settings)
    rules = load_vocabulary(settings.rules_dir).dissemination

    def going() -> bool:
        return worker is None or not worker.wait(0)

    async with Reader(options) as reader, Sender(options, ids) as sender:
        watch = Watch(reader, ids)
        await watch.start()
        collation = DemoMonth(Link(settings, options, ids, {}, reader))
        await collation.start()
        play = Play(scenes, watch, sender, rules, say)
        accounted = await play.perform(_PATIENCE_SECONDS, going)
        month = await collation.report(play, going) if accounted else None
    if collation.closed:
        say(f"the month is left out ({collation.closed}): `cpi collate` shows it where the key is")
    if as_json:
        show_json({**as_data(play), "month": month_as_data(month) if month else None})
        return accounted and (month is not None or collation.closed is not None)
    console = _console()
    show(play, console)
    if month is None and collation.closed:
        return accounted
    if month is None:
        say("the month does not have all of these forms: see the log")
        return False
    console.print()
    console.print(screen(month, console.width))
    return True


def _console() -> Console:
    """A console that is wide enough for the table where nothing says how wide it is."""
    console = Console(markup=False, emoji=False, highlight=False)
    if console.is_terminal:
        return console
    return Console(markup=False, emoji=False, highlight=False, width=_PIPED_WIDTH)


def _stay(worker: Supervisor | None) -> None:
    say("the hub stays up; look around with `cpi trace REF`; Ctrl-C stops it")
    with suppress(KeyboardInterrupt):
        while worker is None or not worker.wait(0.2):
            if worker is None:
                time.sleep(0.2)
