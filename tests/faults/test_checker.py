"""The checker sees each kind of fault: a checker that never complains would prove nothing."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from schemas.assessment import AssessedForm
from schemas.base import Message
from schemas.codec import encode
from schemas.enums import Priority, ReceiptStatus
from schemas.examples import messages
from schemas.topic import Topic
from schemas.topics import (
    ASSESSED,
    DEAD_LETTERS,
    DESK,
    INTAKE,
    INTELLIGENCE,
    MASH,
    RECEIPTS,
    SANITISED,
    SECTOR,
    SOURCES,
    TRIAGED,
)
from tests.faults.checker import judge
from tests.faults.seen import Fate, Group, Seen, Sent, Verdict

FORM = Sent("CPI-202610-ABCDEFGHJK", "0b7e6d0e-6c1e-4a0e-9a53-3f4d2f0c9a11")
ALL_READ = Group({("cpi.intake", 0): 1}, {("cpi.intake", 0): 1})


def made(topic: Topic, /, **changes: Any) -> Message:  # noqa: ANN401 - fields of any message
    """An example of a topic's messages, of this form."""
    example: Message = messages(topic.schema)[0]
    return example.model_copy(update={"reference": FORM.reference} | changes)


def put(topic: Topic, offset: int, ce_id: str, /, **changes: Any) -> Seen:  # noqa: ANN401 - as above
    """A record of this form."""
    value = encode(topic.schema, made(topic, **changes))
    return Seen(topic.name, 0, offset, FORM.reference.encode(), value, ce_id)


def journey(revision: int = 1, offset: int = 0) -> list[Seen]:
    """All that one revision of a NORMAL form becomes, without its submission."""
    plain = {"revision": revision}
    once = [put(SOURCES, offset, "source")]
    each = [
        put(topic, offset, f"{topic.name}/r{revision}", **plain)
        for topic in (SANITISED, INTELLIGENCE)
    ]
    decided = made(ASSESSED)
    assert isinstance(decided, AssessedForm)
    ruling = decided.decision.model_copy(update={"rationale": str(revision)})
    assessed = put(ASSESSED, offset, f"a/r{revision}", decision=ruling, **plain)
    log = {**plain, "log_id": f"{FORM.reference}/1"}
    first = put(SECTOR, offset, f"s/r{revision}", specialist_department=None, **log)
    other = put(SECTOR, offset + 1, f"s/drugs/r{revision}", specialist_department="Drugs", **log)
    return [*once, *each, assessed, first, other, put(MASH, offset, f"m/r{revision}", **log)]


ADMITTED = [
    Seen(INTAKE.name, 0, 0, FORM.submission_id.encode(), b"", None),
    put(TRIAGED, 0, "triaged"),
    put(DESK, 0, "desk"),
    put(RECEIPTS, 0, "receipt", status=ReceiptStatus.ACCEPTED),
]
WHOLE = [*ADMITTED, *journey()]


def verdict(records: list[Seen], form: Sent = FORM, group: Group = ALL_READ) -> Verdict:
    """Judge records of one form."""
    return judge(records, [form], group)


def test_a_form_that_is_whole_is_in_order() -> None:
    """No finding where there is nothing to find, in one revision and in three."""
    assert not verdict(WHOLE).wrong
    thrice = [*WHOLE, *journey(2, 10), *journey(3, 20)]
    assert not verdict(thrice, replace(FORM, revisions=3)).wrong


@pytest.mark.parametrize("lost", range(len(WHOLE)))
def test_each_record_is_missed(lost: int) -> None:
    """Take away any one, and the form is not complete."""
    assert verdict(WHOLE[:lost] + WHOLE[lost + 1 :]).missing


def test_a_second_effect_under_another_id_is_doubled() -> None:
    """One message too many, by count and by what it does."""
    log = {"revision": 1, "log_id": f"{FORM.reference}/1", "specialist_department": None}
    found = verdict([*WHOLE, put(SECTOR, 9, "other", **log)])
    assert len(found.doubled) == 2
    assert found.complete


