"""Issues a month: the sum of its parts, frozen under a revision, with what that changed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from rules.collation_cells import Cell, Difference, Month, Tally, differences
from rules.collation_packing import changed, counted, open_part, read_sealed, sealed_part
from schemas.collation import Collation, CollationPart
from schemas.sanitised import Sealed

Seal = Callable[[bytes], Sealed]


def missing(parts: Mapping[int, CollationPart], partitions: int) -> tuple[int, ...]:
    """Say which partitions have not counted the month yet."""
    return tuple(number for number in range(partitions) if number not in parts)


def issue(
    parts: Mapping[int, CollationPart],
    tallies: Iterable[Tally],
    before: Month | None,
    seal: Seal,
    now: datetime,
) -> Collation | None:
    """Add up the parts of a month; null where the issue before says the same.

    A month in which no form was received is not issued. ``tallies`` are those of the parts,
    opened. Source: domain section 6 (freeze a snapshot, show what changes later as a revision).
    """
    total = sum(tallies, Tally())
    changes = tuple(differences(before.tally if before else Tally(), total))
    if not changes:
        return None
    told = changes if before else ()
    first = next(iter(parts.values()))
    return Collation(
        month=first.month,
        revision=(before.revision or 0) + 1 if before else 1,
        issued_at=now,
        forms=total[Cell("forms")],
        logs=total[Cell("logs")],
        parts=tuple(parts[number].revision for number in sorted(parts)),
        cells=counted(total),
        differences=changed(told),
        sealed=seal(sealed_part(total, told)),
    )


def read_issue(collation: Collation, opened: bytes) -> Month:
    """Give a month as it was issued; ``opened`` is what it holds sealed."""
    sealed, sealed_changes = read_sealed(opened)
    changes = (
        Difference(Cell(each.table, each.key), each.before, each.after)
        for each in collation.differences
    )
    return Month(
        month=collation.month,
        revision=collation.revision,
        issued_at=collation.issued_at,
        tally=open_part(collation.cells) + sealed,
        differences=(*changes, *sealed_changes),
    )
