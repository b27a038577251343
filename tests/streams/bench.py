"""A stage on a real Kafka whose handler a test chooses; notes say what happened, in order."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from schemas.base import Message
from schemas.codec import decode, encode
from schemas.enums import Stage
from schemas.records import DeadLetter
from schemas.rejection import Rejection
from schemas.topics import DEAD_LETTERS, INTAKE, Topic
from streams import clock, delivery
from streams.delivery import drive
from streams.envelope import Context, Record
from streams.outcome import Outcome, Outgoing, then
from streams.sending import Placed, Sender
from streams.tools import Tools
from tests.forms import form

Handle = Callable[[Record, Message], Awaitable[Outcome]]
STAGE = Stage.TRIAGE


class Stopped(BaseException):
    """The process would have ended here, with this status."""


class Noting(Sender):
    """The real sender; it notes when everything that it was given is on the broker."""

    notes: list[str]

    async def send(self, outgoing: Iterable[Outgoing], context: Context) -> list[Placed]:
        """Send, then note."""
        given = list(outgoing)
        placed = await super().send(given, context)
        self.notes += [f"on the broker: {each.topic.name}" for each in given]
        return placed


@dataclass
class Event:
    """What Faust hands over, as far as the path looks at it; notes when it is acknowledged."""

    message: SimpleNamespace
    notes: list[str]

    def ack(self) -> None:
        """Acknowledge."""
        self.notes.append(f"acknowledged {self.message.offset}")


@dataclass(frozen=True)
class Bench:
    """A stage on a real Kafka, whose handler a test chooses; ``notes`` say in what order."""

    tools: Tools
    notes: list[str]
    dead: Topic
    out: Topic

    def event(self, offset: int, value: bytes | None = None) -> Event:
        """A submission, valid if no value is given."""
        kept = encode(INTAKE.schema, form()) if value is None else value
        place = {"topic": INTAKE.name, "partition": 0, "offset": offset}
        rest = {"timestamp": clock.now().timestamp(), "headers": None, "generation_id": 1}
        return Event(SimpleNamespace(**place, **rest, key=b"key", value=kept), self.notes)

    async def drive(self, handle: Handle, *events: Event) -> None:
        """Drive events through the stage."""

        async def coming() -> AsyncIterator[Any]:
            for event in events:
                yield event

        await drive(coming(), self.path(handle), self.tools)

    def path(self, handle: Handle) -> delivery.Path:
        """The stage."""

        def refuse(_record: Record, rejection: Rejection, _now: object) -> Outcome:
            return replace(then((Outgoing(self.out, form()),)), rejection=rejection)

        @asynccontextmanager
        async def guard(_record: Record) -> AsyncIterator[None]:
            self.notes.append("in")
            yield
            self.notes.append("out")

        return delivery.Path(STAGE, handle, refuse, guard)

    async def letters(self) -> list[DeadLetter]:
        """The dead letters."""
        found = [
            decode(DEAD_LETTERS.schema, record.value)
            async for record in self.tools.reader.all(self.dead.name)
        ]
        return [each for each in found if isinstance(each, DeadLetter)]


def kind(topic: Topic) -> str:
    """The note of a message on a topic."""
    return f"on the broker: {topic.name}"
