"""Issue: when every partition has counted a month, it is issued; what changes later, again."""

from typing import cast

from agents.close import parts_of
from agents.hub import Hub
from rules.close import newest
from rules.collation_cells import Month
from rules.collation_packing import unpack
from rules.issue import issue as decide
from rules.issue import missing, read_issue
from schemas.base import Message
from schemas.codec import decode
from schemas.collation import Collation, CollationPart, CollationTick
from schemas.sanitised import Sealed
from schemas.topics import COLLATION, PARTS, TICKS
from streams import clock
from streams.envelope import Record
from streams.outcome import Outcome, Outgoing, then


async def issue(hub: Hub, record: Record, message: Message) -> Outcome:
    """Issue the month of a part, or ask the partitions that have not counted it yet."""
    del record
    part, tools = cast("CollationPart", message), hub.tools
    month = part.month
    parts = newest(await parts_of(hub, month))
    waits_for = missing(parts, await tools.reader.spread())
    if waits_for:
        ticks = (
            CollationTick(month=month, partition=number, why=part.event_id) for number in waits_for
        )
        return then(tuple(Outgoing(TICKS, tick, tick.partition) for tick in ticks))

    def seal(packed: bytes) -> Sealed:
        return tools.keyring.seal(COLLATION.name, month, packed)

    tallies = [
        unpack(tools.keyring.open(PARTS.name, month, each.sealed)) for each in parts.values()
    ]
    made = decide(parts, tallies, await _before(hub, month), seal, clock.now())
    return then((Outgoing(COLLATION, made),)) if made else Outcome()


async def _before(hub: Hub, month: str) -> Month | None:
    """Read the newest issue of a month."""
    newest_issue = None
    async for record in hub.tools.reader.of_form(COLLATION.name, month):
        found = decode(COLLATION.schema, record.value, hub.tools.ids)
        if isinstance(found, Collation):
            newest_issue = found
    if newest_issue is None:
        return None
    opened = hub.tools.keyring.open(COLLATION.name, month, newest_issue.sealed)
    return read_issue(newest_issue, opened)
