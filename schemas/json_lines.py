"""JSON read strictly, and where in a text a field stands."""

import json
import re
from typing import Any, Never

from schemas.rejection import Rejection, safe_name

_BLANK = re.compile(r"[ \t\r\n]*")
_SCAN = json.JSONDecoder()


class _RefusedError(ValueError):
    """JSON that is well formed and still refused; holds the rejection."""

    def __init__(self, rejection: Rejection) -> None:
        super().__init__(rejection.reason)
        self.rejection = rejection


def strict_json(text: str) -> Any:  # noqa: ANN401 - any JSON value, or a Rejection
    """Read JSON; a Rejection for what is broken, repeats a name, or is no number. Never raises."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except _RefusedError as refused:
        return refused.rejection
    except json.JSONDecodeError as broken:
        return Rejection("is not valid JSON", line=broken.lineno)
    except RecursionError:
        return Rejection("is nested too deeply")
    except ValueError:
        return Rejection("holds a number that is too long")


def starts_of_lines(text: str) -> list[tuple[int, str]] | None:
    """Split JSON lines into pairs of number (from 1) and line; null for one document.

    It is JSON lines where a line alone is a whole object, unindented, and the text as a whole is
    no JSON; or where each of several lines begins and ends as an object does.
    """
    # Not splitlines: U+2028 and its like end a line there, and may stand in a JSON string.
    lines = [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if len(lines) < 2 or _is_json(text):  # noqa: PLR2004 - one line is one document
        return None
    whole = any(line.startswith("{") and _is_json(line) for _, line in lines)
    alike = all(line.startswith("{") and line.rstrip().endswith("}") for _, line in lines)
    return lines if whole or alike else None


def line_of(text: str, field: str | None) -> int | None:
    """Find the line, from 1, on which a dotted field of a valid JSON document stands.

    For a field that is missing it is the line of the object that should hold it.
    """
    position = _skip(text, 0)
    for part in field.split(".") if field else ():
        inner = _enter(text, position, part)
        if inner is None:
            break
        position = inner
    return text.count("\n", 0, position) + 1


def _enter(text: str, position: int, part: str) -> int | None:
    """Give the position of a member's value or of a list's item; null where it has none."""
    opening = text[position]
    if opening not in "{[":
        return None
    position, count = _skip(text, position + 1), 0
    while text[position] not in "}]":
        name: object = str(count)
        if opening == "{":
            name, position = _SCAN.raw_decode(text, position)
            position = _skip(text, _skip(text, position) + 1)
        if name == part:
            return position
        _, position = _SCAN.raw_decode(text, position)
        position, count = _skip(text, position), count + 1
        if text[position] == ",":
            position = _skip(text, position + 1)
    return None


def _skip(text: str, position: int) -> int:
    blank = _BLANK.match(text, position)
    return blank.end() if blank else position


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise _RefusedError(Rejection("appears twice in one object", safe_name(name)))
        found[name] = value
    return found


def _no_constant(_name: str) -> Never:
    raise _RefusedError(Rejection("holds NaN or Infinity, which are no JSON"))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
