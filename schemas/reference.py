"""The names that the hub gives: a form's reference, its month, its partition."""

import hashlib
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
"""The zone in which a form belongs to a month."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS = 10
_MIX = 0x5BD1E995
_SEED = 0x9747B28C
_WORD = 0xFFFFFFFF


def reference_of(submission_id: UUID, submitted_at: datetime) -> str:
    """Name a form: ``CPI-``, its month in London, ten Crockford characters from its id.

    The same submission gives the same reference, whenever and wherever it is read.
    """
    bits = int.from_bytes(hashlib.sha256(submission_id.bytes).digest()[:7])
    letters = "".join(_CROCKFORD[bits >> (5 * place) & 31] for place in range(_LETTERS))
    return f"CPI-{submitted_at.astimezone(LONDON):%Y%m}-{letters}"


def form_key(reference: str) -> str:
    """Give the part of a reference that comes from the submission id alone.

    Two submissions with one id share it even where their months differ, so what must meet on
    one partition is spread by it.
    """
    return reference.rpartition("-")[2]


def partition_of(reference: str, partitions: int) -> int:
    """Say on which of ``partitions`` every message of a form lies."""
    return (_murmur2(form_key(reference).encode()) & 0x7FFFFFFF) % partitions


def _murmur2(data: bytes) -> int:
    """Hash as Kafka's own clients do (org.apache.kafka.common.utils.Utils.murmur2)."""
    size = len(data)
    state = _SEED ^ size
    whole = size - size % 4
    for start in range(0, whole, 4):
        word = int.from_bytes(data[start : start + 4], "little") * _MIX & _WORD
        word = (word ^ word >> 24) * _MIX & _WORD
        state = (state * _MIX & _WORD) ^ word
    if whole < size:
        state = (state ^ int.from_bytes(data[whole:], "little")) * _MIX & _WORD
    state = (state ^ state >> 13) * _MIX & _WORD
    return state ^ state >> 15
