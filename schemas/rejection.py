"""Why something sent is refused: the field and a reason, never the value (it may name a source)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

_TIME = "should be a time in ISO 8601 with its zone"
_LIST = "should be a list"
_OBJECT = "should be an object"
_WHOLE = "should be a whole number"
_REASONS: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "is an unknown field",
    "enum": "should be one of {expected}",
    "string_type": "should be text",
    "string_sub_type": "should be text",
    "string_unicode": "is not valid Unicode text",
    "too_short": "is empty",
    "too_long": "is longer than {max_length} characters",
    "string_pattern_mismatch": "has the wrong shape",
    "bool_type": "should be true or false",
    "int_type": _WHOLE,
    "greater_than_equal": "should be at least {ge}",
    "less_than_equal": "should be at most {le}",
    "uuid_type": "should be a UUID",
    "uuid_parsing": "should be a UUID",
    "timezone_aware": "should carry its time zone",
    "datetime_type": _TIME,
    "datetime_parsing": _TIME,
    "datetime_from_date_parsing": _TIME,
    "datetime_object_invalid": _TIME,
    "date_from_datetime_parsing": "should be a date, YYYY-MM-DD",
    "date_parsing": "should be a date, YYYY-MM-DD",
    "tuple_type": _LIST,
    "list_type": _LIST,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
}
"""What pydantic's kinds of error mean to a partner. Its own messages may quote what was sent."""

# A partner chose the name of an unknown field, so only what looks like a name is repeated.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


@dataclass(frozen=True)
class Rejection:
    """Why a value is refused.

    ``field`` is a dotted path, ``attachments.0.filename``; null where the whole is at fault.
    ``line`` counts from 1 where the value came from a text.
    """

    reason: str
    field: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        """Say it in one line: ``information.narrative is missing (line 12)``."""
        where = f"{self.field} " if self.field else ""
        return f"{where}{self.reason}{f' (line {self.line})' if self.line else ''}"


def rejections_of(error: ValidationError) -> tuple[Rejection, ...]:
    """Turn what pydantic says into rejections, in the order of the model's fields."""
    found = error.errors(include_url=False, include_input=False)
    return tuple(
        _rejection(problem["type"], problem["loc"], problem.get("ctx")) for problem in found
    )


def safe_name(name: object) -> str | None:
    """Give a name as sent, or null where it may be more than a name."""
    return name if isinstance(name, str) and _NAME.fullmatch(name) else None


def _rejection(kind: str, loc: Sequence[int | str], ctx: Mapping[str, Any] | None) -> Rejection:
    context = dict(ctx or {})
    if kind == "extra_forbidden" and safe_name(loc[-1]) is None:
        return Rejection("has an unknown field" if loc[:-1] else "unknown field", _path(loc[:-1]))
    if kind == "value_error":
        return _from_validator(str(context.get("error", "is not valid")), loc)
    if kind == "enum":
        context["expected"] = context["expected"].replace("'", "")
    reason = _REASONS.get(kind, "is not valid").format_map(context)
    return Rejection(reason, _path(loc))


def _from_validator(message: str, loc: Sequence[int | str]) -> Rejection:
    """Read a validator of a whole model, which names its field as ``field: reason``."""
    name, colon, reason = message.partition(": ")
    if colon and safe_name(name):
        return Rejection(reason, _path((*loc, name)))
    return Rejection(message, _path(loc))


def _path(loc: Sequence[int | str]) -> str | None:
    return ".".join(str(part) for part in loc) or None
