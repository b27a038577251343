"""Bytes become a message or a rejection that names the field; nothing else ever happens."""

import io
import json
import struct
from pathlib import Path
from typing import Any

import fastavro
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import schemas
from schemas.base import Message
from schemas.catalogue import ASSESSMENT, CPI_FORM, RECEIPT, SCHEMAS, SEALED_SOURCE, Schema
from schemas.codec import MAX_FORM, decode, encode
from schemas.examples import messages
from schemas.form import CpiForm
from schemas.ids import RegistryIds, Version, subject_of
from schemas.rejection import Rejection
from tests.schemas.samples import EVERY, MARKER, plain_form, put

AVSC = json.loads((Path(schemas.__file__).parent / "avro" / "cpi_form.v1.avsc").read_text("utf-8"))


def client_bytes(form: dict[str, Any], avro: Any = AVSC, schema_id: int = 1001) -> bytes:  # noqa: ANN401 - any Avro
    """Write as a partner's plain client does, which has the .avsc and the JSON form only."""
    body = io.BytesIO()
    fastavro.schemaless_writer(body, fastavro.parse_schema(avro), form)
    return struct.pack(">bI", 0, schema_id) + body.getvalue()


def refused(data: bytes | None, schema: Schema = CPI_FORM) -> Rejection:
    """Decode what must not be a message, and give the rejection."""
    answer = decode(schema, data)
    assert isinstance(answer, Rejection)
    return answer


GOOD = client_bytes(plain_form())


def test_a_plain_client_with_the_file_and_the_json_form_writes_what_the_hub_reads() -> None:
    """No code of the hub is needed to write a form."""
    for name in ("normal_school", "normal_housing", "high_nurse", "sparse_anonymous"):
        form = plain_form(name)
        assert decode(CPI_FORM, client_bytes(form)) == CpiForm.model_validate(form)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (None, "has no value"),
        (b"", "is too short for the Confluent wire format"),
        (GOOD[:4], "is too short for the Confluent wire format"),
        (b"\x01" + GOOD[1:], "is not in the Confluent wire format (its first byte is not 0)"),
        (
            b'{"submission_id": "x"}',
            "is not in the Confluent wire format (its first byte is not 0)",
        ),
        (GOOD[:1] + struct.pack(">I", 77) + GOOD[5:], "has an unknown schema id"),
        (
            GOOD[:1] + struct.pack(">I", 1013) + GOOD[5:],
            "has the schema id of receipt, not of cpi_form",
        ),
        (GOOD[:5], "does not match its schema"),
        (GOOD[:-1], "does not match its schema"),
        (GOOD + b"\x00", "has bytes after its end"),
        (
            GOOD[:5] + b"\xfe\xff\xff\xff\xff\xff\xff\xff\x7f" + GOOD[6:],
            "does not match its schema",
        ),
        (GOOD[:5] + b"\xff" * 64, "does not match its schema"),
        (GOOD + b"\x00" * MAX_FORM, "is too large"),
    ],
)
def test_bytes_that_are_no_form_are_refused_whole(data: bytes | None, reason: str) -> None:
    """The header, the body and its end each have a reason of their own."""
    assert refused(data) == Rejection(reason)


@pytest.mark.parametrize("cut", range(0, len(GOOD), 37))
def test_a_form_that_breaks_off_anywhere_is_refused(cut: int) -> None:
    """A truncated body is never taken for a shorter form."""
    assert refused(GOOD[:cut]).field is None


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("submission_id", MARKER, "should be a UUID"),
        ("submitted_at", "2026-10-05T14:03:00", "should carry its time zone"),
        ("submitted_at", "1759669380", "should be a time in ISO 8601 with its zone"),
        ("submitted_at", "0001-01-01T00:00:00Z", "should be a year from 1900 to 2999"),
        ("submitter.name", " \t", "is empty or only white space"),
        ("submitter.email", "", "is missing"),
        ("submitter.agency_type", MARKER, None),
        ("source.how_known", MARKER, None),
        ("source.who_else_knows.0", "a\x07b", "holds control characters"),
        ("information.narrative", "x" * 10_001, "is longer than 10000 characters"),
        ("information.narrative", " \n ", "is empty or only white space"),
        ("information.narrative", "a\x00b", "holds control characters"),
        ("information.other_themes.1", MARKER, None),
        ("information.known_from", "yesterday", "should be a time in ISO 8601 with its zone"),
        ("subjects.1.role", MARKER, None),
        ("subjects.0.date_of_birth", "03/02/2012", "should be a date, YYYY-MM-DD"),
        ("subjects.0.date_of_birth", "1759622400", "should be a date, YYYY-MM-DD"),
        ("subjects.1.approximate_age", -1, "should be at least 0"),
        ("subjects.1.approximate_age", 131, "should be at most 130"),
        ("communications.1.kind", MARKER, None),
        ("attachments", [{"filename": "../x"}], "is a path; send the file's bare name"),
        ("attachments", [{"filename": "a\tb"}], "holds control characters"),
    ],
)
def test_a_wrong_value_is_refused_with_its_field(
    field: str, value: object, reason: str | None
) -> None:
    """DESIGN section 2: an error that names the field; the value is not in it."""
    answer = refused(client_bytes(put(plain_form(), field, value)))
    expected = "attachments.0.filename" if field == "attachments" else field
    assert answer.field == expected
    assert MARKER not in str(answer)
    if reason is None:
        assert answer.reason.startswith("should be one of ")
    else:
        assert answer.reason == reason


