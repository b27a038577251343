"""What cannot be processed is kept with its reason, and the next form is processed."""

import io
import json
from importlib import resources
from typing import Any
from uuid import uuid4

import fastavro
import pytest
from confluent_kafka import Producer

from schemas.catalogue import CPI_FORM
from schemas.codec import encode, identify
from schemas.enums import Priority, ReceiptStatus
from schemas.form import CpiForm
from schemas.stages import Stage
from schemas.topic import Topic
from schemas.topics import (
    ASSESSED,
    ASSESSMENTS,
    DEAD_LETTERS,
    INTAKE,
    INTELLIGENCE,
    SANITISED,
    SECTOR,
    TRIAGED,
)
from streams.dead_letters import original_bytes
from tests.forms import raw_form, told
from tests.integration.running import RunningHub

pytestmark = pytest.mark.kafka


def framed(schema_id: int, body: bytes) -> bytes:
    """A body in the Confluent wire format."""
    return b"\x00" + schema_id.to_bytes(4, "big") + body


def written(raw: dict[str, Any]) -> bytes:
    """A form as a client writes it that has only the exported Avro file."""
    text = (resources.files("schemas") / "avro" / CPI_FORM.filename(1)).read_text()
    out = io.BytesIO()
    fastavro.schemaless_writer(out, fastavro.parse_schema(json.loads(text)), raw)
    return framed(CPI_FORM.ids[0], out.getvalue())


def good() -> bytes:
    """A form that is fine."""
    return encode(CPI_FORM, CpiForm.model_validate(raw_form()))


BAD: dict[str, tuple[bytes | None, str | None]] = {
    "null": (None, None),
    "empty": (b"", None),
    "not framed": (b"{}", None),
    "unknown schema": (framed(99_999_999, b"abc"), None),
    "schema of another topic": (framed(1003, b"abc"), None),
    "truncated": (good()[:-40], None),
    "bytes too many": (good() + b"x", None),
    "naive time": (written(raw_form(submitted_at="2026-10-05T14:03:00")), "submitted_at"),
    "future time": (written(raw_form(submitted_at="2999-10-05T14:03:00+01:00")), "submitted_at"),
    "narrative too long": (written(told("x" * 10_001)), "information.narrative"),
    "narrative blank": (written(told(" \n ")), "information.narrative"),
    "control characters": (written(told("a\x00b")), "information.narrative"),
    "unknown theme": (
        written(raw_form(information={"theme": "gossip", "narrative": "x"})),
        "information.theme",
    ),
    "file name is a path": (
        written(raw_form(attachments=[{"filename": "../../etc/passwd"}])),
        "attachments.0.filename",
    ),
}


@pytest.mark.parametrize(("value", "field"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_kept_with_its_reason_and_the_next_form_goes_on(
    automatic_hub: RunningHub, value: bytes | None, field: str | None
) -> None:
    """The dead letter names stage and field, its bytes open, the partner is answered."""
    submission_id = str(identify(value).submission_id or uuid4())
    before = {letter.dead_letter_id for letter in automatic_hub.messages(DEAD_LETTERS)}
    automatic_hub.send_bytes(INTAKE, submission_id.encode(), value)
    letter = automatic_hub.wait_for_dead_letter(lambda each: each.dead_letter_id not in before)
    assert (letter.stage, letter.topic, letter.field) == (Stage.TRIAGE, INTAKE.name, field)
    assert letter.reason
    assert original_bytes(letter, automatic_hub.keyring) == (value or b"")
    assert "Tanfield" not in letter.model_dump_json()
    (receipt,) = automatic_hub.wait_for_receipt(submission_id)
    assert receipt.status is ReceiptStatus.REJECTED
    (reference,) = automatic_hub.submit(raw_form())
    automatic_hub.wait_for(SECTOR, reference)


def test_a_record_that_is_too_large_is_kept(automatic_hub: RunningHub) -> None:
    """It is refused unread, and its bytes are there."""
    value = framed(CPI_FORM.ids[0], b"x" * 900_000)
    automatic_hub.send_bytes(INTAKE, str(uuid4()).encode(), value)
    letter = automatic_hub.wait_for_dead_letter(lambda each: "too large" in each.reason)
    assert original_bytes(letter, automatic_hub.keyring) == value


ODD = "😀 café · שלום مرحبا <script>alert(1)</script> =cmd|'/c calc'!A1 \u202eabc é"


def test_odd_but_valid_text_is_carried_unharmed(automatic_hub: RunningHub) -> None:
    """Emoji, right-to-left, HTML and formulas come out as they went in."""
    (reference,) = automatic_hub.submit(told(f"Near the shops: {ODD} in Mill Lane."))
    (triaged,) = automatic_hub.wait_for(TRIAGED, reference)
    assert ODD in triaged.form.information.narrative
    (assessed,) = automatic_hub.wait_for(ASSESSED, reference)
    assert ODD in assessed.form.information.narrative


def test_a_plain_client_needs_only_the_exported_schema(automatic_hub: RunningHub) -> None:
    """A partner with librdkafka, fastavro and the .avsc file reaches the sector."""
    sent = raw_form()
    producer = Producer({"bootstrap.servers": automatic_hub.settings.kafka_bootstrap_servers})
    producer.produce(INTAKE.name, written(sent), key=sent["submission_id"])
    producer.flush()
    (receipt,) = automatic_hub.wait_for_receipt(sent["submission_id"])
    assert receipt.status is ReceiptStatus.ACCEPTED
    assert receipt.reference
    automatic_hub.wait_for(SECTOR, receipt.reference)


@pytest.mark.parametrize(
    "topic", [TRIAGED, ASSESSMENTS, ASSESSED, SANITISED, INTELLIGENCE], ids=lambda each: each.name
)
def test_bytes_that_a_stage_cannot_read_are_kept(automatic_hub: RunningHub, topic: Topic) -> None:
    """Each stage dead-letters under its own name."""
    automatic_hub.send_bytes(topic, b"poison", b"poison")
    letter = automatic_hub.wait_for_dead_letter(lambda each: each.topic == topic.name)
    assert letter.stage.value in topic.readers


def test_an_assessment_of_no_form_is_not_lost(hasty_hub: RunningHub) -> None:
    """A wrong reference is a dead letter once the limit has passed."""
    hasty_hub.assess("CPI-202610-ZZZZZZZZZZ", Priority.NORMAL)
    letter = hasty_hub.wait_for_dead_letter(lambda each: each.topic == ASSESSMENTS.name)
    assert letter.field == "reference"
