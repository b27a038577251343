"""The hub, one stage: its own path from the record to the acknowledgement, with one agent.

The topics of the bench are none of the hub's, so the stage is told how to read its own.
"""

from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import replace
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
from schemas.catalogue import CPI_FORM
from schemas.codec import decode
from schemas.ids import CATALOGUE_IDS, SchemaIds
from schemas.rejection import Rejection
from schemas.stages import Stage
from schemas.topics import INTAKE, TRIAGED
from streams.app import attach, join, make_app
from streams.clients import client_options
from streams.deciding import Path, Read
from streams.envelope import Record
from streams.member import member
from streams.outcome import Copy, Outcome, Outgoing, then
from streams.sealing import load_keyring, make_key_file
from streams.settings import Settings


def run(work: Job, folder: Folder) -> None:
    """Work until killed."""
    settings = Settings(data_dir=folder, kafka_bootstrap_servers=work.servers, group=work.group)
    make_key_file(settings.key_path)
    hub = make_hub(settings, work.servers, load_keyring(settings.key_path), CATALOGUE_IDS)
    app = make_app(settings.group, hub.tools)
    attach(app, (work.source,), _path(hub, work))
    options = client_options(settings, work.servers)
    join(app, member(settings, options, settings.group, None), options, _untold, _untold)
    worker = faust.Worker(app, quiet=True, loglevel="warn", redirect_stdouts=False)
    worker.spinner = None
    worker.execute_from_commandline()


def _path(hub: Hub, work: Job) -> Path:
    read, handle = _STEPS[work.column]
    handle = partial(handle, hub, work.target)
    return Path(Stage.TRIAGE, handle, refuse, lambda _: nullcontext(), read=read)


def _unread(_record: Record, _ids: SchemaIds) -> Any:  # noqa: ANN401 - nobody reads what passes
    return None


def _read(record: Record, ids: SchemaIds) -> Message | Rejection:
    return decode(CPI_FORM, record.value, ids)


async def _pass_on(_hub: Hub, target: str, record: Record, _message: Message) -> Outcome:
    return then((Copy(target, record.partition, record.key, record.value, record.headers),))


async def _rewrite(_hub: Hub, target: str, _record: Record, message: Message) -> Outcome:
    return then((Outgoing(replace(INTAKE, name=target), message),))


async def _propose(hub: Hub, target: str, record: Record, message: Message) -> Outcome:
    outcome = await triage(hub, record, message)
    groups = (tuple(_sent_to(target, each) for each in group) for group in outcome.groups)
    return replace(outcome, groups=tuple(groups))


def _sent_to(target: str, each: Outgoing | Copy) -> Outgoing | Copy:
    if isinstance(each, Outgoing) and each.topic == TRIAGED:
        return Outgoing(replace(TRIAGED, name=target), each.message)
    return each


_STEPS: dict[Column, tuple[Read, Callable[..., Awaitable[Outcome]]]] = {
    Column.NOTHING: (_unread, _pass_on),
    Column.CODEC: (_read, _rewrite),
    Column.RULES: (_read, _propose),
}


async def _untold(_partitions: object) -> None:
    return None


if __name__ == "__main__":
    with TemporaryDirectory(prefix="cpi-bench-hub-") as name:
        run(job("hub"), Folder(name))
