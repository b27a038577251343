"""A part of a month says what was counted; it is made anew only where that has changed."""

from datetime import UTC, datetime

from rules.close import close, newest
from rules.collation_cells import Cell, Tally
from rules.collation_packing import pack, unpack
from schemas.collation import CollationPart
from schemas.sanitised import Sealed

NOW = datetime(2026, 11, 1, 1, tzinfo=UTC)
TALLY = Tally({Cell("forms"): 2, Cell("organisation", ("housing", "Elmwick Homes")): 2})


def seal(packed: bytes) -> Sealed:
    """Hide nothing."""
    return Sealed(key_id="k", wrapped_key=b"", nonce=b"", ciphertext=packed)


def part(tally: Tally, before: CollationPart | None = None) -> CollationPart | None:
    """The part of partition 1."""
    return close("2026-10", 1, tally, before, seal=seal, digest_of=str.upper, now=NOW)


def test_a_part_holds_what_was_counted() -> None:
    """It opens to the same cells."""
    made = part(TALLY)
    assert made is not None
    assert made.revision == 1
    assert unpack(made.sealed.ciphertext) == TALLY


def test_a_month_without_forms_has_a_part_too() -> None:
    """Else a month would never be issued where one partition had nothing."""
    assert part(Tally()) is not None


def test_the_same_count_makes_no_new_part() -> None:
    """However often a month is counted, and in whatever order."""
    first = part(TALLY)
    assert part(Tally(dict(reversed(TALLY.items()))), first) is None


def test_another_count_is_the_next_revision() -> None:
    """Also where only an organisation is another."""
    other = Tally({Cell("forms"): 2, Cell("organisation", ("housing", "Elmwick Houses")): 2})
    again = part(other, part(TALLY))
    assert again is not None
    assert again.revision == 2
    assert again.event_id == "2026-10/part/1/r2"


def test_the_newest_part_of_each_partition_counts() -> None:
    """In whatever order they are read."""
    first = part(TALLY)
    assert first is not None
    second = first.model_copy(update={"revision": 2})
    other = first.model_copy(update={"partition": 0})
    assert newest([second, first, other]) == {0: other, 1: second}


def test_cells_that_count_nothing_are_not_written() -> None:
    """A tally that was made by subtraction packs as one that was counted."""
    assert pack(TALLY + Tally()) == pack(Tally({**TALLY, Cell("logs"): 0}))
