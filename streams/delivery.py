"""The one path of a record: decode, decide, send, acknowledge. The only place that acknowledges.

Follows ``docs/why.md``, "Why Faust is fenced in": raw bytes in, one record at a time and in order,
acknowledged by hand and only when what it caused is on the broker. Nothing is raised out of an
agent: Faust would acknowledge the record and go on. A jump in the offsets ends the process, so that
what was skipped is read again. Where even the dead letter cannot be written
the process ends, un-acknowledged, and the record is read again at the next start.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from faust.types import EventT
from tenacity import AsyncRetrying, retry_if_exception, stop_after_delay, wait_random_exponential

from schemas.base import Message
from schemas.codec import decode
from schemas.enums import Stage
from schemas.rejection import Rejection
from schemas.topics import DEAD_LETTERS, topic_named
from streams import clock
from streams.contiguity import Contiguity, SkippedError
from streams.dead_letters import dead_letter
from streams.envelope import Context, Record
from streams.errors import HubError
from streams.outcome import Outcome, Outgoing
from streams.tools import Tools

log = logging.getLogger(__name__)

Handle = Callable[[Record, Message], Awaitable[Outcome]]
Refuse = Callable[[Record, Rejection, datetime], Outcome]
Guard = Callable[[Record], AbstractAsyncContextManager[object]]


class Exit(IntEnum):
    """The exit status of a worker that stops itself."""

    UNDELIVERABLE = 70
    TRANSIENT = 75


@dataclass(frozen=True)
class Path:
    """How one stage treats records: ``handle`` what decodes, ``refuse`` what does not.

    ``guard`` is held from the decision until all that it caused is on the broker.
    """

    stage: Stage
    handle: Handle
    refuse: Refuse
    guard: Guard


async def drive(events: AsyncIterator[EventT[Any]], path: Path, tools: Tools) -> None:
    """Take events one by one; acknowledge each when all that it caused is on the broker."""
    contiguity = Contiguity(tools.reader)
    async for event in events:
        record = record_of_event(event)
        try:
            await contiguity.check(record, event.message.generation_id or 0)
        except (SkippedError, KafkaError, OSError) as error:
            _end(Exit.TRANSIENT, record, path.stage, error)
        await _unbroken(deliver(record, path, tools))
        event.ack()


async def deliver(record: Record, path: Path, tools: Tools) -> None:
    """Process one record to the end, or end the process."""
    try:
        async for attempt in _patiently(tools):
            with attempt:
                async with path.guard(record):
                    await _process(record, path, tools)
    except HubError as error:
        # Something is wrong with the hub, its memory or its key, not with the record.
        _end(Exit.UNDELIVERABLE, record, path.stage, error)
    except Exception as error:  # noqa: BLE001 - whatever it is, the record must not be lost
        await _bury(record, path, tools, error)


async def carry_out(outcome: Outcome, context: Context, tools: Tools) -> None:
    """Send what an outcome says, group after group, then tell it that all is sent."""
    for group in outcome.groups:
        await tools.sender.send(group, context)
    outcome.sent()


def record_of_event(event: EventT[Any]) -> Record:
    """Turn Faust's event into ours; the value is the raw bytes."""
    message = event.message
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=message.key,
        value=message.value,
        headers=dict(message.headers or {}),
        appended_at=datetime.fromtimestamp(message.timestamp, UTC),
    )


async def _process(record: Record, path: Path, tools: Tools) -> None:
    outcome = await _decide(record, path, tools)
    if outcome.rejection is not None:
        await _dead_letter(record, path, tools, outcome.rejection)
    await carry_out(outcome, Context.of(record), tools)


async def _decide(record: Record, path: Path, tools: Tools) -> Outcome:
    message = decode(topic_named(record.topic).schema, record.value, tools.ids)
    if isinstance(message, Rejection):
        return path.refuse(record, message, clock.now())
    return await path.handle(record, message)


def _patiently(tools: Tools) -> AsyncRetrying:
    return AsyncRetrying(
        retry=retry_if_exception(_is_transient),
        wait=wait_random_exponential(multiplier=0.1, max=5),
        stop=stop_after_delay(tools.settings.give_up_after),
        reraise=True,
    )


def _is_transient(error: BaseException) -> bool:
    if isinstance(error, MessageSizeTooLargeError):
        return False
    return isinstance(error, KafkaError | OSError | TimeoutError)


async def _bury(record: Record, path: Path, tools: Tools, error: Exception) -> None:
    """Dead-letter a record that broke its stage; end the process where that fails too."""
    if _is_transient(error):
        _end(Exit.TRANSIENT, record, path.stage, error)
    # The text of an exception may quote the form; its type says enough to find the fault.
    rejection = Rejection(f"the {path.stage.value} stage failed: {type(error).__name__}", None)
    log.error("%s: %s dead-lettered: %s", path.stage.value, record.place, rejection.reason)
    try:
        await _dead_letter(record, path, tools, rejection)
    except Exception as worse:  # noqa: BLE001 - there is nothing left but to stop
        _end(Exit.UNDELIVERABLE, record, path.stage, worse)


async def _dead_letter(record: Record, path: Path, tools: Tools, rejection: Rejection) -> None:
    letter = dead_letter(record, path.stage, rejection, tools.keyring, clock.now())
    await tools.sender.send([Outgoing(DEAD_LETTERS, letter)], Context.of(record))


def _end(status: Exit, record: Record, stage: Stage, error: Exception) -> None:
    log.critical(
        "%s: %s cannot be delivered (%s); stopping with status %d, it is not acknowledged",
        stage.value,
        record.place,
        type(error).__name__,
        status,
    )
    logging.shutdown()
    os._exit(status)


async def _unbroken(work: Awaitable[None]) -> None:
    """See work through though the task around it is cancelled: a stop or a rebalance."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
