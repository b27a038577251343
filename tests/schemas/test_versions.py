"""A form in an older version is read as the newest, and says who it is even when it is broken."""

import copy
import io
from collections.abc import Iterator
from typing import Any

import fastavro
import pytest

from schemas import avro_files
from schemas.catalogue import CPI_FORM, DEAD_LETTER, Schema
from schemas.codec import decode, identify
from schemas.examples import messages
from schemas.form import CpiForm
from schemas.identity import NOBODY, Identity
from schemas.ids import RegistryIds, Version
from schemas.records import DeadLetter
from schemas.rejection import Rejection
from schemas.stages import DeadLetterStatus
from tests.schemas.samples import plain_form, put
from tests.schemas.test_codec import AVSC, GOOD, client_bytes

NEWER: Schema[CpiForm] = Schema("cpi_form", CpiForm, (1, 1001))
IDS = RegistryIds({}, {1: Version("cpi_form", 1), 1001: Version("cpi_form", 2)})


def _older() -> dict[str, Any]:
    """Give today's file as an invented older one: two fields fewer, and one that is gone now."""
    older: dict[str, Any] = copy.deepcopy(AVSC)
    gone = {"attachments", "immediate_danger"}
    older["fields"] = [field for field in older["fields"] if field["name"] not in gone]
    older["fields"].append({"name": "fax", "type": ["null", "string"], "default": None})
    return older


@pytest.fixture
def two_versions(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the package hold an invented older version of the form."""
    files = {"cpi_form.v1.avsc": _older(), "cpi_form.v2.avsc": AVSC}
    monkeypatch.setattr(avro_files, "load", lambda name: copy.deepcopy(files[name]))
    avro_files.reading_schema.cache_clear()
    yield
    avro_files.reading_schema.cache_clear()


@pytest.mark.usefixtures("two_versions")
def test_an_older_version_is_read_as_the_newest() -> None:
    """What it lacked has its default, what is gone is dropped."""
    form = plain_form()
    data = client_bytes(form | {"fax": "01632 960999"}, _older(), schema_id=1)
    assert decode(NEWER, data, IDS) == CpiForm.model_validate(form | {"attachments": None})
    assert decode(NEWER, GOOD, IDS) == CpiForm.model_validate(form)


@pytest.mark.usefixtures("two_versions")
def test_a_fault_in_an_older_version_names_its_field_too() -> None:
    """Through the resolution."""
    form = put(plain_form(), "source.how_known", "dreamt")
    answer = decode(NEWER, client_bytes(form, _older(), schema_id=1), IDS)
    assert isinstance(answer, Rejection)
    assert answer.field == "source.how_known"


def test_a_refused_form_still_says_which_submission_it_is() -> None:
    """Truncated, wrong elsewhere, or half readable."""
    form = CpiForm.model_validate(plain_form())
    known = Identity(form.submission_id, form.submitted_at)
    assert identify(GOOD[:100]) == known
    assert identify(client_bytes(put(plain_form(), "source.how_known", "dreamt"))) == known
    assert identify(client_bytes(put(plain_form(), "submitted_at", "noon"))).submitted_at is None
    assert identify(client_bytes(put(plain_form(), "submission_id", "x"))).submission_id is None


@pytest.mark.parametrize("data", [None, b"", b"{}", GOOD[:20], GOOD[:5] + b"\x04\xff\xff\x02\xff"])
def test_bytes_without_an_identity_have_none(data: bytes | None) -> None:
    """And nothing is raised."""
    assert identify(data) == NOBODY


def test_the_identity_is_the_head_of_the_form() -> None:
    """In the model and in the file."""
    assert list(CpiForm.model_fields)[: len(Identity._fields)] == list(Identity._fields)
    names = [field["name"] for field in avro_files.load(CPI_FORM.filename(1))["fields"]]
    assert names[: len(Identity._fields)] == list(Identity._fields)


def test_a_dead_letter_of_version_1_is_read() -> None:
    """Those that lie on the topic since before redrives are open, and in no line."""
    (letter, *_) = messages(DEAD_LETTER)
    data = io.BytesIO()
    data.write(b"\x00" + DEAD_LETTER.ids[0].to_bytes(4))
    older = avro_files.writing_schema(DEAD_LETTER.filename(1))
    fastavro.schemaless_writer(data, older, letter.model_dump())
    found = decode(DEAD_LETTER, data.getvalue())
    assert isinstance(found, DeadLetter)
    assert (found.dead_letter_id, found.sealed) == (letter.dead_letter_id, letter.sealed)
    assert (found.status, found.lined, found.sealed_rest) == (DeadLetterStatus.OPEN, False, None)
