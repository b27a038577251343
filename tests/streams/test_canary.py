"""The mark of a canary: only whoever has the key can put it on, and only on these bytes."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.rejection import Rejection
from schemas.stages import Stage
from schemas.topics import ASSESSMENTS, INTAKE, TOPICS, TRIAGED
from streams.canary import WRITTEN_BY_OTHERS, checked, marked
from streams.dead_letters import dead_letter
from streams.envelope import CANARY_HEADER, Context, Record
from streams.sealing import Keyring, key_if_any, load_keyring, make_key_file

NOW = datetime(2026, 10, 5, 13, 30, tzinfo=UTC)
VALUE = b"the bytes of a canary"


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    """The hub's key."""
    make_key_file(tmp_path / "hub.key")
    return load_keyring(tmp_path / "hub.key")


def submitted(value: bytes | None, mark: bytes, topic: str = INTAKE.name) -> Record:
    """A record with a mark of the sender's choosing."""
    headers = {"ce_id": b"1", CANARY_HEADER: mark}
    return Record(topic, 0, 7, b"key", value, headers, NOW)


def test_what_the_hub_has_marked_is_a_canary_and_so_is_what_follows(keyring: Keyring) -> None:
    """The same bytes again are the same canary again: its content is invented."""
    headers = marked({}, VALUE, keyring)
    for record in (submitted(VALUE, headers[CANARY_HEADER]),) * 2:
        assert checked(record, keyring) is record
        assert Context.of(checked(record, keyring)).canary


def test_a_forged_mark_is_none(keyring: Keyring) -> None:
    """Guessed, or taken from a canary and put on other bytes: a form like any other."""
    mine = keyring.mark(VALUE)
    for forged in (
        submitted(VALUE + b".", mine),
        submitted(None, mine),
        submitted(VALUE, mine[:-1]),
        submitted(VALUE, keyring.pseudonym(VALUE.decode()).encode()),
        submitted(VALUE, b"1"),
        submitted(VALUE, b""),
        submitted(VALUE, b"\xc3\xa9"),
        submitted(VALUE, b"1", ASSESSMENTS.name),
    ):
        record = checked(forged, keyring)
        assert not record.is_canary
        assert not Context.of(record).canary
        assert record.headers == {"ce_id": b"1"}


def test_another_key_or_none_vouches_for_nothing(keyring: Keyring, tmp_path: Path) -> None:
    """Who cannot tell takes it for a form."""
    record = submitted(VALUE, keyring.mark(VALUE))
    make_key_file(tmp_path / "other.key")
    assert not checked(record, load_keyring(tmp_path / "other.key")).is_canary
    assert not checked(record, key_if_any(tmp_path / "none.key")).is_canary


def test_on_the_hubs_own_topics_the_mark_stands(keyring: Keyring) -> None:
    """Which those are is what the catalogue says of who writes."""
    assert checked(submitted(VALUE, b"1", TRIAGED.name), keyring).is_canary
    own = {stage.value for stage in Stage}
    others = {
        topic.name
        for topic in TOPICS
        if [each for each in topic.writers if each not in own and not each.startswith("cpi ")]
    }
    assert others == WRITTEN_BY_OTHERS


def test_the_letter_of_a_canary_says_so_and_holds_nothing_up(keyring: Keyring) -> None:
    """No form waits behind it."""
    failed = Rejection("the redact stage failed: KeyError")
    record = Record(
        "cpi.assessed", 0, 7, b"CPI-202610-0123456789", VALUE, {CANARY_HEADER: b"1"}, NOW
    )
    letter = dead_letter(record, Stage.REDACT, failed, keyring, NOW)
    assert letter.of_canary
    assert not letter.lined
    ordinary = dead_letter(record._replace(headers={}), Stage.REDACT, failed, keyring, NOW)
    assert ordinary.lined
    assert not ordinary.of_canary
