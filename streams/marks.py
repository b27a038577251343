"""What a redriven record says of itself in its headers. They hold no personal data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from schemas.enums import Destination
from schemas.records import DeadLetter
from schemas.stages import Stage
from schemas.topics import TOPICS
from streams.envelope import Record

REDRIVE_HEADER = "cpi-redrive"
"""On a copy of a dead-lettered record: which letter it is of, and which attempt this is."""

ONLY_HEADER = "cpi-only"
"""On a copy that is for one destination alone: which one."""

DISCARD_HEADER = "cpi-discard"
"""On an empty record that stands for a letter that was given up: its line goes on without it."""

# A partner can write headers too, so only what the hub itself may have written is taken for a mark.
_STAGES = "|".join(stage.value for stage in Stage)
_NAMES = "|".join(re.escape(topic.name) for topic in TOPICS)
_ID = rf"DL-(?:{_STAGES})-(?:{_NAMES})-\d{{1,9}}-\d{{1,19}}"
_MARK = re.compile(rf"({_ID});attempt=(\d{{1,9}});first=({_ID})(;lined)?")


@dataclass(frozen=True)
class Mark:
    """Which dead letter a record is a copy of; ``attempt`` is the number of this try, from 1.

    ``lined`` says that later records of the form wait for this one.
    """

    letter_id: str
    attempt: int
    first_id: str
    lined: bool

    @classmethod
    def of(cls, letter: DeadLetter, attempt: int) -> "Mark":
        """Mark what stands for a letter's record at a new attempt."""
        first = letter.first_id or letter.dead_letter_id
        return cls(letter.dead_letter_id, attempt, first, letter.lined)

    def header(self) -> bytes:
        """Write it as the value of its header."""
        lined = ";lined" if self.lined else ""
        return f"{self.letter_id};attempt={self.attempt};first={self.first_id}{lined}".encode()


def mark_of(record: Record) -> Mark | None:
    """Read the mark of a record; null for one that is no copy of a dead letter."""
    found = _MARK.fullmatch(_text(record.headers, REDRIVE_HEADER))
    if found is None:
        return None
    return Mark(found[1], int(found[2]), found[3], lined=found[4] is not None)


def only_of(record: Record) -> Destination | None:
    """Say which destination alone a record is for; null where it is for all of them."""
    name = _text(record.headers, ONLY_HEADER)
    return Destination(name) if name in set(Destination) else None


def is_discarded(record: Record) -> bool:
    """Whether a record only says that a letter of a line was given up."""
    mark = mark_of(record)
    return mark is not None and mark.lined and DISCARD_HEADER in record.headers


def _text(headers: Mapping[str, bytes], name: str) -> str:
    return (headers.get(name) or b"").decode("ascii", "replace")
