"""An entity's entry is the same whatever order its pieces come in; a person is called once."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.index import MOST_FORMS, cluster, index, month_of, seen_before
from schemas.enums import AlertKind, EntityType, Priority
from schemas.index import IndexEntry, Piece
from schemas.records import Alert
from tests.rules.factories import NOW, REFERENCE, log

KEY = "0f" * 16
YEAR = timedelta(days=365)


def name(number: int, month: int = 10) -> str:
    """Give the reference of an invented form."""
    return f"CPI-2026{month:02}-{number:010}"


def piece(number: int, at: datetime | None = None, month: int = 10) -> Piece:
    """Make the piece of a form; a later number was received later."""
    reference = name(number, month)
    return Piece(
        entity_key=KEY,
        type=EntityType.VEHICLE,
        of_form=reference,
        log_id=f"{reference}/1",
        priority=Priority.NORMAL,
        received_at=at or NOW + timedelta(minutes=number),
    )


def entered(*pieces: Piece, window: timedelta = YEAR) -> IndexEntry | None:
    """Enter pieces one after the other."""
    entry: IndexEntry | None = None
    for each in pieces:
        entry = index(entry, each, window) or entry
    return entry


def alerts(*pieces: Piece, size: int = 3) -> list[Alert]:
    """Give the alerts that pieces raise, one after the other."""
    entry, found = None, []
    for each in pieces:
        after = index(entry, each, YEAR)
        if after is not None:
            found.append(cluster(entry, after, each, size, NOW))
            entry = after
    return [alert for alert in found if alert]


@given(st.permutations(range(6)), st.lists(st.integers(0, 5)))
def test_order_and_repetition_change_nothing(order: list[int], again: list[int]) -> None:
    """At least once is enough: the entry is that of each form, once, oldest first."""
    entry = entered(*(piece(number) for number in [*order, *again]))
    assert entry is not None
    assert [each.reference for each in entry.forms] == [name(number) for number in range(6)]


def test_a_form_that_stands_there_changes_nothing() -> None:
    """Also under another month: the same submission is the same form."""
    entry = entered(piece(1))
    assert index(entry, piece(1), YEAR) is None
    assert index(entry, piece(1, month=9), YEAR) is None


def test_forms_from_before_the_window_are_left_out() -> None:
    """Counted from the newest form, not from today: a replay gives the same."""
    week = timedelta(days=7)
    old, new = piece(1, NOW - timedelta(days=8)), piece(2, NOW)
    for order in ((old, new), (new, old)):
        entry = entered(*order, window=week)
        assert entry is not None
        assert [each.reference for each in entry.forms] == [name(2)]


def test_an_entry_keeps_the_newest_forms_only() -> None:
    """A telephone of thousands of forms does not make a record of megabytes."""
    entry = entered(*(piece(number) for number in range(MOST_FORMS + 5)))
    assert entry is not None
    assert len(entry.forms) == MOST_FORMS
    assert entry.forms[0].reference == name(5)


def test_a_person_is_called_when_the_forms_become_many_and_at_each_doubling() -> None:
    """At 3, 6 and 12, never between, and never again when a form is repeated."""
    made = alerts(*(piece(number) for number in (*range(12), 3, 11)))
    assert [each.alert_id for each in made] == [f"{KEY}/cluster/{size}" for size in (3, 6, 12)]


def test_the_alert_names_the_forms_and_the_kind_and_nothing_else() -> None:
    """A supervisor opens the logs; the alert itself is no personal data."""
    (alert,) = alerts(*(piece(number) for number in range(3)))
    assert alert.kind is AlertKind.CLUSTER
    assert alert.reference == name(2)
    assert alert.reason == (
        f"The same vehicle is in 3 forms since October 2026, too in {name(0)}, {name(1)}."
    )


def test_a_log_says_in_how_many_earlier_forms_its_entities_stand() -> None:
    """Not in itself, not in later ones, not in those before the window."""
    pieces = [
        piece(1, NOW - timedelta(days=400)),
        piece(2, NOW - timedelta(days=60)),
        piece(3, NOW - timedelta(days=1)),
        piece(4, NOW + timedelta(days=1)),
    ]
    own = piece(9, NOW).model_copy(update={"of_form": REFERENCE})
    entry = entered(*pieces, own, window=timedelta(days=1000))
    assert entry is not None
    (seen,) = seen_before(log(), {"E7": KEY, "E8": "00" * 16}, {KEY: entry}, YEAR)
    assert (seen.entity_id, seen.forms, seen.since) == ("E7", 2, NOW - timedelta(days=60))
    assert seen.references == (name(2), name(3))


def test_a_month_is_that_of_london() -> None:
    """Half an hour before midnight in UTC is the next month in summer."""
    assert month_of(datetime.fromisoformat("2026-07-31T23:30:00+00:00")) == "August 2026"
