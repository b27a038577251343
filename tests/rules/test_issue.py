"""A month is issued as the sum of its parts, and again, with the difference, when that changes."""

from datetime import UTC, datetime

from rules.collation_cells import Cell, Difference, Month, Tally
from rules.issue import issue, missing, read_issue
from schemas.collation import Collation, CollationPart
from schemas.sanitised import Sealed

NOW = datetime(2026, 11, 1, 1, tzinfo=UTC)
HOMES = Cell("organisation", ("housing", "Elmwick Homes"))
FIRST = Tally({Cell("forms"): 2, Cell("logs"): 1, HOMES: 2})
SECOND = Tally({Cell("forms"): 1, HOMES: 1})


def seal(packed: bytes) -> Sealed:
    """Hide nothing."""
    return Sealed(key_id="k", wrapped_key=b"", nonce=b"", ciphertext=packed)


def part(partition: int, revision: int = 1) -> CollationPart:
    """A part, whatever it holds."""
    return CollationPart(
        month="2026-10",
        partition=partition,
        revision=revision,
        counted_at=NOW,
        digest="",
        sealed=seal(b""),
    )


def issued(*tallies: Tally, before: Month | None = None) -> Collation | None:
    """The issue of a month whose partitions counted this."""
    parts = {number: part(number) for number in range(len(tallies))}
    return issue(parts, tallies, before, seal, NOW)


def read(made: Collation | None) -> Month:
    """The month that an issue says."""
    assert made is not None
    return read_issue(made, made.sealed.ciphertext)


def test_it_waits_for_the_part_of_every_partition() -> None:
    """And says which are missing."""
    assert missing({0: part(0), 2: part(2)}, 4) == (1, 3)
    assert not missing({0: part(0), 1: part(1)}, 2)


def test_a_month_is_the_sum_of_its_parts() -> None:
    """Read back, it has every cell, with those that name an organisation."""
    made = issued(FIRST, SECOND)
    assert made is not None
    assert (made.revision, made.forms, made.logs) == (1, 3, 1)
    assert read(made).tally == FIRST + SECOND
    assert made.differences == ()


def test_a_month_without_forms_is_not_issued() -> None:
    """A hub that was set up today says nothing of the month before."""
    assert issued(Tally(), Tally()) is None


def test_no_organisation_is_named_in_the_open() -> None:
    """DESIGN 3: what comes after redact has no field for the source."""
    made = issued(FIRST)
    assert made is not None
    assert "Elmwick" not in made.model_dump_json(exclude={"sealed"})
    changed = issued(FIRST, SECOND, before=read(made))
    assert changed is not None
    assert "Elmwick" not in changed.model_dump_json(exclude={"sealed"})


def test_the_same_sum_is_not_issued_again() -> None:
    """Even where its parts are others: a form that moved changes no month."""
    assert issued(SECOND, FIRST, before=read(issued(FIRST, SECOND))) is None


def test_a_revision_states_the_difference() -> None:
    """Cell by cell, before and after, the organisations' too."""
    again = read(issued(FIRST, SECOND, before=read(issued(FIRST))))
    assert again.revision == 2
    assert set(again.differences) == {
        Difference(Cell("forms"), 2, 3),
        Difference(HOMES, 2, 3),
    }


def test_what_is_sealed_is_compressed_text() -> None:
    """So that a month of many organisations fits into a record."""
    many = Tally({Cell("organisation", ("health", f"Surgery {n}")): 1 for n in range(5000)})
    made = issued(many)
    assert made is not None
    assert len(made.sealed.ciphertext) < 100_000
    assert read(made).tally == many
