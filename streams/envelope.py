"""The headers of a record: CloudEvents in binary mode, and the trace (DESIGN section 3)."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from schemas.base import Message
from schemas.catalogue import Schema
from schemas.enums import Channel

_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")


@dataclass(frozen=True)
class Record:
    """A record as it lies on a topic, undecoded. ``appended_at`` is the broker's time, UTC."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Mapping[str, bytes]
    appended_at: datetime

    @property
    def place(self) -> str:
        """Say where it lies: ``topic/partition/offset``."""
        return f"{self.topic}/{self.partition}/{self.offset}"


@dataclass(frozen=True)
class Context:
    """What goes on from a record to those that it causes: the channel and the trace."""

    channel: Channel = Channel.KAFKA
    trace_id: str | None = None

    @classmethod
    def of(cls, record: Record) -> "Context":
        """Read the context of a record; what cannot be read is left out."""
        source = (record.headers.get("ce_source") or b"").decode("ascii", "replace")
        channel = Channel(source) if source in set(Channel) else Channel.KAFKA
        trace = _TRACEPARENT.fullmatch(
            (record.headers.get("traceparent") or b"").decode("ascii", "replace")
        )
        return cls(channel, trace.group(1) if trace else None)


def headers(
    schema: Schema, message: Message, subject: str, context: Context, now: datetime
) -> Sequence[tuple[str, bytes]]:
    """Make the headers of a message; ``subject`` is its key. They hold no personal data."""
    trace_id = context.trace_id or hashlib.sha256(subject.encode()).hexdigest()[:32]
    span_id = hashlib.sha256(message.event_id.encode()).hexdigest()[:16]
    values = {
        "ce_specversion": "1.0",
        "ce_id": message.event_id,
        "ce_type": schema.event_type,
        "ce_source": context.channel.value,
        "ce_time": now.isoformat(),
        "content-type": "application/avro",
        "traceparent": f"00-{trace_id}-{span_id}-01",
    }
    return [(name, value.encode()) for name, value in values.items()]
