"""Every schema has invented examples that go to Avro and back unchanged."""

import json
import re

import pytest

from schemas.base import Message
from schemas.catalogue import SCHEMAS, Schema
from schemas.codec import decode, encode
from schemas.examples import examples
from tests.schemas.samples import EVERY


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda s: s.name)
def test_each_schema_has_two_examples(schema: Schema) -> None:
    """One example shows no choice."""
    assert len(examples(schema)) >= 2


@pytest.mark.parametrize(("schema", "message"), EVERY)
def test_json_to_model_to_avro_to_model_is_equal(schema: Schema, message: Message) -> None:
    """And to JSON and back as well."""
    assert decode(schema, encode(schema, message)) == message
    assert schema.model.model_validate_json(message.model_dump_json()) == message


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda s: s.name)
def test_examples_are_invented(schema: Schema) -> None:
    """Telephone numbers are from Ofcom's ranges for drama, addresses of mail end in .example."""
    for example in examples(schema):
        text = json.dumps(json.loads(example.text), ensure_ascii=False)
        for number in re.findall(r"\b0[1-9]\d{3} ?\d{6}\b", text):
            assert re.fullmatch(r"07700 900\d{3}|01632 960\d{3}", number), example.name
        for domain in re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text):
            assert domain.endswith(".example"), example.name
