"""The headers of a record: CloudEvents in binary mode, and the trace (DESIGN section 3)."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from schemas.base import Message
from schemas.catalogue import Schema
from schemas.enums import Channel, Priority

PRIORITY_HEADER = "cpi-priority"
"""Says HIGH on a message of a HIGH form, so that it can be taken first without being decoded."""

CANARY_HEADER = "cpi-canary"
"""Says of a record that it is of a canary (``streams.canary``)."""

Headers = dict[str, bytes]

_URGENT = Priority.HIGH.value.encode()
_CHANNELS = {channel.value.encode(): channel for channel in Channel}
_TRACEPARENT = re.compile(rb"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})")


class Record(NamedTuple):
    """A record as it lies on a topic, undecoded. ``appended_at`` is the broker's time, UTC."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    appended_at: datetime

    @property
    def place(self) -> str:
        """Say where it lies: ``topic/partition/offset``."""
        return f"{self.topic}/{self.partition}/{self.offset}"

    @property
    def form(self) -> bytes | None:
        """The form that it belongs to, as far as its key says: a reference without its month."""
        return self.key.rpartition(b"-")[2] if self.key else None

    @property
    def is_urgent(self) -> bool:
        """Whether it belongs to a form that was proposed or decided as HIGH."""
        return self.headers.get(PRIORITY_HEADER) == _URGENT

    @property
    def is_canary(self) -> bool:
        """Whether it is of a canary; on a topic that others write, once ``canary.checked``."""
        return CANARY_HEADER in self.headers


@dataclass(frozen=True)
class Context:
    """What goes on from a record to those that it causes: channel, trace, whether it is a canary.

    ``parent_id`` is the span that came with the record, ``span_id`` the one that goes on; without
    it each message names a span of its own.
    """

    channel: Channel = Channel.KAFKA
    trace_id: str | None = None
    parent_id: str | None = None
    span_id: str | None = None
    sampled: bool = True
    canary: bool = False

    @classmethod
    def of(cls, record: Record) -> "Context":
        """Read the context of a record; what cannot be read is left out."""
        channel = _CHANNELS.get(record.headers.get("ce_source") or b"", Channel.KAFKA)
        found = _TRACEPARENT.fullmatch(record.headers.get("traceparent") or b"")
        if found is None:
            return cls(channel, canary=record.is_canary)
        trace_id, parent_id, flags = (part.decode() for part in found.groups())
        sampled = bool(int(flags, 16) & 1)
        return cls(channel, trace_id, parent_id, sampled=sampled, canary=record.is_canary)


def headers(
    schema: Schema, message: Message, subject: str, context: Context, now: datetime
) -> Headers:
    """Make the headers of a message; ``subject`` is its key. They hold no personal data."""
    trace_id = context.trace_id or trace_id_of(subject)
    event_id = message.event_id
    span_id = context.span_id or hashlib.sha256(event_id.encode()).hexdigest()[:16]
    priority = priority_of(message)
    made = {
        "ce_specversion": b"1.0",
        "ce_id": event_id.encode(),
        "ce_type": schema.event_type.encode(),
        "ce_source": context.channel.value.encode(),
        "ce_time": now.isoformat().encode(),
        "content-type": b"application/avro",
        "traceparent": f"00-{trace_id}-{span_id}-{context.sampled:02d}".encode(),
    }
    if priority:
        made[PRIORITY_HEADER] = priority.value.encode()
    if context.canary:
        made[CANARY_HEADER] = b"1"
    return made


def trace_id_of(subject: str) -> str:
    """Give the trace of a form that came without one: always the same, 32 hex digits."""
    return hashlib.sha256(subject.encode()).hexdigest()[:32]


def priority_of(message: Message) -> Priority | None:
    """The priority of the form that a message is about, where the message says it."""
    for name in ("decision", "recommendation"):
        found = getattr(message, name, None)
        if found is not None:
            message = found
            break
    priority = getattr(message, "priority", None)
    return priority if isinstance(priority, Priority) else None
