"""A row is the same whatever the order of its events, and however often each of them comes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.collate import concerns, marks_of, with_event
from rules.collation_cells import cells_of, month_of
from schemas.base import Message
from schemas.collation import CollationRow, Mark
from schemas.content import content_hash
from schemas.enums import AuditAction, Priority
from tests.forms import form
from tests.rules.collation_factories import (
    EVENTS,
    FORM,
    OTHER,
    RECEIVED,
    REFERENCE,
    assessed,
    erased,
    log,
    proposal,
    row_of,
    seal,
)


@settings(max_examples=300, deadline=None)
@given(st.permutations(EVENTS), st.lists(st.sampled_from(EVENTS), max_size=12))
def test_neither_order_nor_repetition_changes_a_row(
    order: list[Message], again: list[Message]
) -> None:
    """Every event in any order, some of them again in between or afterwards."""
    once = row_of(EVENTS)
    assert row_of(order) == once
    assert row_of([*again, *order, *again]) == once


@pytest.mark.parametrize("event", EVENTS, ids=lambda e: type(e).__name__)
def test_an_event_that_comes_again_writes_nothing(event: Message) -> None:
    """So the changelog grows with the forms, not with what is read again."""
    row = with_event(None, event, seal)
    assert row is not None
    assert with_event(row, event, seal) is None


def test_only_the_copy_that_the_desk_admitted_counts() -> None:
    """The same id with other content is refused there, even where it was received first."""
    early = proposal(OTHER, after=-60)
    row = row_of([early, assessed(1, Priority.NORMAL)])
    assert row is not None
    assert row.form is not None
    assert row.form.content_hash == content_hash(FORM)
    assert row.form.received_at == RECEIVED


def test_a_row_without_its_form_counts_nothing_yet() -> None:
    """A log may be read before the form that it is of; what it says is kept."""
    row = row_of([log(1)])
    assert row is not None
    assert month_of(row) is None
    assert not list(cells_of(row, None))


def test_a_form_belongs_to_the_month_in_which_it_was_received_in_london() -> None:
    """The last millisecond of October by winter time; an hour of summer time before that."""
    assert month_of(row_of([proposal()]) or CollationRow(reference=REFERENCE)) == "2026-10"
    (summer,) = [
        proposal().model_copy(update={"received_at": datetime(2026, 8, 31, 23, tzinfo=UTC)})
    ]
    assert month_of(row_of([summer]) or CollationRow(reference=REFERENCE)) == "2026-09"


def test_of_the_audit_trail_only_erasures_matter() -> None:
    """A redrive or a consultation changes no row."""
    other = erased().model_copy(update={"action": AuditAction.REDRIVE})
    assert concerns(erased())
    assert not concerns(other)


def test_a_good_form_has_every_mark() -> None:
    """And the sparest one has almost none (domain section 6: quality)."""
    assert set(marks_of(FORM)) == {
        Mark.SUBJECT_NAMED,
        Mark.DATE_OF_BIRTH,
        Mark.PLACE,
        Mark.ONE_MATTER,
    }
    spare = form(subjects=[], locations=[])
    assert list(marks_of(spare)) == [Mark.ONE_MATTER]
