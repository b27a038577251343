"""Turns a record that a stage cannot process into a dead letter, its bytes sealed, and back."""

import base64
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from schemas.records import CANARY, DeadLetter
from schemas.rejection import Rejection
from schemas.sanitised import Sealed
from schemas.stages import DeadLetterStatus, Stage
from schemas.topics import ASSESSED, DEAD_LETTERS, INTELLIGENCE, SANITISED, TRIAGED
from streams.envelope import Record
from streams.letter_causes import waits_behind
from streams.marks import mark_of
from streams.sealing import Keyring

LINED: Mapping[Stage, str] = {
    Stage.ASSESS: TRIAGED.name,
    Stage.REDACT: ASSESSED.name,
    Stage.ENRICH: SANITISED.name,
    Stage.PUBLISH: INTELLIGENCE.name,
}
"""The stages at which later records of a form wait behind a dead letter, with their topics.

Triage has none: a submission is a form of its own. Assessments neither: the desk holds them.
"""

_REFERENCE = re.compile(rb"CPI-\d{6}-[0-9A-HJKMNP-TV-Z]{10}")


def dead_letter(
    record: Record, stage: Stage, rejection: Rejection, keyring: Keyring, now: datetime
) -> DeadLetter:
    """Make the dead letter of a record; the same record at the same stage has the same id."""
    identity = f"DL-{stage.value}-{record.topic}-{record.partition}-{record.offset}"
    reference, mark = reference_of_record(record), mark_of(record)
    lined = reference is not None and LINED.get(stage) == record.topic
    return DeadLetter(
        dead_letter_id=identity,
        reference=reference,
        stage=stage,
        reason=f"{CANARY}{rejection.reason}" if record.is_canary else rejection.reason,
        field=rejection.field,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        attempt=mark.attempt if mark else 1,
        failed_at=now,
        sealed=keyring.seal(DEAD_LETTERS.name, identity, record.value or b""),
        sealed_rest=_seal_rest(record, identity, keyring),
        first_id=mark.first_id if mark else None,
        lined=lined and not record.is_canary,
    )


def refused_letter(letter: DeadLetter) -> DeadLetter:
    """Say of a letter that it is bad input, which was answered: nobody waits behind it."""
    return letter.model_copy(update={"refused": True, "lined": False})


def waiting_letter(
    record: Record, stage: Stage, behind: str, keyring: Keyring, now: datetime
) -> DeadLetter:
    """Make the dead letter of a record that was not tried: it waits behind another of its form."""
    letter = dead_letter(record, stage, Rejection(waits_behind(behind)), keyring, now)
    changes = {"status": DeadLetterStatus.WAITING, "waits_for": behind}
    return letter.model_copy(update={**changes, "attempt": letter.attempt - 1})


def reference_of_record(record: Record) -> str | None:
    """The form's reference, where a record is keyed by one; a partner's key may be anything."""
    key = record.key or b""
    return key.decode() if _REFERENCE.fullmatch(key) else None


def original_bytes(letter: DeadLetter, keyring: Keyring) -> bytes:
    """Open the bytes of a dead letter as they came.

    Raises:
        SealingError: another key sealed them, or they were changed.
    """
    return keyring.open(DEAD_LETTERS.name, letter.dead_letter_id, letter.sealed)


def original_record(letter: DeadLetter, keyring: Keyring) -> Record:
    """Open the whole record of a dead letter as it came.

    A letter of version 1 kept no headers, and no key but the reference.

    Raises:
        SealingError: another key sealed it, or it was changed.
    """
    value = original_bytes(letter, keyring)
    rest = _open_rest(letter, letter.sealed_rest, keyring)
    return Record(
        topic=letter.topic,
        partition=letter.partition,
        offset=letter.offset,
        key=_bytes(rest["key"]),
        value=value if rest["has_value"] else None,
        headers={name: _bytes(held) or b"" for name, held in rest["headers"]},
        appended_at=datetime.fromisoformat(rest["appended_at"]),
    )


def _seal_rest(record: Record, identity: str, keyring: Keyring) -> Sealed:
    rest = {
        "key": _text(record.key),
        "has_value": record.value is not None,
        "headers": [(name, _text(value)) for name, value in record.headers.items()],
        "appended_at": record.appended_at.isoformat(),
    }
    return keyring.seal(DEAD_LETTERS.name, _rest_of(identity), json.dumps(rest).encode())


def _open_rest(letter: DeadLetter, sealed: Sealed | None, keyring: Keyring) -> dict[str, Any]:
    if sealed is None:
        key = _text(letter.reference.encode()) if letter.reference else None
        when = letter.failed_at.isoformat()
        return {"key": key, "has_value": True, "headers": [], "appended_at": when}
    secret = keyring.open(DEAD_LETTERS.name, _rest_of(letter.dead_letter_id), sealed)
    rest: dict[str, Any] = json.loads(secret)
    return rest


def _rest_of(identity: str) -> str:
    """Name what is sealed so that value and rest cannot stand for one another."""
    return f"{identity}/rest"


def _text(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)
