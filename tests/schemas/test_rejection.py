"""A rejection names the field and never quotes what was sent."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from schemas.parsing import parse_form, read_forms
from schemas.rejection import Rejection
from tests.schemas.samples import MARKER, plain_form, put

FULL = plain_form() | {
    "attachments": [{"filename": "a", "media_type": "b", "sha256": "c", "uri": "d"}]
}


def _leaves(value: object, path: str = "") -> Iterator[str]:
    if isinstance(value, dict | list):
        pairs: Any = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from _leaves(inner, f"{path}.{key}" if path else str(key))
    else:
        yield path


def _objects() -> Iterator[str]:
    yield ""
    for path in _leaves(FULL):
        parts = path.split(".")
        yield from (".".join(parts[:end]) for end in range(1, len(parts)))


MANDATORY = (
    "submission_id",
    "submitted_at",
    "submitter.name",
    "submitter.organisation",
    "submitter.agency_type",
    "submitter.email",
    "source.how_known",
    "information.theme",
    "information.narrative",
)

SENT: tuple[object, ...] = (
    f"{MARKER}\x07",
    [MARKER],
    {MARKER: MARKER},
    f"{MARKER}\ud800",
    1e400,
    [[[[MARKER]]]],
)


@pytest.mark.parametrize("path", list(_leaves(FULL)))
@pytest.mark.parametrize("value", SENT, ids=range(len(SENT)))
def test_no_field_s_value_is_quoted(path: str, value: object) -> None:
    """Whatever stands in whichever field."""
    form = json.loads(json.dumps(FULL))
    answer = parse_form(put(form, path, value))
    assert isinstance(answer, Rejection)
    assert answer.field is not None
    assert answer.field == path or path.startswith(answer.field) or answer.field.startswith(path)
    assert MARKER not in str(answer)


@pytest.mark.parametrize("path", sorted(set(_objects())))
def test_an_unknown_field_is_named_unless_its_name_may_be_a_sentence(path: str) -> None:
    """A name is chosen by the partner too."""
    for name in ("fax_number", f"told by {MARKER}", f"{MARKER}\n", "x" * 41, "é", ""):
        form = json.loads(json.dumps(FULL))
        place: Any = form
        for part in path.split(".") if path else ():
            place = place[int(part)] if isinstance(place, list) else place[part]
        if isinstance(place, list):
            return
        place[name] = MARKER
        answer = parse_form(form)
        assert isinstance(answer, Rejection)
        assert MARKER not in str(answer)
        expected = f"{path}.fax_number" if path else "fax_number"
        assert answer.field == (expected if name == "fax_number" else path or None)


@pytest.mark.parametrize("field", MANDATORY)
@pytest.mark.parametrize("nothing", [None, "", "absent"])
def test_a_mandatory_field_that_is_absent_null_or_empty_is_named(
    field: str, nothing: str | None
) -> None:
    """All three say that it is missing."""
    form = put(plain_form(), field, nothing)
    if nothing == "absent":
        *way, last = field.split(".")
        (form[way[0]] if way else form).pop(last)
    answer = parse_form(form)
    assert isinstance(answer, Rejection)
    assert (answer.field, answer.reason) == (field, "is missing")


def test_broken_json_is_not_quoted_either() -> None:
    """Nor a name that appears twice."""
    for text in (
        f'{{"{MARKER}": }}',
        f'{{"a": "{MARKER}',
        f'{{"{MARKER} x":1,"{MARKER} x":1}}',
        f"{MARKER}",
    ):
        for parsed in read_forms(text):
            assert all(MARKER not in str(why) for why in parsed.rejections)
            assert parsed.rejections
