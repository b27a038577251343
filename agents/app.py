"""Puts the stages of ``flow.py`` on a Faust app, with the deadline clock beside them."""

import logging
import os
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import partial

from aiokafka.errors import KafkaError

from agents.clock import tick
from agents.flow import FLOW, Row
from agents.hub import Hub
from agents.vocabulary import load_vocabulary
from rules.deadlines import pending
from schemas.ids import SchemaIds
from schemas.topics import DESK, TRIAGED
from streams.app import HubApp, attach, make_app, on_assignment
from streams.clients import client_options
from streams.delivery import Exit, Path
from streams.envelope import Record
from streams.ledger import Ledger
from streams.reading import Reader
from streams.sealing import Keyring
from streams.sending import Sender
from streams.settings import Settings
from streams.tools import Tools

log = logging.getLogger(__name__)


def make_hub(settings: Settings, bootstrap_servers: str, keyring: Keyring, ids: SchemaIds) -> Hub:
    """Put together what the agents share; nothing is connected yet.

    Raises:
        rules.datafile.VocabularyError: a vocabulary file cannot be used.
    """
    options = client_options(settings, bootstrap_servers)
    reader = Reader(options)
    tools = Tools(settings, keyring, ids, Sender(options, ids), reader)
    return Hub(tools, load_vocabulary(settings.rules_dir), Ledger(DESK, reader, ids, pending))


def build(hub: Hub, bootstrap_servers: str) -> HubApp:
    """Make the app with one agent for each row of the flow, and the clock."""
    app = make_app(hub.tools.settings, bootstrap_servers, hub.tools)
    for row in FLOW:
        attach(app, row.stage.value, row.reads, _path(hub, row))
    _follow_assignment(app, hub)
    _wind_clock(app, hub)
    return app


def _path(hub: Hub, row: Row) -> Path:
    def guard(record: Record) -> AbstractAsyncContextManager[object]:
        return hub.desk.lock(record.partition) if row.remembers else nullcontext()

    return Path(row.stage, partial(row.handle, hub), row.refuse, guard)


def _follow_assignment(app: HubApp, hub: Hub) -> None:
    async def assigned(partitions: set[tuple[str, int]]) -> None:
        await revoked()
        hub.assigned.update(number for topic, number in partitions if topic == TRIAGED.name)

    async def revoked() -> None:
        hub.assigned.clear()
        await hub.desk.forget()

    on_assignment(app, assigned, revoked)


def _wind_clock(app: HubApp, hub: Hub) -> None:
    settings = hub.tools.settings
    patience = settings.give_up_after / settings.clock_interval
    missed = 0

    async def clock() -> None:
        nonlocal missed
        try:
            await tick(hub)
        except (KafkaError, OSError) as error:
            missed += 1
            log.warning("clock: a tick failed (%s), %d in a row", type(error).__name__, missed)
        except Exception as error:  # noqa: BLE001 - a clock that has stopped must not be silent
            _stop(type(error).__name__)
        else:
            missed = 0
        if missed > patience:
            _stop("no tick has succeeded")

    app.timer(settings.clock_interval.total_seconds(), name="clock")(clock)


def _stop(why: str) -> None:
    log.critical("clock: %s; stopping with status %d", why, Exit.TRANSIENT)
    logging.shutdown()
    os._exit(Exit.TRANSIENT)
