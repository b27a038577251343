"""From a record to what should follow from it. Whatever goes wrong becomes an outcome, too."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime

from tenacity import AsyncRetrying, RetryError, retry_if_exception, stop_after_delay
from tenacity.wait import wait_random_exponential

from schemas.base import Message
from schemas.codec import decode
from schemas.ids import SchemaIds
from schemas.rejection import Rejection
from schemas.stages import Stage
from schemas.topics import DEAD_LETTERS, topic_named
from streams import clock
from streams.dead_letters import LINED, dead_letter, refused_letter, waiting_letter
from streams.envelope import Record
from streams.errors import HubError, is_transient, kind_of
from streams.letter_causes import stage_failed
from streams.marks import REDRIVE_HEADER, is_discarded
from streams.outcome import Outcome, Outgoing
from streams.parking import Turn
from streams.stopping import Exit, end
from streams.tools import Tools

log = logging.getLogger(__name__)

Read = Callable[[Record, SchemaIds], Message | Rejection]
Handle = Callable[[Record, Message], Awaitable[Outcome]]
Refuse = Callable[[Record, Rejection, datetime], Outcome]
Guard = Callable[[set[int]], AbstractAsyncContextManager[object]]


def decoded(record: Record, ids: SchemaIds) -> Message | Rejection:
    """Read a record by the schema of its topic."""
    return decode(topic_named(record.topic).schema, record.value, ids)


@dataclass(frozen=True)
class Path:
    """How one stage treats records: ``handle`` what decodes, ``refuse`` what does not.

    ``guard`` is held over partitions from a decision until all that it caused is on the broker; a
    stage that ``remembers`` goes on only then. ``rank`` says how soon it gets a turn, 0 first.
    """

    stage: Stage
    handle: Handle
    refuse: Refuse
    guard: Guard
    remembers: bool = False
    rank: int = 1
    read: Read = decoded


class Decider:
    """Decides on the records of one stage; in what it gives a rejection has become a letter."""

    def __init__(self, path: Path, tools: Tools) -> None:
        self._path = path
        self._tools = tools
        self._lined = LINED.get(path.stage)

    async def decide(self, record: Record) -> Outcome:
        """Decide on a record; what the cluster or the network does is waited out, in place."""
        try:
            return await self._once(record)
        except Exception as error:  # noqa: BLE001 - whatever it is, the record must not be lost
            if not is_transient(error):
                return self._failed(record, error)
        try:
            async for attempt in patiently(self._tools.settings.give_up_after.total_seconds()):
                with attempt:
                    return await self._once(record)
        except RetryError as error:
            why = kind_of(error.last_attempt.exception() or error)
            end(Exit.TRANSIENT, f"{self._place(record)} cannot be decided on ({why})")
        except Exception as error:  # noqa: BLE001 - as above
            return self._failed(record, error)
        raise AssertionError  # an attempt returns, or the last one has raised

    def bury(self, record: Record, rejection: Rejection) -> Outcome:
        """Make the outcome of a record that failed: its letter; later ones of its form wait."""
        tools, stage = self._tools, self._path.stage
        letter = dead_letter(record, stage, rejection, tools.keyring, clock.now())
        return replace(tools.parking.park(stage, record, letter), failed=True)

    async def _once(self, record: Record) -> Outcome:
        if record.topic == self._lined:
            tools, stage = self._tools, self._path.stage
            verdict = await tools.parking.look(stage, record)
            if verdict.turn is Turn.REPEAT:
                return Outcome()
            if verdict.turn is Turn.WAIT:
                letter = waiting_letter(record, stage, verdict.behind, tools.keyring, clock.now())
                return tools.parking.park(stage, record, letter)
            if is_discarded(record) and (passed := await tools.parking.passed(stage, record)):
                return passed
        elif is_discarded(record):
            return Outcome()  # the line that it moves on is another stage's
        message = self._path.read(record, self._tools.ids)
        if isinstance(message, Rejection):
            outcome = self._path.refuse(record, message, clock.now())
        else:
            outcome = await self._path.handle(record, message)
        if outcome.rejection is None and REDRIVE_HEADER not in record.headers:
            return outcome
        return await self._completed(record, outcome)

    async def _completed(self, record: Record, outcome: Outcome) -> Outcome:
        """Add the letter of a record that was refused, and what follows one that was redriven."""
        tools, stage = self._tools, self._path.stage
        if outcome.rejection is not None:
            if outcome.failed:
                return _both(self.bury(record, outcome.rejection), outcome)
            now = clock.now()
            letter = dead_letter(record, stage, outcome.rejection, tools.keyring, now)
            first = Outcome(((Outgoing(DEAD_LETTERS, refused_letter(letter)),),))
            outcome = _both(first, outcome)
        passed = await tools.parking.passed(stage, record)
        return _both(outcome, passed) if passed else outcome

    def _failed(self, record: Record, error: Exception) -> Outcome:
        if isinstance(error, HubError):
            # Something is wrong with the hub, its memory or its key, not with the record.
            end(Exit.UNDELIVERABLE, f"{self._place(record)}: {kind_of(error)}")
        # The text of an exception may quote the form; its type says enough to find the fault.
        log.error("%s dead-lettered", self._place(record), exc_info=error)
        reason = stage_failed(self._path.stage, kind_of(error))
        return self.bury(record, Rejection(reason, None))

    def _place(self, record: Record) -> str:
        return f"{self._path.stage.value}: {record.place}"


def patiently(seconds: float) -> AsyncRetrying:
    """Try what is transient again, at growing intervals with jitter, for so long."""
    return AsyncRetrying(
        retry=retry_if_exception(is_transient),
        wait=wait_random_exponential(multiplier=0.1, max=5),
        stop=stop_after_delay(seconds),
    )


def _both(first: Outcome, second: Outcome) -> Outcome:
    """One outcome after the other, remembered together."""

    def sent() -> None:
        first.sent()
        second.sent()

    failed, context = first.failed or second.failed, first.context or second.context
    return Outcome((*first.groups, *second.groups), failed=failed, sent=sent, context=context)
