"""What the tests of the schemas share: every example, and one form as a plain dictionary."""

import json
from typing import Any

from schemas.base import Message
from schemas.catalogue import CPI_FORM, SCHEMAS, Schema
from schemas.examples import examples, messages

EVERY: list[tuple[Schema, Message]] = [(s, m) for s in SCHEMAS for m in messages(s)]
"""Each example with its schema."""

MARKER = "Zzyzx-Marjoram"
"""Something that a partner sends and that must not come back in a rejection."""


def plain_form(name: str = "normal_school") -> dict[str, Any]:
    """Give an example form as a partner's program holds it."""
    text = next(example.text for example in examples(CPI_FORM) if example.name == name)
    form: dict[str, Any] = json.loads(text)
    return form


def put(form: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """Give a copy of a form with another value at a dotted path."""
    copy: dict[str, Any] = json.loads(json.dumps(form))
    *way, last = path.split(".")
    place: Any = copy
    for part in way:
        place = place[int(part)] if isinstance(place, list) else place[part]
    place[int(last) if isinstance(place, list) else last] = value
    return copy
