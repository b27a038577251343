"""What is generated is as the models say, the same each time, and nothing else is touched."""

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.asyncapi import asyncapi_document
from schemas.catalogue import SCHEMAS
from schemas.examples import examples
from schemas.export import ROOT, generate, stale, write
from schemas.form import CpiForm
from schemas.form_schema import form_schema
from schemas.topic import Topic
from schemas.topics import TOPICS


def test_the_generated_files_are_those_of_the_models() -> None:
    """Else run ``cpi schemas export``."""
    assert stale() == []


def test_the_same_models_give_the_same_bytes() -> None:
    """A file changes only when a model does."""
    assert generate() == generate()


def test_what_is_stale_is_written_and_nothing_else(tmp_path: Path) -> None:
    """An older version beside it stays as it is."""
    assert write(tmp_path) == list(generate())
    mine = tmp_path / "avro" / "cpi_form.v0.avsc"
    mine.write_text("{}", encoding="utf-8")
    (tmp_path / "asyncapi.json").write_text("{}", encoding="utf-8")
    (tmp_path / "avro" / "receipt.v1.avsc").unlink()
    assert stale(tmp_path) == ["avro/receipt.v1.avsc", "asyncapi.json"]
    assert write(tmp_path) == ["avro/receipt.v1.avsc", "asyncapi.json"]
    assert (stale(tmp_path), mine.read_text("utf-8")) == ([], "{}")


def test_no_avro_file_lies_about_without_a_schema() -> None:
    """A schema that was renamed takes its files along; older versions stay."""
    on_disk = {path.name for path in (ROOT / "avro").glob("*.avsc")}
    assert on_disk == {s.filename(v) for s in SCHEMAS for v in range(1, s.version + 1)}


@pytest.mark.parametrize("topic", TOPICS, ids=lambda t: t.name)
def test_each_topic_has_its_channel(topic: Topic) -> None:
    """Retention, writers, readers, ids, examples and the Avro file."""
    document = asyncapi_document()
    channel: dict[str, Any] = document["channels"][topic.name]
    settings = channel["bindings"]["kafka"]["topicConfiguration"]
    assert settings["cleanup.policy"] == [topic.cleanup]
    assert (settings["retention.ms"] == -1) == (topic.retention_days is None)
    assert channel["x-writers"] == list(topic.writers)
    assert channel["x-readers"] == list(topic.readers)
    message = document["components"]["messages"][topic.schema.name]
    assert message["x-schema-ids"] == list(topic.schema.ids)
    assert len(message["examples"]) == len(examples(topic.schema))
    assert (ROOT / message["payload"]["schema"]["$ref"]).is_file()


def _references(part: object) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [ref for inner in part.values() for ref in _references(inner)]
    return [ref for inner in part for ref in _references(inner)] if isinstance(part, list) else []


def test_every_reference_inside_the_document_leads_somewhere() -> None:
    """The official parser checks the rest; it was run by hand."""
    document = asyncapi_document()
    for reference in _references(document):
        if reference.startswith("#/"):
            place: Any = document
            for step in reference[2:].split("/"):
                place = place[step]


def test_the_form_s_json_schema_says_what_is_mandatory_and_lets_the_rest_be_nothing() -> None:
    """As DESIGN section 2 does."""
    schema = form_schema()
    parts = {"CpiForm": schema, **schema["$defs"]}
    assert schema["required"] == [
        "submission_id",
        "submitted_at",
        "submitter",
        "source",
        "information",
    ]
    assert parts["Submitter"]["required"] == ["name", "organisation", "agency_type", "email"]
    assert list(schema["properties"]) == list(CpiForm.model_fields)
    for part in parts.values():
        for name, field in part.get("properties", {}).items():
            mandatory = name in part.get("required", [])
            assert ({"enum": [None, ""]} in field.get("anyOf", [])) != mandatory, name
        assert part.get("additionalProperties", False) is False
    assert json.loads(generate()["cpi_form.schema.json"]) == schema
