"""Reads the records of ``__consumer_offsets``: when a group committed what. Pure.

Their format is that of ``OffsetCommitKey`` and ``OffsetCommitValue`` in Apache Kafka's source, big
endian, the version first. Keys of another kind, tombstones and versions to come give nothing.
"""

from functools import lru_cache
from struct import Struct
from struct import error as StructError  # noqa: N812 - it is a class

Where = tuple[str, str, int]
"""Group, topic, partition."""

_SHORT, _LONG = Struct(">h"), Struct(">q")
_HEAD = Struct(">hh")
_PARTITION = Struct(">i")
_OFFSET = Struct(">hq")
_KEYS = {0, 1}
# Where the text stands that comes before the time of the commit, by the value's version.
_TEXT_AT = {0: 10, 1: 10, 2: 10, 3: 14, 4: 14}
_FLEXIBLE = 4
_INTS = 2**32


# A group commits a partition again and again, always under the same key.
@lru_cache(maxsize=2**16)
def commit_key(key: bytes) -> Where | None:
    """Read whose commit a record is; null for a key of another kind."""
    try:
        version, length = _HEAD.unpack_from(key)
        if version not in _KEYS:
            return None
        at = _HEAD.size + length
        (named,) = _SHORT.unpack_from(key, at)
        last = at + _SHORT.size + named
        (partition,) = _PARTITION.unpack_from(key, last)
        return (key[_HEAD.size : at].decode(), key[at + _SHORT.size : last].decode(), partition)
    except (StructError, UnicodeDecodeError):
        return None


def commit_value(value: bytes) -> tuple[int, int] | None:
    """Read the offset that was committed, and when in milliseconds; null where it is unreadable."""
    try:
        version, offset = _OFFSET.unpack_from(value)
        at = _TEXT_AT.get(version)
        if at is None:
            return None
        length, size = _compact(value, at) if version >= _FLEXIBLE else _plain(value, at)
        (moment,) = _LONG.unpack_from(value, at + size + length)
    except (StructError, IndexError):
        return None
    return offset, moment


def home_of(group: str, partitions: int) -> int:
    """Say which partition of ``__consumer_offsets`` has a group: by Java's hash of its name."""
    number = 0
    text = group.encode("utf-16-be")
    for high, low in zip(text[::2], text[1::2], strict=True):
        number = (31 * number + 256 * high + low) % _INTS
    # As an int of Java's, without its sign; the least of them has no positive one.
    signless = min(number, _INTS - number)
    return signless % partitions if signless < _INTS // 2 else 0


def _plain(value: bytes, at: int) -> tuple[int, int]:
    (length,) = _SHORT.unpack_from(value, at)
    return max(0, length), _SHORT.size


def _compact(value: bytes, at: int) -> tuple[int, int]:
    """A length as an unsigned varint, of one more than it is."""
    length = shift = size = 0
    while True:
        byte = value[at + size]
        length |= (byte & 0x7F) << shift
        size, shift = size + 1, shift + 7
        if byte < 0x80:  # noqa: PLR2004 - the bit that says that more follows
            return max(0, length - 1), size
