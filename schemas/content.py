"""What a form says, as one hash: the same however it was formatted."""

import hashlib
import json
from datetime import UTC, date, datetime
from enum import Enum
from uuid import UUID

from pydantic import BaseModel

from schemas.form import CpiForm


def content_hash(form: CpiForm) -> str:
    """Give the SHA-256, in hex, of a form's canonical JSON (DESIGN section 2).

    Null, absent and empty are one; so is one moment in two zones. Fields at their default are left
    out, so that a form keeps its hash when a later version adds a field.
    """
    text = json.dumps(_canonical(form), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: object) -> object:
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        pairs = ((name, getattr(value, name)) for name in fields)
        return {name: _canonical(inner) for name, inner in pairs if inner != fields[name].default}
    if isinstance(value, tuple):
        return [_canonical(inner) for inner in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else _plain(value)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value
