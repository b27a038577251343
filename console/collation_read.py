"""Reads months for a report: as they were issued, or counted from the rows of now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from console.cli.link import Link
from rules.collation_cells import Month, Tally, cells_of, month_of
from rules.issue import read_issue
from schemas.codec import decode
from schemas.collation import Collation, CollationRow
from schemas.month import months_from, shifted
from schemas.topics import COLLATION, ROWS
from streams.organisations import organisation_of
from streams.sealing import Keyring

_MONTH = slice(4, 10)
"""Where a reference has the month of its submission."""


async def read_months(
    link: Link, keyring: Keyring, first: str, last: str, revision: int | None = None
) -> list[Month]:
    """Give every month of a range that has forms, oldest first; ``revision`` null for the newest.

    A month that was issued is as it was issued, whatever has happened since. One that was not is
    counted from the rows, and has no revision.

    Raises:
        KafkaException: the broker does not answer.
        SealingError: another key sealed the collation.
    """
    wanted = list(months_from(first, last))
    issued = await _issued(link, keyring, wanted, revision)
    open_months = {month for month in wanted if month not in issued}
    counted = await _counted(link, keyring, open_months) if open_months else {}
    found = [issued.get(month) or counted.get(month) for month in wanted]
    return [month for month in found if month is not None]


async def _issued(
    link: Link, keyring: Keyring, wanted: Iterable[str], revision: int | None
) -> dict[str, Month]:
    found: dict[str, Collation] = {}
    for month in wanted:
        async for record in link.reader.of_form(COLLATION.name, month):
            issue = decode(COLLATION.schema, record.value, link.ids)
            if isinstance(issue, Collation) and revision in {None, issue.revision}:
                found[month] = issue
    return {
        month: read_issue(issue, keyring.open(COLLATION.name, month, issue.sealed))
        for month, issue in found.items()
    }


def _last_submitted(wanted: set[str]) -> bytes:
    """Give the last month in which a form of these months can have been submitted, as keys have it.

    No form is taken that says it was submitted more than minutes after it was received (DESIGN 2).
    """
    return shifted(max(wanted), 1).replace("-", "").encode()


async def _counted(link: Link, keyring: Keyring, wanted: set[str]) -> Mapping[str, Month]:
    # Undecoded: a row is read when it is counted, one at a time.
    newest: dict[bytes, bytes] = {}
    last = _last_submitted(wanted)
    async for record in link.reader.all(ROWS.name):
        if record.key is None or record.form is None or record.value is None:
            continue
        newest[record.form] = record.value
        if record.key[_MONTH] > last:
            del newest[record.form]
    tallies: dict[str, Tally] = defaultdict(Tally)
    for value in newest.values():
        row = decode(ROWS.schema, value, link.ids)
        if not isinstance(row, CollationRow):
            continue
        month = month_of(row)
        if month is not None and month in wanted:
            tallies[month].update(cells_of(row, organisation_of(keyring, row)))
    return {month: Month(month, None, None, tally) for month, tally in tallies.items()}
