"""Puts the stages of ``flow.py`` on a Faust app, with its timers beside them."""

import asyncio
import logging
import os
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import partial

from confluent_kafka import KafkaException

from agents.calendar import ask
from agents.clock import tick
from agents.flow import STAGES, Row
from agents.hub import Hub, Kept
from agents.readiness import conditions
from agents.vocabulary import load_vocabulary
from rules.deadlines import pending
from schemas.collation import CollationRow
from schemas.ids import SchemaIds
from schemas.index import IndexEntry
from schemas.stages import App
from schemas.topic import Topic
from schemas.topics import DESK, INDEX, ROWS, TRIAGED
from streams.app import HubApp, attach, join, make_app
from streams.clients import client_options
from streams.deciding import Path
from streams.errors import HubError, kind_of
from streams.follower import Follower
from streams.identity import topic_id
from streams.ledger import Ledger, Shelf
from streams.member import member
from streams.reading import Reader
from streams.sealing import Keyring
from streams.sending import Sender
from streams.settings import Settings
from streams.state import instance_of, state_folder
from streams.stopping import Exit, end
from streams.tools import Tools
from streams.tracing import load_tracer

log = logging.getLogger(__name__)

_CHECKPOINT_SECONDS = 30.0
_FOLLOW_SECONDS = 1.0


def make_hub(
    settings: Settings,
    bootstrap_servers: str,
    keyring: Keyring,
    ids: SchemaIds,
    of: App = App.ROUTE,
) -> Hub:
    """Put together what the agents of an app share; nothing is connected yet.

    Raises:
        rules.datafile.VocabularyError: a vocabulary file cannot be used.
        streams.settings.SettingsError: a variable of the traces that cannot be used.
    """
    options = client_options(settings, bootstrap_servers)
    reader = Reader(options, settings.partitions)
    sender = Sender(options, ids, settings.partitions)
    tracer = load_tracer(os.environ, of.group(settings.group))
    tools = Tools(settings, keyring, ids, sender, reader, tracer)
    words = load_vocabulary(settings.rules_dir)
    folder = state_folder(settings.data_dir, of.group(settings.group))

    def shelf(topic: Topic) -> Shelf:
        return Shelf(partial(asyncio.to_thread, topic_id, options, topic.name), folder)

    desk = Ledger(DESK, reader, ids, shelf(DESK), pending)
    own = Reader(options, settings.partitions) if of is App.ROUTE else None
    index: Ledger[IndexEntry] = Ledger(INDEX, own or reader, ids, shelf(INDEX))
    past = Follower(index, own) if own else None
    rows: Ledger[CollationRow] = Ledger(ROWS, reader, ids, shelf(ROWS))
    return Hub(tools, words, desk, index, rows, past, settings.instance or instance_of(folder))


def build(hub: Hub, bootstrap_servers: str, of: App = App.ROUTE) -> HubApp:
    """Make an app with one agent for each of its rows, and its timers."""
    app = make_app(of.group(hub.tools.settings.group), hub.tools)
    for row in STAGES[of]:
        attach(app, tuple(topic.name for topic in row.reads), _path(hub, row))
    ledgers: dict[App, Kept] = {
        App.ROUTE: hub.desk,
        App.INDEX: hub.index,
        App.COLLATE: hub.rows,
    }
    kept = ledgers[of]
    _join(app, hub, kept, bootstrap_servers)
    _keep_tables(app, kept)
    if of is App.ROUTE:
        _wind_clock(app, hub)
    if of is App.COLLATE:
        _turn_calendar(app, hub)
    if hub.past is not None:
        _follow(app, hub.past)
    return app


def _path(hub: Hub, row: Row) -> Path:
    def guard(partitions: set[int]) -> AbstractAsyncContextManager[object]:
        return row.remembers(hub).locked(partitions) if row.remembers else nullcontext()

    handle = partial(row.handle, hub)
    return Path(row.stage, handle, row.refuse, guard, row.remembers is not None, row.rank)


def _join(app: HubApp, hub: Hub, kept: Kept, bootstrap_servers: str) -> None:
    async def assigned(partitions: set[tuple[str, int]]) -> None:
        await revoked(partitions)
        forms = await hub.tools.reader.spread()
        triaged = {number for topic, number in partitions if topic == TRIAGED.name}
        # One that was added to the topic has no forms of its own (docs/why.md).
        hub.assigned.update(number for number in triaged if number < forms)

    async def revoked(_partitions: set[tuple[str, int]]) -> None:
        hub.assigned.clear()
        hub.tools.parking.forget()
        hub.months.forget()
        kept.forget()

    settings = hub.tools.settings
    options = client_options(settings, bootstrap_servers)
    join(
        app,
        member(settings, options, app.conf.id, hub.instance),
        options,
        assigned,
        revoked,
        conditions=conditions(app, hub, kept, options),
    )


def _wind_clock(app: HubApp, hub: Hub) -> None:
    settings = hub.tools.settings
    patience = settings.give_up_after / settings.clock_interval
    missed = 0

    async def clock() -> None:
        nonlocal missed
        try:
            await tick(hub)
        except (KafkaException, OSError) as error:
            missed += 1
            log.warning("clock: a tick failed (%s), %d in a row", kind_of(error), missed)
        except Exception as error:  # noqa: BLE001 - a clock that has stopped must not be silent
            end(Exit.TRANSIENT, f"clock: {kind_of(error)}")
        else:
            missed = 0
        if missed > patience:
            end(Exit.TRANSIENT, "clock: no tick has succeeded")

    app.timer(settings.clock_interval.total_seconds(), name="clock")(clock)


def _turn_calendar(app: HubApp, hub: Hub) -> None:
    async def calendar() -> None:
        try:
            await ask(hub)
        except (KafkaException, OSError) as error:
            log.warning("calendar: months were not asked for (%s)", kind_of(error))

    app.timer(hub.tools.settings.clock_interval.total_seconds(), name="calendar")(calendar)


def _keep_tables(app: HubApp, kept: Kept) -> None:
    async def checkpoint() -> None:
        try:
            await kept.checkpoint()
        except (KafkaException, OSError) as error:
            log.warning("the tables were not checked against their topic (%s)", kind_of(error))

    app.timer(_CHECKPOINT_SECONDS, name="checkpoint")(checkpoint)


def _follow(app: HubApp, past: Follower[IndexEntry]) -> None:
    async def follow() -> None:
        try:
            await past.follow()
        except (KafkaException, OSError, HubError) as error:
            log.warning("the entity index was not read (%s)", kind_of(error))

    app.task(follow)
    app.timer(_FOLLOW_SECONDS, name="follow")(follow)
    app.closing.append(past.stop)
