"""Makes the bytes of a record readable: as its message, as JSON, as text, else in hex."""

import io
import json
from collections.abc import Callable
from typing import Any, NamedTuple

import fastavro

from schemas.avro_files import reading_schema
from schemas.ids import SchemaIds
from schemas.topics import TOPICS

_HEADER_BYTES = 5


class Shown(NamedTuple):
    """Readable bytes; ``form`` is message, json, text or hex. Value: JSON, else a string."""

    form: str
    value: Any


def show_bytes(topic: str, data: bytes, ids: SchemaIds) -> Shown:
    """Read bytes as well as they can be read; never raises."""
    readers: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("message", lambda: _avro(topic, data, ids)),
        ("json", lambda: json.loads(data)),
        ("text", lambda: _text(data)),
    )
    for form, read in readers:
        try:
            return Shown(form, read())
        except Exception:  # noqa: BLE001, S112 - total: whatever the bytes do, the next way is tried
            continue
    return Shown("hex", data.hex(" "))


def _avro(topic: str, data: bytes, ids: SchemaIds) -> Any:  # noqa: ANN401 - any JSON value
    """Read what is well-formed Avro, though the message's own rules may refuse it."""
    version = ids.version_of(int.from_bytes(data[1:_HEADER_BYTES]))
    schema = next(each.schema for each in TOPICS if each.name == topic)
    if data[0] != 0 or version is None or version.schema != schema.name:
        message = "not in this topic's schema"
        raise ValueError(message)
    body = io.BytesIO(data[_HEADER_BYTES:])
    record = fastavro.schemaless_reader(
        body, reading_schema(schema.filename(version.version)), None
    )
    return json.loads(json.dumps(record, default=str))


def _text(data: bytes) -> str:
    text = data.decode("utf-8")
    if not all(char.isprintable() or char in "\t\r\n" for char in text):
        # Control characters could play tricks with the terminal.
        message = "holds control characters"
        raise ValueError(message)
    return text
