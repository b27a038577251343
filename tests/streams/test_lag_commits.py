"""Records of `__consumer_offsets`, in every version of their format."""

import struct

import pytest

from streams.lag_commits import commit_key, commit_value, home_of

WHERE = ("mash-team", "cpi.mash", 3)


def text(value: str) -> bytes:
    """A string as Kafka writes it."""
    return struct.pack(">h", len(value)) + value.encode()


def key(version: int) -> bytes:
    """The key of a commit."""
    group, topic, partition = WHERE
    return struct.pack(">h", version) + text(group) + text(topic) + struct.pack(">i", partition)


@pytest.mark.parametrize("version", [0, 1])
def test_a_key_says_whose_commit_it_is(version: int) -> None:
    """In both versions."""
    assert commit_key(key(version)) == WHERE


@pytest.mark.parametrize(
    "strange",
    [
        b"",
        b"\x00",
        key(2),
        key(0)[:-1],
        key(0)[:9],
        b"\x00\x00\x00\x02\xff\xfe\x00\x00\x00\x00\x00\x00",
    ],
    ids=["empty", "short", "of a group", "cut", "cut in the name", "not UTF-8"],
)
def test_a_key_of_another_kind_is_passed_over(strange: bytes) -> None:
    """So is one that is no key at all."""
    assert commit_key(strange) is None


@pytest.mark.parametrize("metadata", ["", "x" * 300])
@pytest.mark.parametrize("version", [0, 1, 2, 3, 4])
def test_a_value_says_the_offset_and_when(version: int, metadata: str) -> None:
    """In each version, whatever the client wrote beside it."""
    epoch = struct.pack(">i", 7) if version >= 3 else b""
    if version < 4:
        written, end = text(metadata), b""
    else:
        length = len(metadata) + 1
        varint = bytes([length]) if length < 128 else bytes([length & 0x7F | 0x80, length >> 7])
        written, end = varint + metadata.encode(), b"\x00"
    expires = struct.pack(">q", 99) if version == 1 else b""
    value = struct.pack(">hq", version, 42) + epoch + written + struct.pack(">q", 1234) + expires
    assert commit_value(value + end) == (42, 1234)


@pytest.mark.parametrize("strange", [b"", struct.pack(">hq", 5, 42) + bytes(40), bytes(11)])
def test_a_value_that_cannot_be_read_gives_nothing(strange: bytes) -> None:
    """A version to come, and what is cut off."""
    assert commit_value(strange) is None


@pytest.mark.parametrize(
    ("group", "number"), [("hello", 99162322), ("", 0), ("polygenelubricants", 0), ("Ƿ" * 9, None)]
)
def test_a_groups_home_is_by_javas_hash_of_its_name(group: str, number: int | None) -> None:
    """The one whose hash is the least number of all has the first partition."""
    found = home_of(group, 50)
    assert 0 <= found < 50
    assert number is None or found == number % 50
