"""Why a dead letter was written, in a closed vocabulary: its reason is a text, and texts vary."""

import re
from enum import StrEnum

from schemas.records import DeadLetter
from schemas.stages import Stage

_REFERENCE = "reference"
_WAITS = "waits behind "
_FAILED = re.compile(r"the \w+ stage failed: \w+")
_NOT_TAKEN = " does not take what follows from it: "


class Cause(StrEnum):
    """What is wrong with a record that was dead-lettered."""

    UNREADABLE = "unreadable"
    FIELD = "field"
    REFERENCE = "reference"
    STAGE_FAILED = "stage_failed"
    NOT_TAKEN = "not_taken"
    WAITS = "waits"


def waits_behind(letter_id: str) -> str:
    """Say that a record was not tried: it waits behind another letter of its form."""
    return f"{_WAITS}{letter_id}"


def stage_failed(stage: Stage, kind: str) -> str:
    """Say that a stage could not decide; ``kind`` is that of the error."""
    return f"the {stage.value} stage failed: {kind}"


def not_taken(topic: str, kind: str) -> str:
    """Say that a topic will never take what follows from a record."""
    return f"{topic}{_NOT_TAKEN}{kind}"


def cause_of(letter: DeadLetter) -> Cause:
    """Say why a letter was written.

    A reference that leads nowhere is named as a field; so is the sealed source that cannot be read.
    """
    if letter.reason.startswith(_WAITS):
        return Cause.WAITS
    if letter.field is not None:
        return Cause.REFERENCE if letter.field == _REFERENCE else Cause.FIELD
    if _FAILED.fullmatch(letter.reason):
        return Cause.STAGE_FAILED
    return Cause.NOT_TAKEN if _NOT_TAKEN in letter.reason else Cause.UNREADABLE
