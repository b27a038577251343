"""Messages to and from bytes: Avro in the Confluent wire format (DESIGN section 3).

Byte 0, four bytes of schema id (big-endian), the body. Decoding is total: whatever the bytes, it
gives the message or a rejection that names the field and never quotes the value.
"""

import io
import struct
from typing import Any, cast

import fastavro
from pydantic import ValidationError

from schemas.avro_files import reading_schema, writing_schema
from schemas.base import Message
from schemas.catalogue import CPI_FORM, DEAD_LETTER, M_co, Schema
from schemas.identity import NOBODY, Identity, identity_of
from schemas.ids import CATALOGUE_IDS, SchemaIds
from schemas.rejection import Rejection, rejections_of

MAX_VALUE = 1_048_576
"""Bytes of any value: what a broker takes by default."""

MAX_LETTER = 8 * MAX_VALUE
"""Bytes of a dead letter: it must hold whatever lay on a topic, and what came with it, sealed."""

MAX_FORM = 262_144
"""Bytes of a partner's form: what grows out of it must still fit into a value."""

_LIMITS = {CPI_FORM.name: MAX_FORM, DEAD_LETTER.name: MAX_LETTER}
_HEADER = struct.Struct(">bI")
_MISFIT = Rejection("does not match its schema")


def encode(schema: Schema, message: Message, ids: SchemaIds = CATALOGUE_IDS) -> bytes:
    """Write a message in the newest version of its schema.

    Raises:
        TypeError: The message is not of that schema.
    """
    if type(message) is not schema.model:
        problem = f"{schema.name} is written from {schema.model.__name__}"
        raise TypeError(problem)
    body = io.BytesIO()
    body.write(_HEADER.pack(0, ids.id_of(schema)))
    avro = writing_schema(schema.filename(schema.version))
    fastavro.schemaless_writer(body, avro, message.model_dump(), disable_tuple_notation=True)
    return body.getvalue()


def decode(
    schema: Schema[M_co], data: bytes | None, ids: SchemaIds = CATALOGUE_IDS
) -> M_co | Rejection:
    """Read a value of ``schema``, of whatever version, as its newest; never raises."""
    record = _record(schema, data, ids)
    if isinstance(record, Rejection):
        return record
    try:
        return schema.model.model_validate(record)
    except ValidationError as error:
        return rejections_of(error)[0]


def identify(data: bytes | None, ids: SchemaIds = CATALOGUE_IDS) -> Identity:
    """Say which submission a form claims to be, as far as its first fields can be read.

    For a form that ``decode`` refused: its receipt needs an id. Never raises.
    """
    if data is None:
        return NOBODY
    version = _version(CPI_FORM, data, ids)
    if isinstance(version, Rejection):
        return NOBODY
    head = reading_schema(CPI_FORM.filename(version), first=len(Identity._fields))
    record = _read(head, None, io.BytesIO(data))
    return NOBODY if isinstance(record, Rejection) else identity_of(record)


def _record(schema: Schema, data: bytes | None, ids: SchemaIds) -> dict[str, Any] | Rejection:
    if data is None:
        return Rejection("has no value")
    if len(data) > _LIMITS.get(schema.name, MAX_VALUE):
        return Rejection("is too large")
    version = _version(schema, data, ids)
    if isinstance(version, Rejection):
        return version
    written = reading_schema(schema.filename(version))
    newest = schema.filename(schema.version)
    body = io.BytesIO(data)
    record = _read(written, None if version == schema.version else reading_schema(newest), body)
    if not isinstance(record, Rejection) and body.tell() != len(data):
        return Rejection("has bytes after its end")
    return record


def _version(schema: Schema, data: bytes, ids: SchemaIds) -> int | Rejection:
    """Read the header: the version of ``schema`` that the bytes say they are in."""
    if len(data) < _HEADER.size:
        return Rejection("is too short for the Confluent wire format")
    magic, schema_id = _HEADER.unpack_from(data)
    if magic != 0:
        return Rejection("is not in the Confluent wire format (its first byte is not 0)")
    known = ids.version_of(schema_id)
    if known is None:
        return Rejection("has an unknown schema id")
    if known.schema != schema.name:
        return Rejection(f"has the schema id of {known.schema}, not of {schema.name}")
    if known.version > schema.version:
        return Rejection(f"is in a newer version of {schema.name} than this hub knows")
    return known.version


def _read(written: Any, wanted: Any, body: io.BytesIO) -> dict[str, Any] | Rejection:  # noqa: ANN401 - fastavro's own form
    """Read the body that follows the header; text that is no UTF-8 is refused with its field."""
    try:
        return _resolve(written, wanted, body, "strict")
    except UnicodeDecodeError:
        pass
    except Exception:  # noqa: BLE001 - total: fastavro raises a dozen kinds for bytes that don't fit
        return _MISFIT
    try:
        record = _resolve(written, wanted, body, "surrogateescape")
    except Exception:  # noqa: BLE001 - as above
        return _MISFIT
    return Rejection("is not valid UTF-8 text", _broken_text(record))


def _resolve(written: Any, wanted: Any, body: io.BytesIO, errors: str) -> dict[str, Any]:  # noqa: ANN401 - fastavro's own form
    body.seek(_HEADER.size)
    record = fastavro.schemaless_reader(body, written, wanted, handle_unicode_errors=errors)
    return cast("dict[str, Any]", record)  # every schema of the catalogue is a record


def _broken_text(value: object, path: str = "") -> str | None:
    """Find the field whose bytes were no UTF-8: they came through as surrogates."""
    if isinstance(value, str):
        return path if any("\ud800" <= char <= "\udfff" for char in value) else None
    if not isinstance(value, dict | list):
        return None
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    found = (_broken_text(inner, f"{path}.{key}" if path else str(key)) for key, inner in pairs)
    return next((name for name in found if name), None)
