"""Close: on a tick, one partition counts the months that are over, and publishes what is new."""

from collections import defaultdict
from collections.abc import Mapping
from typing import cast

from agents.hub import Hub
from rules.close import close as decide
from rules.close import newest
from rules.collation_cells import Tally, cells_of, month_of
from schemas.base import Message
from schemas.codec import decode
from schemas.collation import CollationPart, CollationTick
from schemas.month import is_over
from schemas.sanitised import Sealed
from schemas.topics import PARTS
from streams import clock
from streams.envelope import Record
from streams.organisations import organisation_of
from streams.outcome import Outcome, Outgoing, then


async def close(hub: Hub, record: Record, message: Message) -> Outcome:
    """Count the month of a tick, and every other month of the partition's rows that is over."""
    tick, now, tools = cast("CollationTick", message), clock.now(), hub.tools
    if tick.partition != record.partition or not is_over(tick.month, now):
        return Outcome()
    counted = await _counted(hub, record.partition)
    parts = []
    for month in sorted({tick.month, *counted}):
        if not is_over(month, now):
            continue

        def seal(packed: bytes, month: str = month) -> Sealed:
            return tools.keyring.seal(PARTS.name, month, packed)

        before = newest(await parts_of(hub, month)).get(record.partition)
        part = decide(
            month,
            record.partition,
            counted.get(month, Tally()),
            before,
            seal=seal,
            digest_of=tools.keyring.pseudonym,
            now=now,
        )
        parts += [Outgoing(PARTS, part)] if part else []
    return then(tuple(parts))


async def parts_of(hub: Hub, month: str) -> list[CollationPart]:
    """Read the parts of a month, of all partitions, oldest first."""
    found = []
    async for record in hub.tools.reader.of_form(PARTS.name, month):
        part = decode(PARTS.schema, record.value, hub.tools.ids)
        if isinstance(part, CollationPart):
            found.append(part)
    return found


async def _counted(hub: Hub, partition: int) -> Mapping[str, Tally]:
    months: dict[str, Tally] = defaultdict(Tally)
    async for row in hub.rows.all(partition):
        month = month_of(row)
        if month is not None:
            months[month].update(cells_of(row, organisation_of(hub.tools.keyring, row)))
    return months
