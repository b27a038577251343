"""Looks at personal data: each one is written down before anything is shown."""

import asyncio
import json
from pathlib import Path

import pytest
from confluent_kafka import KafkaError, KafkaException

from schemas.codec import decode, encode
from schemas.enums import AuditAction
from schemas.form import CpiForm
from schemas.records import AuditEntry, DeadLetter
from schemas.rejection import Rejection
from schemas.stages import Stage
from schemas.topics import AUDIT, DEAD_LETTERS, INTAKE, SOURCES
from streams import clock
from streams.dead_letters import dead_letter
from streams.envelope import Record
from streams.outcome import Outgoing
from streams.reading import Reader
from streams.sealing import make_key_file
from streams.sending import Sender
from tests.console.conftest import Hub, one_line
from tests.console.samples import name_of, sealed_source
from tests.forms import form

REASON = ("--reason", "to ring back", "--by", "officer 31007")


def entries(hub: Hub, reference: str) -> list[AuditEntry]:
    """The audit trail of a form."""

    async def read() -> list[object]:
        async with Reader(hub.options) as reader:
            records = [record async for record in reader.of_form(AUDIT.name, reference)]
        return [decode(AUDIT.schema, record.value) for record in records]

    return [each for each in asyncio.run(read()) if isinstance(each, AuditEntry)]


def letter_of(hub: Hub, mine: CpiForm, data: bytes | None = None, offset: int = 0) -> DeadLetter:
    """Put a dead letter of a submission on its topic."""
    key = str(mine.submission_id).encode()
    value = encode(INTAKE.schema, mine) if data is None else data
    # The offset is random by way of the submission, so that each test has a letter of its own.
    at = offset or mine.submission_id.int % 10**9
    record = Record(INTAKE.name, 0, at, key, value, {}, clock.now())
    why = Rejection("is more than five minutes ahead of the clock", "submitted_at")
    letter = dead_letter(record, Stage.TRIAGE, why, hub.keyring, clock.now())
    hub.put(Outgoing(DEAD_LETTERS, letter))
    return letter


@pytest.fixture
def sealed(hub: Hub) -> str:
    """The reference of a form whose source is sealed."""
    mine = form()
    hub.put(Outgoing(SOURCES, sealed_source(mine, hub.keyring)))
    return name_of(mine)


async def refuse(*_: object) -> None:
    """Stand for a broker that takes nothing."""
    raise KafkaException(KafkaError(KafkaError._ALL_BROKERS_DOWN))


def test_a_source_is_shown_and_the_look_is_written_down(hub: Hub, sealed: str) -> None:
    """Who, why, for whom, under an id of its own each time."""
    first = hub.json("source", "reveal", sealed, *REASON)
    second = hub.json("source", "reveal", sealed, *REASON)
    assert first["submitter"]["name"] == "Moira Tanfield"
    assert first["source"]["how_known"] == "saw_or_heard"
    written = entries(hub, sealed)
    assert [each.audit_id for each in written] == [first["audit_id"], second["audit_id"]]
    assert first["audit_id"] != second["audit_id"]
    entry = written[0]
    assert entry.action is AuditAction.CONSULTATION
    assert (entry.actor, entry.recipient, entry.reason) == (
        "officer 31007", "officer 31007", "to ring back",
    )  # fmt: skip


def test_a_person_can_read_it(hub: Hub, sealed: str) -> None:
    """One field a line, and where it was written down."""
    result = hub.cpi("source", "reveal", sealed, *REASON)
    assert "  name: Moira Tanfield" in result.stdout
    assert "written down as" in result.stdout


