"""A dead letter says where a record lies and what is wrong, and seals what it holds."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.catalogue import DEAD_LETTER
from schemas.codec import decode, encode
from schemas.records import DeadLetter
from schemas.rejection import Rejection
from schemas.stages import DeadLetterStatus, Stage
from streams.dead_letters import (
    dead_letter,
    original_bytes,
    original_record,
    refused_letter,
    waiting_letter,
)
from streams.envelope import Record
from streams.marks import REDRIVE_HEADER, Mark
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
    assert original_bytes(letter(keyring, RECORD._replace(value=value)), keyring) == b""


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
        RECORD._replace(topic="cpi.sanitised"),
        RECORD._replace(partition=1),
        RECORD._replace(offset=8),
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
    made = letter(keyring, RECORD._replace(key=key))
    assert made.reference is None
    assert "Tanfield" not in made.model_dump_json()


def test_it_opens_only_as_the_letter_that_it_is(keyring: Keyring) -> None:
    """Bytes moved into another letter are found out."""
    moved = letter(keyring).model_copy(update={"dead_letter_id": "DL-triage-cpi.intake-0-0"})
    with pytest.raises(SealingError, match="changed or moved"):
        original_bytes(moved, keyring)


def test_key_and_headers_come_back_as_they_were(keyring: Keyring) -> None:
    """Whatever they hold: a partner chose them, so they are sealed like the value."""
    strange = RECORD._replace(key=b"\xff Moira", headers={"x-from": b"Tanfield", "empty": b""})
    made = decode(DEAD_LETTER, encode(DEAD_LETTER, letter(keyring, strange)))
    assert isinstance(made, DeadLetter)
    assert original_record(made, keyring) == strange
    plain = encode(DEAD_LETTER, made).decode("latin-1") + made.model_dump_json()
    assert not [word for word in ("Moira", "Tanfield", "x-from") if word in plain]


@pytest.mark.parametrize("value", [None, b""])
def test_no_value_and_an_empty_one_are_told_apart(keyring: Keyring, value: bytes | None) -> None:
    """What goes back to its topic is what came from it."""
    strange = RECORD._replace(key=None, value=value)
    assert original_record(letter(keyring, strange), keyring) == strange


def test_a_letter_of_version_1_still_opens(keyring: Keyring) -> None:
    """It kept no key and no headers: the reference is the key."""
    old = letter(keyring).model_copy(update={"sealed_rest": None})
    found = original_record(old, keyring)
    assert (found.key, found.value, found.headers) == (RECORD.key, RECORD.value, {})


def test_value_and_rest_cannot_stand_for_one_another(keyring: Keyring) -> None:
    """Each opens only as what it is."""
    made = letter(keyring)
    swapped = made.model_copy(update={"sealed": made.sealed_rest})
    with pytest.raises(SealingError, match="changed or moved"):
        original_bytes(swapped, keyring)


def test_a_redriven_record_that_fails_again_is_a_later_attempt(keyring: Keyring) -> None:
    """Its letter says the number of the try, and which letter was the first of the matter."""
    first = letter(keyring)
    assert (first.attempt, first.first_id) == (1, None)
    mark = Mark(first.dead_letter_id, 2, first.dead_letter_id, lined=True)
    copy = RECORD._replace(offset=9, headers={REDRIVE_HEADER: mark.header()})
    again = letter(keyring, copy)
    assert (again.attempt, again.first_id) == (2, first.dead_letter_id)
    assert again.dead_letter_id != first.dead_letter_id


@pytest.mark.parametrize(
    "value",
    [b"", b"Moira Tanfield", b"DL-redact-cpi.moira-0-7;attempt=2;first=DL-redact-cpi.moira-0-7",
     b"DL-redact-cpi.assessed-0-7", b"\xff;attempt=2"],
)  # fmt: skip
def test_a_mark_that_the_hub_did_not_write_is_none(keyring: Keyring, value: bytes) -> None:
    """A partner can write headers; nothing of them comes into a letter unsealed."""
    made = letter(keyring, RECORD._replace(headers={REDRIVE_HEADER: value}))
    assert (made.attempt, made.first_id) == (1, None)


def test_a_record_that_waits_was_not_tried(keyring: Keyring) -> None:
    """Attempt 0, and behind whom."""
    behind = letter(keyring).dead_letter_id
    made = waiting_letter(RECORD._replace(offset=8), Stage.REDACT, behind, keyring, NOW)
    assert (made.status, made.attempt) == (DeadLetterStatus.WAITING, 0)
    assert (made.waits_for, made.reason) == (behind, f"waits behind {behind}")


def test_only_a_form_within_the_hub_has_a_line(keyring: Keyring) -> None:
    """Not a submission, nor an assessment, nor what was refused, nor what has no reference."""
    assert letter(keyring).lined
    assert not refused_letter(letter(keyring)).lined
    assert not letter(keyring, RECORD._replace(key=b"else")).lined
    for stage, topic in ((Stage.TRIAGE, "cpi.intake"), (Stage.ASSESS, "cpi.assessments")):
        made = dead_letter(RECORD._replace(topic=topic), stage, WRONG, keyring, NOW)
        assert not made.lined


def test_a_letter_that_was_sent_on_says_something_new(keyring: Keyring) -> None:
    """The same letter, another event: nobody takes it for a repeat."""
    made = letter(keyring)
    sent_on = made.model_copy(update={"status": DeadLetterStatus.REDRIVEN})
    assert sent_on.event_id == f"{made.dead_letter_id}/redriven"
