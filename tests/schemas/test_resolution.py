"""Which changes of a schema let a reader go on: invented pairs, good and bad.

The verdicts were compared by hand with those of Apache's own checker (avro 1.12.2,
``avro.compatibility``); they differ only where the hub is stricter, which ``STRICTER`` names.
"""

from typing import Any

import pytest

from schemas.avro_files import load
from schemas.catalogue import SCHEMAS
from schemas.resolution import problems


def record(*fields: tuple[Any, ...], name: str = "R") -> dict[str, Any]:
    """Make a record of (name, type) or (name, type, default)."""
    made = [dict(zip(("name", "type", "default"), field, strict=False)) for field in fields]
    return {"type": "record", "name": name, "namespace": "a.b", "fields": made}


def choice(*allowed: str) -> dict[str, Any]:
    """Make a string that lists what is allowed."""
    return {"type": "string", "allowed": list(allowed)}


STAMP = {"type": "long", "logicalType": "timestamp-micros"}
INNER = record(("x", "string"), name="Inner")
WIDER = record(("x", "string"), ("y", "string"), name="Inner")
OUTER = record(("in", ["null", {"type": "array", "items": INNER}], None))
OUTER_WIDER = record(("in", ["null", {"type": "array", "items": WIDER}], None))
TREE = record(("kids", {"type": "array", "items": "R"}))

GOOD = [
    (record(("a", "string")), record(("a", "string"))),
    (record(("a", "string"), ("b", ["null", "string"], None)), record(("a", "string"))),
    (record(("a", "string")), record(("a", "string"), ("b", "string"))),
    (record(("b", "string"), ("a", "string")), record(("a", "string"), ("b", "string"))),
    (record(("a", ["null", "string"])), record(("a", "string"))),
    (record(("a", "long")), record(("a", "int"))),
    (record(("a", ["null", "double"])), record(("a", "long"))),
    (record(("a", "bytes")), record(("a", "string"))),
    (record(("a", ["string", "null"])), record(("a", ["null", "string"]))),
    (record(("a", choice("x", "y"))), record(("a", choice("x")))),
    (record(("a", "string")), record(("a", choice("x")))),
    (OUTER, OUTER_WIDER),
    (TREE, TREE),
    ({"type": "map", "values": "long"}, {"type": "map", "values": "int"}),
    (
        {"type": "enum", "name": "E", "symbols": ["A", "B"]},
        {"type": "enum", "name": "E", "symbols": ["B"]},
    ),
]

BAD = [
    (record(("a", "string"), ("b", "string")), record(("a", "string")), "b"),
    (record(("a", "string")), record(("a", ["null", "string"])), "a"),
    (record(("a", "int")), record(("a", "long")), "a"),
    (record(("a", "string")), record(("a", "long")), "a"),
    (record(("a", ["null", "string"])), record(("a", "long")), "a"),
    (record(("a", "string")), record(("a", {"type": "array", "items": "string"})), "a"),
    (record(("b", "string")), record(("a", "string")), "b"),
    (record(("a", "string"), name="S"), record(("a", "string")), ""),
    (
        record(("a", {"type": "array", "items": "long"})),
        record(("a", {"type": "array", "items": "string"})),
        "a[]",
    ),
    (OUTER_WIDER, OUTER, "in[].y"),
    (record(("i", INNER)), record(("i", ["null", INNER])), "i"),
    (record(("k", {"type": "array", "items": "R"}), ("z", "int")), TREE, "k"),
    ({"type": "map", "values": "int"}, {"type": "map", "values": "long"}, "{}"),
    (
        {"type": "enum", "name": "E", "symbols": ["A"]},
        {"type": "enum", "name": "E", "symbols": ["A", "B"]},
        "",
    ),
    ({"type": "fixed", "name": "F", "size": 4}, {"type": "fixed", "name": "F", "size": 5}, ""),
]

STRICTER = [
    (record(("a", choice("x"))), record(("a", choice("x", "y"))), "a"),
    (record(("a", choice("x"))), record(("a", "string")), "a"),
    (record(("a", STAMP)), record(("a", "long")), "a"),
    (record(("a", {"type": "string", "logicalType": "uuid"})), record(("a", "string")), "a"),
]


@pytest.mark.parametrize(("reader", "writer"), GOOD)
def test_a_change_that_a_reader_can_take(reader: dict[str, Any], writer: dict[str, Any]) -> None:
    """As Avro's rules of resolution say."""
    assert problems(reader, writer) == []


@pytest.mark.parametrize(("reader", "writer", "field"), BAD + STRICTER)
def test_a_change_that_breaks_a_reader(
    reader: dict[str, Any], writer: dict[str, Any], field: str
) -> None:
    """With the path of the field, through unions and arrays."""
    found = problems(reader, writer)
    assert field in {problem.field for problem in found}
    assert all(problem.what for problem in found)


def test_destinations_are_told_to_expect_new_values() -> None:
    """So a value added does not break their promise."""
    reader, writer = record(("a", choice("x"))), record(("a", choice("x", "y")))
    assert problems(reader, writer, closed=False) == []


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda s: s.name)
def test_every_file_reads_itself(schema: Any) -> None:  # noqa: ANN401 - a Schema of any message
    """The check knows every construct that the files use."""
    avro = load(schema.filename(schema.version))
    assert problems(avro, avro) == []
