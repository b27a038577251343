"""Which submission a form claims to be, even where the rest of it can't be read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from schemas.base import ZonedTime


class Identity(NamedTuple):
    """The first two fields of a form, each null where it is absent or wrong.

    The names and their order are those of ``CpiForm``, so that they can be read from bytes that
    break off after them.
    """

    submission_id: UUID | None = None
    submitted_at: datetime | None = None


NOBODY = Identity()
"""Nothing could be read."""

_ID: TypeAdapter[UUID] = TypeAdapter(UUID)
_TIME: TypeAdapter[datetime] = TypeAdapter(ZonedTime)


def identity_of(raw: Mapping[str, object]) -> Identity:
    """Read what can be read of a form's identity; never raises."""
    return Identity(
        _read(_ID, raw.get("submission_id")),
        _read(_TIME, raw.get("submitted_at")),
    )


def _read(adapter: TypeAdapter[Any], value: object) -> Any:  # noqa: ANN401 - what the adapter reads
    try:
        return adapter.validate_python(value)
    except ValidationError:
        return None
