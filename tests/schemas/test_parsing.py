"""Forms in JSON: one document or one a line, each fault with its field and its line."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.catalogue import CPI_FORM
from schemas.content import content_hash
from schemas.examples import examples, messages
from schemas.form import CpiForm
from schemas.json_lines import line_of
from schemas.parsing import parse_form, read_forms, too_early
from schemas.rejection import Rejection
from tests.schemas.samples import plain_form, put

PRETTY = next(e.text for e in examples(CPI_FORM) if e.name == "normal_school")
LINE = json.dumps(plain_form(), ensure_ascii=False)


def hash_of(form: dict[str, object]) -> str:
    """Hash a form given as a dictionary."""
    parsed = parse_form(form)
    assert isinstance(parsed, CpiForm)
    return content_hash(parsed)


def test_a_document_is_one_form() -> None:
    """Pretty-printed text, its bytes and a dictionary give the same form."""
    (parsed,) = read_forms(PRETTY)
    assert parsed.form == parse_form(PRETTY) == parse_form(plain_form())
    assert (parsed.line, parsed.rejections) == (1, ())


def test_a_field_of_a_document_has_its_line() -> None:
    """The line is that of the field's value in the file."""
    text = PRETTY.replace('"role": "suspect"', '"role": "boss"')
    (parsed,) = read_forms("\n\n" + text)
    (why,) = parsed.rejections
    assert why.field == "subjects.1.role"
    assert ("\n\n" + text).split("\n")[(why.line or 0) - 1].strip() == '"role": "boss",'
    assert str(parsed.submission_id) == plain_form()["submission_id"]


def test_every_fault_of_a_form_is_told() -> None:
    """A missing field is placed at the object that should hold it."""
    text = PRETTY.replace('"medium"', '"some"').replace('"registration"', '"reg"')
    fields = [why.field for why in read_forms(text)[0].rejections]
    assert fields == ["source.risk_if_used", "vehicles.0.reg"]
    assert line_of(PRETTY, "submitter.missing") == PRETTY.split("\n").index('  "submitter": {') + 1


def test_a_broken_line_is_refused_and_the_others_go_on() -> None:
    """Blank lines are skipped and still counted."""
    bad = json.dumps(put(plain_form(), "information.theme", "x"))
    found = read_forms(f'{LINE}\n\n{{"broken\n{bad}\n[]\noops\n{LINE}\n')
    assert [(p.line, p.form is not None) for p in found] == [
        (1, True), (3, False), (4, False), (5, False), (6, False), (7, True),
    ]  # fmt: skip
    assert [[why.line for why in p.rejections] for p in found] == [[], [3], [4], [5], [6], []]
    assert found[2].rejections[0].field == "information.theme"


def test_line_separators_inside_a_text_do_not_end_a_line() -> None:
    """U+2028 and NEL are text in JSON."""
    form = put(plain_form(), "information.narrative", "one\u2028two\u0085three")
    line = json.dumps(form, ensure_ascii=False)
    found = read_forms(f"{line}\r\n{line}\r\n")
    assert [p.line for p in found] == [1, 2]
    assert all(p.form and "\u2028" in p.form.information.narrative for p in found)


def test_broken_lines_alone_are_still_lines() -> None:
    """Each gets its own rejection."""
    found = read_forms('{"a": }\n{"b": }\n')
    assert [(p.line, p.rejections[0].reason) for p in found] == [
        (1, "is not valid JSON"), (2, "is not valid JSON"),
    ]  # fmt: skip


def test_a_broken_document_tells_the_line() -> None:
    """Where the JSON breaks."""
    (parsed,) = read_forms(PRETTY.replace('"organisation":', '"organisation"'))
    assert parsed.rejections == (Rejection("is not valid JSON", line=7),)


@pytest.mark.parametrize(
    ("text", "reason", "field"),
    [
        ('{"submitted_at": 1, "submitted_at": 2}', "appears twice in one object", "submitted_at"),
        ('{"a": NaN}', "holds NaN or Infinity, which are no JSON", None),
        ('{"a": -Infinity}', "holds NaN or Infinity, which are no JSON", None),
        ("[" * 200_000, "is nested too deeply", None),
        ('{"a": ' + "9" * 5000 + "}", "holds a number that is too long", None),
        ("[1]", "should be one form, an object", None),
        ("null", "should be one form, an object", None),
        (b"\xff\xfe", "is not valid UTF-8 text", None),
        ("", "is not valid JSON", None),
    ],
)
def test_json_that_is_no_form_is_refused(text: str | bytes, reason: str, field: str | None) -> None:
    """Duplicate names, NaN, bombs of depth and of digits."""
    answer = parse_form(text)
    assert isinstance(answer, Rejection)
    assert (answer.reason, answer.field) == (reason, field)


def test_a_text_of_blank_lines_holds_no_form() -> None:
    """It is not a fault."""
    assert read_forms(" \n\n") == []


def test_a_byte_order_mark_is_no_fault() -> None:
    """Windows editors write one."""
    assert read_forms(b"\xef\xbb\xbf" + PRETTY.encode())[0].form == parse_form(PRETTY)


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_reading_never_raises(text: str | bytes) -> None:
    """Whatever the text or the bytes."""
    assert all((p.form is None) == bool(p.rejections) for p in read_forms(text))


@given(st.integers(0, len(PRETTY) - 1), st.text(max_size=2))
@settings(max_examples=200)
def test_reading_a_damaged_document_never_raises(place: int, change: str) -> None:
    """One character changed, lost or added."""
    for parsed in read_forms(PRETTY[:place] + change + PRETTY[place + 1 :]):
        assert (parsed.form is None) == bool(parsed.rejections)


def test_a_form_may_be_five_minutes_ahead_of_the_clock_and_no_more() -> None:
    """DESIGN section 2."""
    form = messages(CPI_FORM)[0]
    assert too_early(form, form.submitted_at - timedelta(minutes=5)) is None
    late = too_early(form, form.submitted_at - timedelta(minutes=5, microseconds=1))
    assert late == Rejection("is more than five minutes ahead of the clock", "submitted_at")


def test_the_hash_is_the_same_however_the_form_is_formatted() -> None:
    """And it is the same for ever: replays after an upgrade depend on it."""
    form = plain_form("sparse_anonymous")
    one = hash_of(form)
    assert one == hash_of(dict(reversed(form.items())))
    assert one == hash_of(form | {"subjects": [], "vehicles": None, "attachments": ""})
    assert one == hash_of(form | {"submission_id": form["submission_id"].upper()})
    assert one == hash_of(form | {"submitted_at": "2026-11-01T00:30:00+01:00"})
    assert one == "873d2feca96ac8718ec44810b79fbc62b1160831bde8e3291e34d9972ea7d23b"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("information.narrative", "Something else."),
        ("submitted_at", "2026-10-05T15:42:01+01:00"),
        ("submitter.phone", None),
        ("subjects.0.aliases", []),
        ("subjects.0.date_of_birth", "2012-02-04"),
        ("immediate_danger", True),
    ],
)
def test_other_content_has_another_hash(path: str, value: object) -> None:
    """A changed, dropped or added value each."""
    assert hash_of(plain_form()) != hash_of(put(plain_form(), path, value))
