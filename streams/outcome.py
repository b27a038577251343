"""What a stage says should follow from one record."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from schemas.base import Message
from schemas.rejection import Rejection
from schemas.topic import Topic
from streams.envelope import Context, Headers


class Outgoing(NamedTuple):
    """A message and the topic that it goes to; ``partition`` for one that its key does not say."""

    topic: Topic
    message: Message
    partition: int | None = None


class Copy(NamedTuple):
    """A record as it was, to be written again; its key and its headers may be anything."""

    topic: str
    partition: int
    key: bytes | None
    value: bytes | None
    headers: Headers = {}  # noqa: RUF012 - nobody writes to it


def _nothing() -> None:
    return None


@dataclass(slots=True)
class Outcome:
    """Messages in groups: each group is on the broker before the next one is sent.

    With a ``rejection`` the record is dead-lettered first; ``failed`` says that this is a fault of
    the hub's and not bad input. ``sent`` is called when all of it is on the broker, before the
    record counts as done. ``context`` goes on in place of the record's own. To be treated as
    frozen; each record makes one, and freezing costs most.
    """

    groups: tuple[tuple[Outgoing | Copy, ...], ...] = ()
    rejection: Rejection | None = None
    failed: bool = False
    sent: Callable[[], None] = field(default=_nothing, compare=False)
    context: Context | None = None


def then(*groups: tuple[Outgoing | Copy, ...]) -> Outcome:
    """Make an outcome of groups of messages, the empty ones left out."""
    return Outcome(tuple([group for group in groups if group]))
