"""What the topics say of one form, record by record, without a word of the form itself."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from console.cli.link import Link
from console.cli.telling import told
from schemas.base import Message
from schemas.records import DeadLetter, Receipt
from schemas.reference import form_key, reference_of
from schemas.rejection import Rejection
from schemas.topic import Topic
from schemas.topics import DEAD_LETTERS, INTAKE, RECEIPTS, TOPICS
from streams.canary import checked
from streams.envelope import Record
from streams.sealing import key_if_any

_KEYED_OTHERWISE = (INTAKE, RECEIPTS, DEAD_LETTERS)
_ORDER = {topic.name: number for number, topic in enumerate(TOPICS)}


@dataclass(frozen=True)
class Event:
    """One record of a form's journey; ``what`` and ``by`` hold nothing from the form."""

    record: Record
    what: str
    by: str
    # Printing an event by mistake must not print the form.
    message: Message | Rejection = field(repr=False)

    @property
    def is_canary(self) -> bool:
        """Whether it is of a canary, which shares the name of the form at most."""
        letter = isinstance(self.message, DeadLetter) and self.message.of_canary
        return self.record.is_canary or letter

    def as_document(self) -> dict[str, Any]:
        """Give the JSON object of ``cpi trace``."""
        return {
            "time": self.record.appended_at.isoformat(),
            "topic": self.record.topic,
            "partition": self.record.partition,
            "offset": self.record.offset,
            "what": self.what,
            "by": self.by,
            "ce_id": self.record.headers.get("ce_id", b"").decode("utf-8", "replace") or None,
        }


async def history(link: Link, reference: str) -> list[Event]:
    """Collect every record of a form on every topic, in the order of the broker's time."""
    keyring = key_if_any(link.settings.key_path)
    found = [(checked(record, keyring), m) async for record, m in _records(link, reference)]
    events = [Event(record, *told(record, message), message) for record, message in found]
    return sorted(events, key=lambda each: (each.record.appended_at, _ORDER[each.record.topic]))


async def _records(link: Link, reference: str) -> AsyncIterator[tuple[Record, Message | Rejection]]:
    for topic in TOPICS:
        if topic not in _KEYED_OTHERWISE and topic.name in link.found:
            async for pair in link.of_form(topic, reference):
                yield pair
    places: set[str] = set()
    submissions: set[UUID] = set()
    async for record, message in _all(link, INTAKE):
        submission = _submission(record)
        if submission and _same_form(submission, record, reference):
            places.add(record.place)
            submissions.add(submission)
            yield record, message
    async for record, message in _all(link, RECEIPTS):
        if isinstance(message, Receipt) and (
            message.reference == reference or message.submission_id in submissions
        ):
            yield record, message
    async for record, message in _all(link, DEAD_LETTERS):
        if isinstance(message, DeadLetter) and (
            message.reference == reference or message.place in places
        ):
            yield record, message


async def _all(link: Link, topic: Topic) -> AsyncIterator[tuple[Record, Message | Rejection]]:
    if topic.name in link.found:
        async for pair in link.all(topic):
            yield pair


def _submission(record: Record) -> UUID | None:
    """Partners key by the submission's id, on a partition of their own choosing."""
    try:
        return UUID((record.key or b"").decode("ascii"))
    except ValueError:
        return None


def _same_form(submission: UUID, record: Record, reference: str) -> bool:
    return form_key(reference_of(submission, record.appended_at)) == form_key(reference)
