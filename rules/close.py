"""Closes a month on one partition: what was counted becomes its part, where that says anything new.

A part has a revision of its own. The same rows give the same part however often they are counted.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from rules.collation_cells import Tally
from rules.collation_packing import canonical, pack
from schemas.collation import CollationPart
from schemas.sanitised import Sealed

Seal = Callable[[bytes], Sealed]
DigestOf = Callable[[str], str]


def newest(parts: Iterable[CollationPart]) -> Mapping[int, CollationPart]:
    """Give the newest part of each partition that has one."""
    found: dict[int, CollationPart] = {}
    for part in parts:
        known = found.get(part.partition)
        if known is None or part.revision > known.revision:
            found[part.partition] = part
    return found


def close(  # noqa: PLR0913 - what a part is made of
    month: str,
    partition: int,
    tally: Tally,
    before: CollationPart | None,
    *,
    seal: Seal,
    digest_of: DigestOf,
    now: datetime,
) -> CollationPart | None:
    """Make the part of a month on a partition; null where the one before says the same.

    ``digest_of`` names a text so that nobody without the hub's key can tell which it was.
    """
    digest = digest_of(f"{month}/{partition}/{canonical(tally).decode()}")
    if before is not None and before.digest == digest:
        return None
    return CollationPart(
        month=month,
        partition=partition,
        revision=before.revision + 1 if before else 1,
        counted_at=now,
        digest=digest,
        sealed=seal(pack(tally)),
    )
