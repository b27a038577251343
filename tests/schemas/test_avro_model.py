"""The models and the Avro files say the same: walked apart from the generator, both ways."""

import types
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from pydantic import AwareDatetime, BaseModel

from schemas import base
from schemas.avro_files import load
from schemas.avro_model import avro_of
from schemas.base import Lenient, Message, Record
from schemas.catalogue import SCHEMAS, Schema

Walked = dict[str, tuple[str, ...]]

PLAIN: dict[object, str] = {
    str: "string",
    bool: "boolean",
    int: "long",
    bytes: "bytes",
    UUID: "string.uuid",
    AwareDatetime: "long.timestamp-micros",
}


def _of_hint(hint: Any) -> str:  # noqa: ANN401 - any type hint
    """Say in a word what a hint becomes in Avro."""
    if hint in {base.ZonedTime, base.Birthday}:
        return "string"
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _of_hint(inner[0])
    if origin in {Union, types.UnionType}:
        return f"null|{_of_hint(inner[0])}"
    if origin is tuple:
        return f"[{_of_hint(inner[0])}]"
    assert isinstance(hint, type)
    if issubclass(hint, StrEnum):
        return f"string({','.join(hint)})"
    return PLAIN.get(hint, hint.__name__)


def _of_avro(avro: Any) -> str:  # noqa: ANN401 - any Avro
    if isinstance(avro, list):
        return "|".join(_of_avro(branch) for branch in avro)
    if isinstance(avro, str):
        return avro
    if avro["type"] == "array":
        return f"[{_of_avro(avro['items'])}]"
    if avro["type"] == "record":
        return str(avro["name"])
    allowed = f"({','.join(avro['allowed'])})" if "allowed" in avro else ""
    logical = f".{avro['logicalType']}" if "logicalType" in avro else ""
    return f"{avro['type']}{logical}{allowed}"


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for hint in get_type_hints(model, include_extras=True).values():
        for leaf in _leaves(hint):
            if isinstance(leaf, type) and issubclass(leaf, BaseModel):
                yield from _models(leaf)


def _leaves(hint: Any) -> Iterator[Any]:  # noqa: ANN401 - any type hint
    inner = get_args(hint)
    if not inner:
        yield hint
    for part in inner:
        yield from _leaves(part)


def _records(avro: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any Avro
    if isinstance(avro, list):
        for branch in avro:
            yield from _records(branch)
    elif isinstance(avro, dict):
        if avro["type"] == "record":
            yield avro
        for part in [*avro.get("fields", []), {"type": avro.get("items")}]:
            yield from _records(part["type"])


def _walk_models(model: type[BaseModel]) -> Walked:
    found = {}
    for part in _models(model):
        hints = get_type_hints(part, include_extras=True)
        lines = []
        for name, info in part.model_fields.items():
            word = _of_hint(hints[name])
            optional = not info.is_required()
            null = optional and issubclass(part, Lenient) and not word.startswith("null|")
            lines.append(f"{name}{'?' if optional else ''}: {'null|' if null else ''}{word}")
        found[part.__name__] = tuple(lines)
    return found


def _walk_avro(avro: dict[str, Any]) -> Walked:
    return {
        record["name"]: tuple(
            f"{field['name']}{'?' if 'default' in field else ''}: {_of_avro(field['type'])}"
            for field in record["fields"]
        )
        for record in _records(avro)
    }


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda s: s.name)
def test_the_file_has_the_fields_of_the_model_in_their_order_and_no_others(schema: Schema) -> None:
    """Names, order, types, nullability and defaults agree in every nested record."""
    walked = _walk_avro(load(schema.filename(schema.version)))
    assert walked == _walk_models(schema.model)
    assert schema.model.__name__ in walked


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda s: s.name)
def test_each_record_is_defined_once(schema: Schema) -> None:
    """Avro refuses a name that is defined twice."""
    names = [record["name"] for record in _records(load(schema.filename(schema.version)))]
    assert len(names) == len(set(names))


def test_what_a_partner_may_leave_out_a_partner_may_send_as_null() -> None:
    """A JSON form with null lists and flags can be written as it is."""
    fields = {field["name"]: field for field in load("cpi_form.v1.avsc")["fields"]}
    assert fields["subjects"]["type"][0] == "null"
    assert fields["immediate_danger"]["default"] is None
    assert "default" not in fields["submitted_at"]


class _Odd(Message):
    value: float


class _Two(Message):
    value: int | str


@pytest.mark.parametrize("model", [_Odd, _Two])
def test_a_type_outside_the_contract_is_refused(model: type[Record]) -> None:
    """A float or a union of two types stops the export."""
    with pytest.raises(TypeError):
        avro_of(model)
