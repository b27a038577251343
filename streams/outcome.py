"""What a stage says should follow from one record."""

from collections.abc import Callable
from dataclasses import dataclass, field

from schemas.base import Message
from schemas.rejection import Rejection
from schemas.topics import Topic


@dataclass(frozen=True)
class Outgoing:
    """A message and the topic that it goes to."""

    topic: Topic
    message: Message


def _nothing() -> None:
    return None


@dataclass(frozen=True)
class Outcome:
    """Messages in groups: each group is on the broker before the next one is sent.

    With a ``rejection`` the record is dead-lettered first. ``sent`` is called when all of it is
    on the broker, before the record is acknowledged.
    """

    groups: tuple[tuple[Outgoing, ...], ...] = ()
    rejection: Rejection | None = None
    sent: Callable[[], None] = field(default=_nothing, compare=False)


def then(*groups: tuple[Outgoing, ...]) -> Outcome:
    """Make an outcome of groups of messages, the empty ones left out."""
    return Outcome(tuple(group for group in groups if group))