def test_text_that_is_no_utf8_is_refused_with_its_field() -> None:
    """Bytes that are no text are not repaired in silence."""
    data = GOOD.replace(b"behind the shops, Mill Lane", b"behind the shops,\xff\xfeMill Lane"[:27])
    assert len(data) == len(GOOD)
    answer = refused(data)
    assert answer.reason == "is not valid UTF-8 text"
    assert answer.field in {"information.narrative", "locations.0.text"}


def test_an_impossible_instant_is_refused_with_its_field() -> None:
    """A time beyond the calendar is a fault of its field, not of the whole."""
    good = encode(RECEIPT, messages(RECEIPT)[0])
    wild = b"\xfe\xff\xff\xff\xff\xff\xff\xff\x7f"
    assert refused(good[:-8] + wild, RECEIPT).field == "issued_at"


def test_a_rule_of_the_whole_message_names_its_field() -> None:
    """NO_FURTHER_ACTION without a reason is refused at ``rationale``."""
    plain = next(m for m in messages(ASSESSMENT) if m.priority == "NO_FURTHER_ACTION")
    silent = plain.model_copy(update={"rationale": None})
    answer = refused(encode(ASSESSMENT, silent), ASSESSMENT)
    assert (answer.field, answer.reason) == ("rationale", "NO_FURTHER_ACTION needs a reason")


@given(st.sampled_from(SCHEMAS), st.binary(max_size=400), st.booleans())
@settings(max_examples=400)
def test_decoding_arbitrary_bytes_never_raises(schema: Schema, data: bytes, framed: bool) -> None:  # noqa: FBT001 - hypothesis passes it by name
    """With and without a good header, for every schema."""
    head = struct.pack(">bI", 0, schema.ids[-1]) if framed else b""
    assert isinstance(decode(schema, head + data), (Rejection, schema.model))


@given(st.sampled_from(EVERY), st.data())
@settings(max_examples=400, deadline=None)
def test_decoding_a_damaged_message_never_raises(
    sample: tuple[Schema, Message], data: st.DataObject
) -> None:
    """A few bytes changed, lost or added anywhere in the body."""
    schema, message = sample
    good = bytearray(encode(schema, message))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(5, len(good) - 1))
        good[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    assert isinstance(decode(schema, bytes(good)), (Rejection, schema.model))


def test_a_bomb_of_empty_records_is_bounded() -> None:
    """Three bytes each would become a dictionary each."""
    bomb = client_bytes(plain_form("sparse_anonymous") | {"locations": [{}] * 200_000})
    assert refused(bomb).reason == "is too large"


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👧 took the 🚌 to Fareham",
        "\u202eright to left\u202c שלום \u2067\u0645\u0631\u062d\u0628\u0627\u2069",
        "<script>alert('x')</script> &amp; <b>",
        '=HYPERLINK("https://x.example")\t+1-2@SUM(A1)',
        "Zoe\u0308 vs Zoë; line\u2028separator; nel\u0085; \ufeffbom; zero\u200bwidth",
        "line one\r\nline two\n\n\ttab",
    ],
)
def test_odd_but_valid_text_survives_unharmed(text: str) -> None:
    """What a person wrote is kept to the character."""
    form = decode(CPI_FORM, client_bytes(put(plain_form(), "information.narrative", text)))
    assert isinstance(form, CpiForm)
    assert form.information.narrative == text
    assert decode(CPI_FORM, encode(CPI_FORM, form)) == form


def test_null_absent_and_empty_are_one() -> None:
    """DESIGN section 2: all else may be absent, null or empty."""
    form = plain_form()
    for name in ("vehicles", "communications", "locations", "attachments", "immediate_danger"):
        form[name] = None
    absent = {name: value for name, value in form.items() if value is not None}
    empty = absent | {"vehicles": [], "immediate_danger": False}
    assert decode(CPI_FORM, client_bytes(form)) == decode(CPI_FORM, client_bytes(absent))
    assert decode(CPI_FORM, client_bytes(empty)) == decode(CPI_FORM, client_bytes(absent))


def test_a_message_is_written_only_by_its_own_schema() -> None:
    """A mistake in the hub's code is found where it is made."""
    with pytest.raises(TypeError, match="receipt is written from Receipt"):
        encode(RECEIPT, messages(CPI_FORM)[0])


def test_ids_can_come_from_a_registry() -> None:
    """Then the catalogue's ids mean nothing."""
    ids = RegistryIds(
        {"cpi.intake-value": 7}, {7: Version("cpi_form", 1), 8: Version("cpi_form", 2)}
    )
    form = messages(CPI_FORM)[0]
    data = encode(CPI_FORM, form, ids)
    assert subject_of(CPI_FORM) == "cpi.intake-value"
    assert data[:5] == b"\x00\x00\x00\x00\x07"
    assert decode(CPI_FORM, data, ids) == form
    assert decode(CPI_FORM, GOOD, ids) == Rejection("has an unknown schema id")
    newer = decode(CPI_FORM, b"\x00\x00\x00\x00\x08" + data[5:], ids)
    assert newer == Rejection("is in a newer version of cpi_form than this hub knows")


@pytest.mark.parametrize(("schema", "message"), EVERY)
def test_messages_are_frozen(schema: Schema, message: Message) -> None:
    """A field can't be set, and equal messages have one hash."""
    name = next(iter(schema.model.model_fields))
    with pytest.raises(ValidationError):
        setattr(message, name, None)
    assert hash(message) == hash(decode(schema, encode(schema, message)))


def test_bytes_that_are_no_text_survive_json_too() -> None:
    """They are base64 there."""
    sealed = messages(SEALED_SOURCE)[0]
    assert SEALED_SOURCE.model.model_validate_json(sealed.model_dump_json()) == sealed
