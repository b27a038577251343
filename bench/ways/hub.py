"""The hub, one stage: its own path from the record to the acknowledgement, with one agent.

For a column without rules the codec of the path is lent out, so that bytes pass as they are.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path as Folder
from tempfile import TemporaryDirectory
from typing import Any

import faust

from agents.app import make_hub
from agents.hub import Hub
from agents.triage import refuse, triage
from bench.steps import Column
from bench.ways import Job, job
from schemas.base import Message
from schemas.enums import Stage
from schemas.ids import CATALOGUE_IDS
from schemas.topics import INTAKE, TRIAGED, Topic
from streams import delivery, sending
from streams.app import attach, make_app
from streams.delivery import Path
from streams.envelope import Record
from streams.outcome import Outcome, Outgoing, then
from streams.sealing import load_keyring, make_key_file
from streams.settings import Settings


@dataclass(frozen=True)
class Bytes:
    """A record's value that nobody reads, in place of a message."""

    value: bytes
    reference: str

    @property
    def event_id(self) -> str:
        """The id, as a message has it."""
        return self.reference


def run(work: Job, folder: Folder) -> None:
    """Work until killed."""
    settings = Settings(data_dir=folder, kafka_bootstrap_servers=work.servers, group=work.group)
    make_key_file(settings.key_path)
    hub = make_hub(settings, work.servers, load_keyring(settings.key_path), CATALOGUE_IDS)
    source = replace(INTAKE, name=work.source)
    vars(delivery)["topic_named"] = lambda _: source
    if work.column is Column.NOTHING:
        vars(delivery)["decode"] = lambda _schema, value, _ids: value
        vars(sending)["encode"] = lambda _schema, message, _ids: message.value
    app = make_app(settings, work.servers, hub.tools)
    handle = partial(_HANDLES[work.column], hub, work.target)
    attach(app, "hop", (source,), Path(Stage.TRIAGE, handle, refuse, _unguarded))
    worker = faust.Worker(app, quiet=True, loglevel="warn", redirect_stdouts=False)
    worker.spinner = None
    worker.execute_from_commandline()


async def _pass_on(_hub: Hub, target: str, record: Record, value: Any) -> Outcome:  # noqa: ANN401 - bytes where a message is meant
    message: Any = Bytes(value, (record.key or b"").decode())
    return then((Outgoing(replace(TRIAGED, name=target), message),))


async def _rewrite(_hub: Hub, target: str, _record: Record, message: Message) -> Outcome:
    return then((Outgoing(replace(INTAKE, name=target), message),))


async def _propose(hub: Hub, target: str, record: Record, message: Message) -> Outcome:
    outcome = await triage(hub, record, message)
    return replace(outcome, groups=tuple(_sent_to(target, group) for group in outcome.groups))


def _sent_to(target: str, group: tuple[Outgoing, ...]) -> tuple[Outgoing, ...]:
    return tuple(replace(each, topic=_named(each.topic, target)) for each in group)


def _named(topic: Topic, target: str) -> Topic:
    return replace(topic, name=target) if topic == TRIAGED else topic


_HANDLES: dict[Column, Any] = {
    Column.NOTHING: _pass_on,
    Column.CODEC: _rewrite,
    Column.RULES: _propose,
}


@asynccontextmanager
async def _unguarded(_record: Record) -> AsyncIterator[None]:
    yield


if __name__ == "__main__":
    with TemporaryDirectory(prefix="cpi-bench-hub-") as name:
        run(job("hub"), Folder(name))
