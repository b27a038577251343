"""No schema after ``redact`` has a field for the source (DESIGN section 3)."""

from collections.abc import Iterator
from typing import Any

import pytest

from schemas.avro_files import load
from schemas.catalogue import (
    ALERT,
    AUDIT_ENTRY,
    CANARY_ARRIVAL,
    COLLATION,
    COLLATION_PART,
    COLLATION_ROW,
    COLLATION_TICK,
    CONTROL_ROOM_INCIDENT,
    CRIME_OCCURRENCE,
    DESK_ENTRY,
    INDEX_ENTRY,
    INTELLIGENCE_LOG,
    MASH_REFERRAL,
    PIECE,
    SANITISED_REPORT,
    SCHEMAS,
    SECTOR_INTELLIGENCE,
    WAITING_LINE,
    Schema,
)
from schemas.form import Source, Submitter
from schemas.topics import TOPICS

LATER = (
    SANITISED_REPORT,
    INTELLIGENCE_LOG,
    MASH_REFERRAL,
    SECTOR_INTELLIGENCE,
    CONTROL_ROOM_INCIDENT,
    CRIME_OCCURRENCE,
    PIECE,
    INDEX_ENTRY,
    COLLATION_ROW,
    COLLATION_TICK,
    COLLATION_PART,
    COLLATION,
    CANARY_ARRIVAL,
    ALERT,
    AUDIT_ENTRY,
    DESK_ENTRY,
    WAITING_LINE,
)

FORBIDDEN = {
    *Submitter.model_fields,
    *Source.model_fields,
    *("submitter", "source", "form", "person_reporting", "organisation", "filename", "uri"),
    *("decided_by", "assessed_by", "rationale", "sanitised_narrative", "recommendation", "contact"),
}

LEGITIMATE = {
    ("contents.subjects[].name", "a subject of the information, not its source"),
    ("contents.subjects[].role", "the part that a subject plays"),
    ("form", "DeskForm and RowForm: hashes, kinds and times, no word of the form"),
    ("form.agency_type", "RowForm: the kind of agency, for the month; which one is sealed"),
}
"""Paths that share a name with a field of the source, each with its reason."""

DISCLOSED = "person_reporting"
"""The one explicit disclosure, of a CRIME, in ``crime_occurrence`` alone."""


def _paths(avro: Any, records: dict[str, Any], path: str = "") -> Iterator[str]:  # noqa: ANN401 - any Avro
    if isinstance(avro, list):
        for branch in avro:
            yield from _paths(branch, records, path)
    elif isinstance(avro, str):
        yield from _paths(records[avro], records, path) if avro in records else ()
    elif avro["type"] == "array":
        yield from _paths(avro["items"], records, f"{path}[]")
    elif avro["type"] == "record":
        records[avro["name"]] = avro
        for field in avro["fields"]:
            inner = f"{path}.{field['name']}" if path else field["name"]
            yield inner
            yield from _paths(field["type"], records, inner)


def _source_fields(schema: Schema) -> set[str]:
    paths = set(_paths(load(schema.filename(schema.version)), {}))
    return {path for path in paths if path.rpartition(".")[2] in FORBIDDEN}


@pytest.mark.parametrize("schema", LATER, ids=lambda s: s.name)
def test_no_later_schema_has_a_field_for_the_source(schema: Schema) -> None:
    """By name, at any depth."""
    found = _source_fields(schema) - {path for path, _ in LEGITIMATE}
    if schema is CRIME_OCCURRENCE:
        found = {path for path in found if path.partition(".")[0] != DISCLOSED}
    assert found == set()


def test_each_legitimate_path_exists() -> None:
    """An exception that nothing needs is taken out."""
    seen = set().union(*(_source_fields(schema) for schema in LATER))
    assert {path for path, _ in LEGITIMATE} <= seen


def test_only_the_occurrence_has_a_person_reporting() -> None:
    """DESIGN section 3: the only exception."""
    having = {s.name for s in SCHEMAS for p in _source_fields(s) if p.startswith(DISCLOSED)}
    assert having == {CRIME_OCCURRENCE.name}


def test_a_topic_that_names_no_source_carries_one_of_these_schemas() -> None:
    """A new topic can't slip past this test."""
    safe = {topic.schema.name for topic in TOPICS if not topic.names_source}
    sealed = {"sealed_source"}
    assert safe - sealed <= {schema.name for schema in LATER}


def test_the_walk_sees_the_source_where_it_is() -> None:
    """The guard is not blind."""
    intake = next(schema for schema in SCHEMAS if schema.name == "cpi_form")
    assert {"submitter", "source", "source.who_else_knows"} <= _source_fields(intake)
