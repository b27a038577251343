"""Turns a record that a stage cannot process into a dead letter, its bytes sealed, and back."""

import re
from datetime import datetime

from schemas.enums import Stage
from schemas.records import DeadLetter
from schemas.rejection import Rejection
from schemas.topics import DEAD_LETTERS
from streams.envelope import Record
from streams.sealing import Keyring

_REFERENCE = re.compile(rb"CPI-\d{6}-[0-9A-HJKMNP-TV-Z]{10}")


def dead_letter(
    record: Record, stage: Stage, rejection: Rejection, keyring: Keyring, now: datetime
) -> DeadLetter:
    """Make the dead letter of a record; the same record at the same stage has the same id."""
    identity = f"DL-{stage.value}-{record.topic}-{record.partition}-{record.offset}"
    key = record.key or b""
    return DeadLetter(
        dead_letter_id=identity,
        reference=key.decode() if _REFERENCE.fullmatch(key) else None,
        stage=stage,
        reason=rejection.reason,
        field=rejection.field,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        attempt=1,
        failed_at=now,
        sealed=keyring.seal(DEAD_LETTERS.name, identity, record.value or b""),
    )


def original_bytes(letter: DeadLetter, keyring: Keyring) -> bytes:
    """Open the bytes of a dead letter as they came.

    Raises:
        SealingError: another key sealed them, or they were changed.
    """
    return keyring.open(DEAD_LETTERS.name, letter.dead_letter_id, letter.sealed)
