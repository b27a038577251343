"""A dead letter says where a record lies and what is wrong, and seals what it holds."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.catalogue import DEAD_LETTER
from schemas.codec import decode, encode
from schemas.enums import Stage
from schemas.records import DeadLetter
from schemas.rejection import Rejection
from streams.dead_letters import dead_letter, original_bytes
from streams.envelope import Record
from streams.sealing import Keyring, SealingError, load_keyring, make_key_file
from tests.forms import SOURCE_WORDS, form

NOW = datetime(2026, 10, 5, 13, 30, tzinfo=UTC)
LATER = datetime(2026, 10, 6, 13, 30, tzinfo=UTC)
REFERENCE = "CPI-202610-ABCDEFGHJK"
WRONG = Rejection("is missing", "submitter.name")
RECORD = Record(
    "cpi.assessed", 2, 7, REFERENCE.encode(), form().model_dump_json().encode(), {}, NOW
)


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    """A key of the test's own."""
    make_key_file(tmp_path / "hub.key")
    return load_keyring(tmp_path / "hub.key")


def letter(keyring: Keyring, record: Record = RECORD, now: datetime = NOW) -> DeadLetter:
    """Make one."""
    return dead_letter(record, Stage.REDACT, WRONG, keyring, now)


def test_it_says_where_the_record_lies_and_what_is_wrong(keyring: Keyring) -> None:
    """Stage, reason, field, place, reference."""
    made = letter(keyring)
    assert (made.stage, made.reason, made.field) == (Stage.REDACT, "is missing", "submitter.name")
    assert (made.topic, made.partition, made.offset) == ("cpi.assessed", 2, 7)
    assert (made.reference, made.failed_at) == (REFERENCE, NOW)


def test_the_bytes_come_back_as_they_were(keyring: Keyring) -> None:
    """Through the topic's own encoding too."""
    made = decode(DEAD_LETTER, encode(DEAD_LETTER, letter(keyring)))
    assert isinstance(made, DeadLetter)
    assert original_bytes(made, keyring) == RECORD.value


@pytest.mark.parametrize("value", [None, b""])
def test_a_record_without_a_value_has_a_dead_letter_too(
    keyring: Keyring, value: bytes | None
) -> None:
    """There is a reason to keep, if no bytes."""
    assert original_bytes(letter(keyring, replace(RECORD, value=value)), keyring) == b""


def test_what_the_record_holds_cannot_be_read_from_it(keyring: Keyring) -> None:
    """The source stands in the bytes, and nowhere in the letter."""
    made = letter(keyring)
    plain = encode(DEAD_LETTER, made).decode("latin-1") + made.model_dump_json()
    assert "Tanfield" in (RECORD.value or b"").decode()
    assert not [word for word in SOURCE_WORDS if word.lower() in plain.lower()]


def test_the_same_record_at_the_same_stage_has_the_same_id(keyring: Keyring) -> None:
    """Made again after a restart it is one dead letter; elsewhere it is another."""
    made = letter(keyring)
    assert letter(keyring, now=LATER).dead_letter_id == made.dead_letter_id == made.event_id
    for other in (
        replace(RECORD, topic="cpi.sanitised"),
        replace(RECORD, partition=1),
        replace(RECORD, offset=8),
    ):
        assert letter(keyring, other).dead_letter_id != made.dead_letter_id
    elsewhere = dead_letter(RECORD, Stage.ENRICH, WRONG, keyring, NOW)
    assert elsewhere.dead_letter_id != made.dead_letter_id


@pytest.mark.parametrize(
    "key",
    [
        None,
        b"",
        b"\xff\xfe",
        b"Moira Tanfield",
        b"CPI-202610-ABCDEFGHJK ",
        b"CPI-202610-ILOU000000",
    ],
)
def test_a_key_that_is_no_reference_is_left_out(keyring: Keyring, key: bytes | None) -> None:
    """A partner chose it: it may be anything, a name too."""
    made = letter(keyring, replace(RECORD, key=key))
    assert made.reference is None
    assert "Tanfield" not in made.model_dump_json()


def test_it_opens_only_as_the_letter_that_it_is(keyring: Keyring) -> None:
    """Bytes moved into another letter are found out."""
    moved = letter(keyring).model_copy(update={"dead_letter_id": "DL-triage-cpi.intake-0-0"})
    with pytest.raises(SealingError, match="changed or moved"):
        original_bytes(moved, keyring)