def test_the_same_id_again_is_a_repeat_and_must_say_the_same() -> None:
    """Legal, counted; but not with another content."""
    again = replace(WHOLE[-1], offset=9)
    assert (verdict([*WHOLE, again]).repeats, verdict([*WHOLE, again]).wrong) == (1, ())
    log = {"revision": 1, "log_id": f"{FORM.reference}/1", "because": "something else"}
    assert verdict([*WHOLE, put(MASH, 9, "m/r1", **log)]).doubled


def test_what_is_stamped_anew_may_differ() -> None:
    """A message made again has another time of issue."""
    first = next(each for each in WHOLE if each.topic == MASH.name)
    log = {
        "revision": 1,
        "log_id": f"{FORM.reference}/1",
        "issued_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    assert not verdict([*WHOLE, put(MASH, 9, str(first.ce_id), **log)]).wrong


def test_a_form_is_accepted_once() -> None:
    """Two receipts of acceptance are one too many, even where two receipts are due."""
    twice = replace(FORM, copies=2)
    copy = replace(ADMITTED[0], offset=1)
    accepted = put(RECEIPTS, 1, "second", status=ReceiptStatus.ACCEPTED)
    repeated = put(RECEIPTS, 1, "second", status=ReceiptStatus.REPEATED)
    assert verdict([*WHOLE, copy, accepted], twice).doubled
    assert not verdict([*WHOLE, copy, repeated], twice).wrong


def test_revisions_out_of_order_are_seen() -> None:
    """On any topic; a repeat of an old one is none."""
    form = replace(FORM, revisions=2)
    turned = [*ADMITTED, *journey(2), *journey(1, 10)]
    assert verdict(turned, form).disordered
    assert not verdict([*WHOLE, *journey(2, 10), *journey(1, 20)], form).disordered


def test_assessments_applied_in_another_order_are_seen() -> None:
    """The first revision must be the first assessment."""
    swapped = [each for each in [*WHOLE, *journey(2, 10)] if each.topic != ASSESSED.name]
    decided = made(ASSESSED)
    assert isinstance(decided, AssessedForm)
    for revision, number in ((1, "2"), (2, "1")):
        ruling = decided.decision.model_copy(update={"rationale": number})
        swapped.append(
            put(ASSESSED, revision, f"a/r{revision}", decision=ruling, revision=revision)
        )
    assert verdict(swapped, replace(FORM, revisions=2)).disordered


@pytest.mark.parametrize("committed", [{}, {("cpi.intake", 0): 2}])
def test_offsets_below_and_beyond_the_end_are_seen(committed: dict[tuple[str, int], int]) -> None:
    """Both are wrong; an empty partition needs no offset."""
    ends = {("cpi.intake", 0): 1, ("cpi.intake", 1): 0}
    assert len(verdict(WHOLE, group=Group(committed, ends)).uncommitted) == 1


def test_a_dead_letter_must_be_expected_and_there_once() -> None:
    """One that nobody expects, one that does not come, two for one record: each is seen."""
    place = ("cpi.assessed", 0, 7)
    lies = dict(zip(("topic", "partition", "offset"), place, strict=True))
    letter = put(DEAD_LETTERS, 0, "letter", **lies)
    assert verdict([*WHOLE, letter]).letters
    assert judge(WHOLE, [FORM], ALL_READ, [place]).missing
    assert not judge([*WHOLE, letter], [FORM], ALL_READ, [place]).wrong
    second = put(DEAD_LETTERS, 1, "other", **lies)
    assert judge([*WHOLE, letter, second], [FORM], ALL_READ, [place]).letters


def test_a_form_that_must_be_dead_lettered_needs_nothing_else() -> None:
    """Its letter is its end; without it, it is missing."""
    doomed = replace(FORM, fate=Fate.DEAD_LETTER, priority=Priority.NORMAL)
    assert verdict(ADMITTED, doomed).missing
    letter = put(DEAD_LETTERS, 0, "letter", topic="cpi.assessed", partition=0, offset=1)
    assert not verdict([*ADMITTED, letter], doomed).wrong


def test_what_cannot_be_read_is_seen() -> None:
    """A record of the hub's own that no schema fits."""
    assert verdict([*WHOLE, Seen(MASH.name, 0, 9, FORM.reference.encode(), b"?", "x")]).letters
