"""Gives a dead letter up for good: the note of it, and the word to its line to go on without it."""

from datetime import datetime

from schemas.enums import AuditAction
from schemas.records import AuditEntry, DeadLetter
from schemas.stages import DeadLetterStatus
from streams.marks import DISCARD_HEADER, REDRIVE_HEADER, Mark
from streams.outcome import Copy
from streams.redriving import entry_of, noted
from streams.sending import Sender


def release_of(letter: DeadLetter) -> Copy | None:
    """Make the empty record that lets a line go on; null where nobody waits for the letter.

    It goes where the letter's record lies, because only the stage itself writes its lines.
    """
    if not letter.lined or letter.reference is None:
        return None
    mark = Mark.of(letter, letter.attempt)
    headers = {REDRIVE_HEADER: mark.header(), DISCARD_HEADER: b"1"}
    return Copy(letter.topic, letter.partition, letter.reference.encode(), None, headers)


def discarded(letter: DeadLetter, by: str, why: str, now: datetime) -> DeadLetter:
    """Make the state of a letter that was given up."""
    changes = {
        "status": DeadLetterStatus.DISCARDED,
        "discarded_at": now,
        "discarded_by": by,
        "discarded_because": why,
    }
    return letter.model_copy(update=changes)


def discard_entry(letter: DeadLetter, by: str, why: str, now: datetime) -> AuditEntry:
    """Make the entry that says who gave a record up, and why."""
    return entry_of(letter, AuditAction.DISCARD, by, why, now)


async def give_up(sender: Sender, letter: DeadLetter, by: str, why: str, now: datetime) -> None:
    """Note that a letter was given up, and let its line go on: all of it, or nothing.

    Raises:
        confluent_kafka.KafkaException: nothing was sent, or somebody else came between.
    """
    release = release_of(letter)
    state, entry = discarded(letter, by, why, now), discard_entry(letter, by, why, now)
    await noted(sender, state, entry, *([release] if release else []))
