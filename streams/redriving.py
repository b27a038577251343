"""Sends a dead-lettered record on its way again: the copy, the notes of it, and all at once."""

from collections.abc import AsyncIterator
from datetime import datetime

from schemas.base import Message
from schemas.enums import AuditAction, Destination
from schemas.records import AuditEntry, DeadLetter
from schemas.rejection import Rejection
from schemas.stages import DeadLetterStatus
from schemas.topics import AUDIT, DEAD_LETTERS
from streams.dead_letters import original_record
from streams.envelope import Context, Record
from streams.marks import ONLY_HEADER, REDRIVE_HEADER, Mark
from streams.outcome import Copy, Outgoing
from streams.sealing import Keyring
from streams.sending import Placed, Sender

TRANSACTIONS = "cpi-redrive"
"""The transactional id of whoever redrives: a second one ends the first one's transaction."""


def copy_of(letter: DeadLetter, keyring: Keyring, only: Destination | None = None) -> Copy:
    """Make the record that goes back to where it came from, with ``only`` for one destination.

    Raises:
        SealingError: another key sealed the letter, or it was changed.
    """
    record = original_record(letter, keyring)
    mark = Mark.of(letter, letter.attempt + 1)
    headers = {**record.headers, REDRIVE_HEADER: mark.header()}
    headers.pop(ONLY_HEADER, None)
    if only:
        headers[ONLY_HEADER] = only.value.encode()
    return Copy(letter.topic, letter.partition, record.key, record.value, headers)


def redriven(letter: DeadLetter, by: str, now: datetime) -> DeadLetter:
    """Make the state of a letter whose record was sent on its way again."""
    changes = {"status": DeadLetterStatus.REDRIVEN, "redriven_at": now, "redriven_by": by}
    return letter.model_copy(update=changes)


def audit_entry(
    letter: DeadLetter, by: str, reason: str, only: Destination | None, now: datetime
) -> AuditEntry:
    """Make the entry that says who sent a record on its way again, and why."""
    return entry_of(letter, AuditAction.REDRIVE, by, reason, now).model_copy(
        update={"recipient": only.value if only else None}
    )


def entry_of(
    letter: DeadLetter, action: AuditAction, by: str, reason: str, now: datetime
) -> AuditEntry:
    """Make the entry that says who did what with a letter, and why."""
    return AuditEntry(
        audit_id=f"{letter.dead_letter_id}/{action.value}",
        reference=letter.reference,
        action=action,
        actor=by,
        reason=reason,
        at=now,
    )


async def send_on(sender: Sender, copy: Copy, state: DeadLetter, entry: AuditEntry) -> Placed:
    """Send a record on its way again and note it: both, or neither. Say where the copy lies.

    Raises:
        confluent_kafka.KafkaException: nothing was sent, or another redriver came between.
    """
    copied, *_ = await noted(sender, state, entry, copy)
    return copied


async def noted(
    sender: Sender, state: DeadLetter, entry: AuditEntry, *copies: Copy
) -> list[Placed]:
    """Send copies with a letter's new state and the entry on it: all of it, or nothing.

    Raises:
        confluent_kafka.KafkaException: nothing was sent, or somebody else came between.
    """
    notes = (Outgoing(DEAD_LETTERS, state), Outgoing(AUDIT, entry))
    async with sender.transaction():
        return await sender.send((*copies, *notes), Context())


async def newest_letters(
    pairs: AsyncIterator[tuple[Record, Message | Rejection]],
) -> list[DeadLetter]:
    """Keep the newest state of each letter, the oldest letter first."""
    found: dict[str, tuple[datetime, DeadLetter]] = {}
    async for record, message in pairs:
        if not isinstance(message, DeadLetter):
            continue
        # Letters without a reference may lie on several partitions: the broker's time tells.
        before = found.get(message.dead_letter_id)
        if before is None or record.appended_at >= before[0]:
            found[message.dead_letter_id] = (record.appended_at, message)
    return sorted((letter for _, letter in found.values()), key=lambda each: each.failed_at)
