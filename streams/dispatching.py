"""Sends what records have caused: group after group, many records side by side."""

import logging
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from confluent_kafka import KafkaException, Message

from schemas.rejection import Rejection
from streams.envelope import Context, Record
from streams.errors import TOO_LARGE, code_of, is_transient, kind_of
from streams.flight import Sent
from streams.lanes import Lane
from streams.letter_causes import not_taken
from streams.outcome import Copy, Outcome, Outgoing
from streams.sending import Sender, Wanted
from streams.tracing import StageSpan

log = logging.getLogger(__name__)

Bury = Callable[[Record, Rejection], Outcome]
"""Makes the outcome of a record that cannot be processed: its dead letter."""


class Job:
    """A record, and what of its outcome is still to be sent; ``groups`` has the next one first.

    ``span`` is null where no trace is kept.
    """

    __slots__ = ("groups", "is_buried", "lane", "outcome", "record", "span")

    def __init__(
        self, lane: Lane, record: Record, outcome: Outcome, span: StageSpan | None = None
    ) -> None:
        self.lane = lane
        self.record = record
        self.outcome = outcome
        self.groups: list[Sequence[Outgoing | Copy]] = list(outcome.groups)
        self.is_buried = False
        self.span = span

    def wanted(self) -> list[Wanted]:
        """Give the messages of the next group, each with what goes on to it."""
        if self.span is not None:
            return [(item, self.span.context_for(item)) for item in self.groups[0]]
        cause = self.outcome.context or self.record
        return [(item, cause) for item in self.groups[0]]

    def bury(self, letter: Outcome) -> None:
        """Send the dead letter of the record in place of what is left of its outcome."""
        self.outcome = letter
        self.groups = list(letter.groups)
        self.is_buried = True


class UndeliverableError(Exception):
    """Not even the dead letter of a record can be sent; the text names its place."""


async def carry_out(outcome: Outcome, context: Context, sender: Sender) -> None:
    """Send what an outcome says, group after group, then tell it that all is sent.

    Raises:
        KafkaException: a part of it is not on the broker; nothing is told.
    """
    for group in outcome.groups:
        await sender.send(group, context)
    outcome.sent()


async def dispatch(jobs: Iterable[Job], sender: Sender, bury: Bury) -> list[Job]:
    """Send as much as goes; gives the jobs that met something transient and have to wait.

    What a topic will never take makes a dead letter of its record.

    Raises:
        UndeliverableError: the broker will not have a dead letter either.
    """
    stuck: list[Job] = []
    going = [job for job in jobs if job.groups]
    while going:
        wanted = [each for job in going for each in job.wanted()]
        fates = await sender.send_each(wanted)
        if set(map(type, fates)) == {Message}:
            for job in going:
                del job.groups[0]
        else:
            rest = iter(await _one_by_one(wanted, fates, sender))
            moved: list[Job] = []
            for job in going:
                waits = _waits(job, list(islice(rest, len(job.groups[0]))), bury)
                (stuck if waits else moved).append(job)
            going = moved
        going = [job for job in going if job.groups]
    return stuck


async def _one_by_one(
    wanted: Sequence[Wanted], fates: Iterable[Sent], sender: Sender
) -> list[Sent]:
    """Send again, alone, what was refused for its size among others; gives the fates after that."""
    return [
        (await sender.send_each([one]))[0] if len(wanted) > 1 and _too_large(fate) else fate
        for one, fate in zip(wanted, fates, strict=True)
    ]


def _too_large(fate: Sent) -> bool:
    """Whether it was too large together with its neighbours: the broker judges whole batches."""
    return isinstance(fate, KafkaException) and code_of(fate) in TOO_LARGE


def _waits(job: Job, fates: Sequence[Sent], bury: Bury) -> bool:
    """Move a job on by what became of its group; true if some of that must be tried again."""
    group = job.groups[0]
    again: list[Outgoing | Copy] = []
    for item, fate in zip(group, fates, strict=True):
        if not isinstance(fate, KafkaException):
            continue
        if not is_transient(fate):
            _refused(job, item, fate, bury)
            return False
        again.append(item)
    if again:
        job.groups[0] = again
    else:
        del job.groups[0]
    return bool(again)


def _refused(job: Job, item: Outgoing | Copy, error: KafkaException, bury: Bury) -> None:
    if job.is_buried:
        message = f"{job.record.place} ({kind_of(error)})"
        raise UndeliverableError(message)
    topic = item.topic if isinstance(item, Copy) else item.topic.name
    reason = not_taken(topic, kind_of(error))
    log.error("%s dead-lettered: %s", job.record.place, reason)
    job.bury(bury(job.record, Rejection(reason, None)))
