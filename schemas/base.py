"""What every message has in common: it is frozen, and it refuses what it does not know."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    model_validator,
)

Day = TypeVar("Day", bound=date)

MAX_NARRATIVE = 10_000
"""Characters of a narrative (DESIGN section 2)."""

# C0 without tab, line feed and carriage return; DEL; C1 without NEL, which old mainframes use as a
# line end. Formatting characters (bidirectional marks, joiners) are text and stay. Half a surrogate
# pair is no text at all: it can come out of JSON and can't be written again.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")

# pydantic also reads "1759669380" as a time, and a time as a date.
_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_YEARS = range(1900, 3000)


def _clean(text: str) -> str:
    # What can be printed holds neither; most texts can, and asking is quicker than looking.
    if text.isprintable():
        return text
    if _CONTROL.search(text):
        message = "holds control characters"
        raise ValueError(message)
    if _SURROGATE.search(text):
        message = "is not valid Unicode text"
        raise ValueError(message)
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        message = "is empty or only white space"
        raise ValueError(message)
    return text


def _zoned(value: object) -> object:
    # A bare number would be taken for seconds since 1970, which no partner means.
    if not (isinstance(value, datetime) or (isinstance(value, str) and _TIME.match(value))):
        message = "should be a time in ISO 8601 with its zone"
        raise ValueError(message)
    return value


def _written_date(value: object) -> object:
    if not (isinstance(value, date) or (isinstance(value, str) and _DATE.fullmatch(value))):
        message = "should be a date, YYYY-MM-DD"
        raise ValueError(message)
    return value


def _plausible(value: Day) -> Day:
    # The first years of the calendar have no time in other zones, and four digits must do.
    if value.year not in _YEARS:
        message = f"should be a year from {_YEARS.start} to {_YEARS.stop - 1}"
        raise ValueError(message)
    return value


Text = Annotated[str, AfterValidator(_clean)]
"""Any text without control characters."""

Filled = Annotated[Text, AfterValidator(_not_blank), Field(json_schema_extra={"pattern": r"\S"})]
"""Text that says something."""

Narrative = Annotated[Filled, Field(min_length=1, max_length=MAX_NARRATIVE)]
"""The free text of a form."""

Flag = Annotated[bool, Field(strict=True)]
"""True or false; "yes" and 1 are refused."""

Whole = Annotated[int, Field(strict=True)]
"""A whole number; "14" and 14.0 are refused."""

ZonedTime = Annotated[
    AwareDatetime,
    BeforeValidator(_zoned),
    AfterValidator(_plausible),
    PlainSerializer(lambda moment: moment.isoformat(), return_type=str),
]
"""A time as the partner wrote it: ISO 8601 with its zone, a string in JSON and in Avro."""

Birthday = Annotated[
    date,
    BeforeValidator(_written_date),
    AfterValidator(_plausible),
    PlainSerializer(lambda day: day.isoformat(), return_type=str),
]
"""A date as the partner wrote it: YYYY-MM-DD, a string in JSON and in Avro."""

Instant = Annotated[AwareDatetime, BeforeValidator(_zoned), AfterValidator(_plausible)]
"""A time that the hub stamped: UTC, microseconds since 1970 in Avro."""

Reference = Annotated[str, Field(pattern=r"^CPI-\d{6}-[0-9A-HJKMNP-TV-Z]{10}$")]
"""The hub's name for a form (DESIGN section 2)."""


class Record(BaseModel):
    """A value inside a message. Frozen; an unknown field is refused; bytes are base64 in JSON."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=True,
        ser_json_bytes="base64",
        val_json_bytes="base64",
    )


class Lenient(Record):
    """A part of a partner's form, where null and empty mean the same as absent (DESIGN 2)."""

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, data: Any) -> Any:  # noqa: ANN401 - what a partner sends has no type yet
        if not isinstance(data, Mapping):
            return data
        return {name: value for name, value in data.items() if value is not None and value != ""}


class Message(Record):
    """A record that travels alone as the value of a topic."""

    @property
    def event_id(self) -> str:
        """The CloudEvents id: the same whenever the same thing is said again (DESIGN 4.2)."""
        raise NotImplementedError
