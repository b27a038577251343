"""Records that no stage can read, for every topic that one reads."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import fastavro

from schemas.avro_files import writing_schema
from schemas.catalogue import ALERT, CPI_FORM, Schema
from schemas.codec import encode
from schemas.examples import messages
from schemas.topic import Topic
from schemas.topics import INTAKE

# Nearly as much as the broker takes: two MiB within the hub, one from a partner.
_HUGE, _HUGE_FORM = 1_900_000, 1_000_000


@dataclass(frozen=True)
class Poison:
    """A record and what is wrong with it."""

    name: str
    key: bytes | None
    value: bytes | None


def poisons(topic: Topic) -> Iterator[Poison]:
    """One of each kind for a topic; a key names nobody."""
    good = encode(topic.schema, messages(topic.schema)[0])
    huge = _HUGE_FORM if topic.name == INTAKE.name else _HUGE
    alert = ALERT.ids[0].to_bytes(4, "big")
    values: dict[str, bytes | None] = {
        "no Avro": b"\xde\xad\xbe\xef" * 20,
        "truncated": good[:-10],
        "no value": None,
        "empty": b"",
        "huge": good[:5] + b"x" * huge,
        "unknown schema id": b"\x00\x7f\xff\xff\xff" + good[5:],
        "schema of another topic": b"\x00" + alert + good[5:],
        "bytes after its end": good + b"\x00",
        "absurd": _absurd(topic.schema),
    }
    for name, value in values.items():
        yield Poison(name, str(uuid4()).encode(), value)
    yield Poison("no key", None, b"\xde\xad")
    yield Poison("key that is no text", b"\xff\xfe\x00", b"\xde\xad")


def _absurd(schema: Schema) -> bytes:
    """Whole and well-formed Avro that says what cannot be."""
    record = messages(schema)[0].model_dump()
    if schema.name == CPI_FORM.name:
        record |= {"submission_id": "nobody", "submitted_at": "yesterday"}
    else:
        record["reference"] = "CPI-999999-nonsense"
    body = io.BytesIO()
    avro = writing_schema(schema.filename(schema.version))
    fastavro.schemaless_writer(body, avro, record, disable_tuple_notation=True)
    return b"\x00" + schema.ids[-1].to_bytes(4, "big") + body.getvalue()
