"""The Avro files of the package, parsed once for writing and once for reading."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

import fastavro
import fastavro.read

from schemas.avro_model import Avro

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANT = "cpi-instant"


def load(filename: str) -> dict[str, Any]:
    """Read an Avro file as JSON.

    Raises:
        FileNotFoundError: There is no file of that name; ``cpi schemas export`` writes them.
    """
    text = (resources.files("schemas") / "avro" / filename).read_text(encoding="utf-8")
    avro: dict[str, Any] = json.loads(text)
    return avro


@cache
def writing_schema(filename: str) -> Any:  # noqa: ANN401 - fastavro's own form
    """Give a file's schema as fastavro writes it."""
    return fastavro.parse_schema(load(filename))


@cache
def reading_schema(filename: str, first: int | None = None) -> Any:  # noqa: ANN401 - fastavro's own form
    """Give a file's schema as the hub reads it: the ``first`` fields, or all of them.

    Values that fastavro would convert, and fail on without saying where, are left to the model.
    """
    avro = load(filename)
    avro["fields"] = avro["fields"][:first]
    return fastavro.parse_schema(_unconverted(avro))


def _unconverted(avro: Avro) -> Any:  # noqa: ANN401 - JSON
    if isinstance(avro, list):
        return [_unconverted(inner) for inner in avro]
    if not isinstance(avro, dict):
        return avro
    plain = {key: _unconverted(value) for key, value in avro.items() if key != "logicalType"}
    if avro.get("logicalType") == "timestamp-micros":
        plain["logicalType"] = _INSTANT
    return plain


def _instant(micros: int, *_schemas: object) -> datetime | int:
    try:
        return _EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        return micros  # the model refuses it with the field's name


fastavro.read.LOGICAL_READERS[f"long-{_INSTANT}"] = _instant
