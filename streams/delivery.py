"""The one path of records: decide, send, and only then done. The only place that says so.

A stage takes records in waves of different forms. What a wave causes is sent side by side and
waited for once. What is done may be committed; nothing is committed past a record that is not.
Nothing is raised out of an agent. Where even a dead letter cannot be written the process ends, and
the records are read again at the next start (docs/why.md, "Why Faust is fenced in").
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from typing import Any, cast

from confluent_kafka import KafkaError, KafkaException
from faust.types import EventT
from tenacity import RetryError

from schemas.enums import Priority
from streams import clock
from streams.budget import Budget
from streams.canary import checked
from streams.deciding import Decider, Path, patiently
from streams.dispatching import Job, UndeliverableError, dispatch
from streams.envelope import Record, priority_of
from streams.errors import HubError, kind_of
from streams.inbox import Inbox, Wave
from streams.lanes import Lane
from streams.outcome import Outcome, Outgoing
from streams.stopping import Exit, end
from streams.tools import Tools
from streams.turns import Turns

log = logging.getLogger(__name__)

# Others get a turn after so long; a HIGH form that comes meanwhile waits for no more than this.
_TURN_SECONDS = 0.001
# A form that a destination does not take for now waits aside so many times longer than a stage.
_ASIDE = 10


class Delivery:
    """The work of one stage: takes its inbox's waves, one after the other."""

    def __init__(self, path: Path, inbox: Inbox, tools: Tools, turns: Turns) -> None:
        self._path = path
        self._decider = Decider(path, tools)
        self._inbox = inbox
        self._tools = tools
        self._turns = turns
        self._meter = tools.meter.of(path.stage)
        settings = tools.settings
        self._budget = Budget(settings.dead_letter_run, settings.dead_letter_share)

    async def drive(self, events: AsyncIterator[EventT[Any]]) -> None:
        """Carry waves through, each to its end though the task is cancelled meanwhile."""
        async for event in events:
            await _unbroken(self.carry(cast("Wave", event.value)))

    async def carry(self, wave: Wave) -> None:
        """Decide on the records of a wave, send what they cause, and note what is done."""
        started, jobs = time.perf_counter(), list[Job]()
        spent = 0.0
        try:
            async with self._path.guard({record.partition for _, record in wave.taken}):
                jobs = await self._decided(wave)
                spent = time.perf_counter() - started
                await self._sent(jobs)
        except Exception as error:  # noqa: BLE001 - nothing may be raised out of an agent
            end(Exit.UNDELIVERABLE, f"{self._path.stage.value}: a wave failed ({kind_of(error)})")
        finally:
            self._meter.deciding += spent
            self._inbox.finish(wave, spent / max(len(jobs), 1))

    async def _decided(self, wave: Wave) -> list[Job]:
        """Decide on as many records as there is time for; the others go back."""
        jobs: list[Job] = []
        began = 0.0
        for number, (lane, record) in enumerate(wave.taken):
            if time.perf_counter() - began > _TURN_SECONDS:
                await self._turns.wait(0 if record.is_urgent else self._path.rank)
                if jobs and self._inbox.urgent and not record.is_urgent:
                    self._inbox.give_back(wave.taken[number:])
                    break
                began = time.perf_counter()
            self._inbox.in_hand = record
            job = await self._decide(lane, record)
            jobs.append(job)
            if _has_become_urgent(record, job.outcome):
                self._inbox.give_back(wave.taken[number + 1 :])
                break
        self._inbox.in_hand = None
        return jobs

    async def _decide(self, lane: Lane, record: Record) -> Job:
        record, tracer = checked(record, self._tools.keyring), self._tools.tracer
        if tracer is None:
            return Job(lane, record, await self._decider.decide(record))
        began = clock.now()
        outcome = await self._decider.decide(record)
        return Job(lane, record, outcome, tracer.begin(self._path.stage, record, outcome, began))

    async def _sent(self, jobs: Sequence[Job]) -> None:
        """Send what jobs cause. What has to wait holds up its stage, or stands aside."""
        stuck = await self._dispatch(jobs)
        if not stuck:
            return
        patience = self._tools.settings.give_up_after.total_seconds()
        if self._path.remembers:
            await self._persist(stuck, patience)
        else:
            self._inbox.set_aside(
                [job.record for job in stuck], self._persist(stuck, _ASIDE * patience)
            )

    async def _dispatch(self, jobs: Sequence[Job]) -> list[Job]:
        """Send as much as goes, and take note of what is done; gives the rest.

        What belongs to another worker now is left to it.
        """
        self._tools.pulse.check()
        jobs = [job for job in jobs if not job.lane.closed]
        try:
            stuck = await dispatch(jobs, self._tools.sender, self._decider.bury)
        except UndeliverableError as error:
            end(Exit.UNDELIVERABLE, f"{self._path.stage.value}: no dead letter for {error}")
            raise
        self._finish([job for job in jobs if not job.groups] if stuck else jobs)
        return stuck

    def _finish(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            try:
                job.outcome.sent()
            except HubError as error:
                place = f"{self._path.stage.value}: {job.record.place}"
                end(Exit.UNDELIVERABLE, f"{place} cannot be remembered ({kind_of(error)})")
            job.lane.done(job.record.offset)
            if job.span is not None:
                job.span.end(job.outcome)
        self._meter.finished(jobs, clock.now())
        # A canary that fails every minute must not stop a stage in a quiet night.
        excess = self._budget.note([j.outcome.failed for j in jobs if not j.record.is_canary])
        if excess and not self._inbox.halted:
            self._inbox.halted = True
            log.critical(
                "%s: %s: the stage stops until the worker is started again",
                self._path.stage.value,
                excess,
            )

    async def _persist(self, jobs: Sequence[Job], seconds: float) -> None:
        """Send again and again what a topic does not take for now."""
        left = list(jobs)
        try:
            async for attempt in patiently(seconds):
                with attempt:
                    left = await self._dispatch(left)
                    if left:
                        raise _AGAIN
        except RetryError:
            place = f"{self._path.stage.value}: {left[0].record.place}"
            end(Exit.TRANSIENT, f"{place}: what follows from it cannot be sent")


_AGAIN = KafkaException(KafkaError(KafkaError._WAIT_COORD))  # noqa: SLF001 - librdkafka's own name


def _has_become_urgent(record: Record, outcome: Outcome) -> bool:
    """Whether a form has only now been found to be HIGH: then it goes on at once."""
    if not outcome.groups:
        return False
    first = outcome.groups[0][0]
    if not isinstance(first, Outgoing) or record.is_urgent:
        return False
    return priority_of(first.message) is Priority.HIGH


async def _unbroken(work: Awaitable[None]) -> None:
    """See work through though the task around it is cancelled: a stop or a rebalance."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
