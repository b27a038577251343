"""Avro schemas derived from the models: the JSON form and its Avro record hold the same values."""

import inspect
import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from pydantic import AwareDatetime, PlainSerializer
from pydantic.fields import FieldInfo

from schemas.base import Lenient, Record

Avro = str | list[Any] | dict[str, Any]
"""An Avro schema as JSON holds it."""

NAMESPACE = "uk.police.hampshire.cpi"
"""The namespace of every named Avro type."""

ALLOWED = "allowed"
"""The attribute of an Avro string that lists the values which the hub accepts.

Not an Avro enum: a value added there breaks every reader that does not have it yet, and a value
unknown there is refused without the name of its field.
"""

_PLAIN: Mapping[object, Avro] = {
    str: "string",
    bool: "boolean",
    int: "long",
    bytes: "bytes",
    UUID: {"type": "string", "logicalType": "uuid"},
    AwareDatetime: {"type": "long", "logicalType": "timestamp-micros"},
}


def avro_of(model: type[Record]) -> dict[str, Any]:
    """Derive the Avro record of a message; every record in it is defined once, where it is first.

    Raises:
        TypeError: A field's type has no place in the contract.
    """
    return {"type": "record", "namespace": NAMESPACE, **_Walk().record(model)}


@dataclass
class _Walk:
    seen: set[str] = field(default_factory=set)

    def record(self, model: type[Record]) -> dict[str, Any]:
        self.seen.add(model.__name__)
        return {
            "type": "record",
            "name": model.__name__,
            "doc": inspect.getdoc(model) or "",
            "fields": [
                self._field(name, info, lenient=issubclass(model, Lenient))
                for name, info in model.model_fields.items()
            ],
        }

    def _field(self, name: str, info: FieldInfo, *, lenient: bool) -> dict[str, Any]:
        avro = self._type(info.annotation, info.metadata)
        if info.is_required():
            return {"name": name, "type": avro}
        if lenient and not isinstance(avro, list):
            # What a partner may leave out, a partner may also send as null (DESIGN section 2).
            avro = ["null", avro]
        return {"name": name, "type": avro, "default": _default(avro, info.default)}

    def _type(self, annotation: Any, metadata: list[Any]) -> Avro:  # noqa: ANN401 - any type there is
        written = [mark.return_type for mark in metadata if isinstance(mark, PlainSerializer)]
        if written:
            return self._type(written[-1], [])
        origin, inner = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._type(inner[0], list(inner[1:]))
        if origin in {Union, types.UnionType}:
            return self._nullable(inner)
        if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:  # noqa: PLR2004 - X, ...
            return {"type": "array", "items": self._type(inner[0], [])}
        return self._single(annotation)

    def _nullable(self, branches: tuple[Any, ...]) -> Avro:
        present = [branch for branch in branches if branch is not types.NoneType]
        if len(present) != 1 or len(branches) != 2:  # noqa: PLR2004 - X | None
            message = f"a union may only be of one type and None: {branches}"
            raise TypeError(message)
        return ["null", self._type(present[0], [])]

    def _single(self, annotation: Any) -> Avro:  # noqa: ANN401 - any type there is
        if annotation in _PLAIN:
            return _PLAIN[annotation]
        if isinstance(annotation, type) and issubclass(annotation, StrEnum):
            return {"type": "string", ALLOWED: [member.value for member in annotation]}
        if isinstance(annotation, type) and issubclass(annotation, Record):
            known = annotation.__name__ in self.seen
            return annotation.__name__ if known else self.record(annotation)
        message = f"no Avro type for {annotation}"
        raise TypeError(message)


def _default(avro: Avro, default: object) -> object:
    if isinstance(avro, list):
        return None
    return list(default) if isinstance(default, tuple) else default