def test_without_an_audit_entry_nothing_of_the_source_is_shown(
    hub: Hub, sealed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broker does not take the entry: one line, no name."""
    monkeypatch.setattr(Sender, "send", refuse)
    result = hub.cpi("source", "reveal", sealed, *REASON)
    assert result.exit_code == 2
    assert "_ALL_BROKERS_DOWN" in one_line(result)
    assert "Moira" not in result.output


def test_a_dry_run_opens_nothing_and_writes_nothing(hub: Hub, sealed: str) -> None:
    """It only says that there is something to open."""
    document = hub.json("source", "reveal", sealed, *REASON, "--dry-run")
    assert (document["dry_run"], document["submitter"], document["audit_id"]) == (True, None, None)
    assert entries(hub, sealed) == []


def test_a_source_that_is_not_kept_is_found_wrong(hub: Hub) -> None:
    """Status 1, and no entry for a look that never was."""
    reference = name_of(form())
    result = hub.cpi("source", "reveal", reference, *REASON)
    assert result.exit_code == 1
    assert "no source" in one_line(result)
    assert entries(hub, reference) == []


def test_another_key_opens_nothing(hub: Hub, sealed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line that names the keys by their ids."""
    monkeypatch.setenv("CPI_KEY_FILE", "other.key")
    make_key_file(Path("other.key"))
    result = hub.cpi("source", "reveal", sealed, *REASON)
    assert result.exit_code == 2
    assert hub.keyring.key_id in one_line(result)
    assert entries(hub, sealed) == []


def test_dead_letters_are_listed_without_their_bytes(hub: Hub) -> None:
    """Id, stage, reason, field, place, time."""
    letter = letter_of(hub, form())
    listed = hub.json("dead-letters", "list", "--stage", "triage", "--topic", "cpi.intake")
    row = {each["dead_letter_id"]: each for each in listed["dead_letters"]}[letter.dead_letter_id]
    assert row == {
        "dead_letter_id": letter.dead_letter_id,
        "status": "open",
        "reference": None,
        "stage": "triage",
        "reason": "is more than five minutes ahead of the clock",
        "field": "submitted_at",
        "place": f"cpi.intake/0/{letter.offset}",
        "failed_at": row["failed_at"],
        "attempt": 1,
        "refused": False,
        "waits_for": None,
        "first_id": None,
        "redriven_at": None,
        "redriven_by": None,
        "discarded_at": None,
        "discarded_by": None,
        "discarded_because": None,
    }
    assert hub.json("dead-letters", "list", "--topic", "cpi.mash") == {"dead_letters": []}
    assert letter.dead_letter_id in hub.cpi("dead-letters", "list").stdout


def test_show_keeps_the_bytes_closed(hub: Hub) -> None:
    """Unless asked to reveal; a dry run of that opens nothing either."""
    mine = form()
    letter = letter_of(hub, mine)
    plain = hub.json("dead-letters", "show", letter.dead_letter_id)
    assert (plain["original"], plain["audit_id"]) == (None, None)
    dry = hub.json("dead-letters", "show", letter.dead_letter_id, "--reveal", *REASON, "--dry-run")
    assert dry == plain
    assert entries(hub, name_of(mine)) == []


def test_revealed_bytes_are_readable_and_written_down(hub: Hub) -> None:
    """The form as it came, under the reference that it would have had."""
    mine = form()
    letter = letter_of(hub, mine)
    shown = hub.json("dead-letters", "show", letter.dead_letter_id, "--reveal", *REASON)
    assert shown["original"]["form"] == "message"
    assert shown["original"]["value"]["submitter"]["name"] == "Moira Tanfield"
    (entry,) = entries(hub, name_of(mine))
    assert entry.audit_id == shown["audit_id"]
    assert entry.audit_id.startswith(letter.dead_letter_id)


@pytest.mark.parametrize(
    ("data", "shape", "value"),
    [
        (b'{"a": 1}', "json", {"a": 1}),
        ("naïve".encode(), "text", "naïve"),
        (b"\x1b[2Jgone", "hex", "1b 5b 32 4a 67 6f 6e 65"),
        (b"\x00\x00\x00\x03\xe9\xff", "hex", "00 00 00 03 e9 ff"),
        (b"", "text", ""),
    ],
)
def test_bytes_that_are_no_message_are_shown_as_well_as_can_be(
    hub: Hub, data: bytes, shape: str, value: object
) -> None:
    """JSON, text, else hex: nothing that plays tricks with a terminal."""
    letter = letter_of(hub, form(), data)
    words = ("dead-letters", "show", letter.dead_letter_id, "--reveal", *REASON)
    assert hub.json(*words)["original"] == {"form": shape, "value": value}
    assert "\x1b" not in hub.cpi(*words).stdout


def test_without_an_audit_entry_no_bytes_are_shown(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for a source."""
    letter = letter_of(hub, form())
    monkeypatch.setattr(Sender, "send", refuse)
    result = hub.cpi("dead-letters", "show", letter.dead_letter_id, "--reveal", *REASON)
    assert result.exit_code == 2
    assert "_ALL_BROKERS_DOWN" in one_line(result)
    assert "Moira" not in result.output


def test_json_of_a_reveal_is_one_document(hub: Hub, sealed: str) -> None:
    """A program reads all of standard output."""
    result = hub.cpi("source", "reveal", sealed, *REASON, "--json")
    assert set(json.loads(result.stdout)) == {
        "reference", "dry_run", "audit_id", "submitter", "source",
    }  # fmt: skip
