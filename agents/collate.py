"""Collate: each event adds to the row of its form what the month has to know of it."""

from dataclasses import replace
from datetime import datetime

from agents.hub import Hub
from rules.canary import arrival
from rules.collate import concerns, with_event
from rules.collation_cells import month_of
from schemas.base import Message
from schemas.intelligence import IntelligenceLog
from schemas.month import is_over
from schemas.reference import partition_of
from schemas.rejection import Rejection
from schemas.sanitised import Sealed
from schemas.stages import Stage
from schemas.topics import CANARY, ROWS
from streams import clock
from streams.envelope import Record
from streams.organisations import sealed_organisation
from streams.outcome import Outcome, Outgoing, then


async def collate(hub: Hub, record: Record, message: Message) -> Outcome:
    """Write the row of a form again where a message changes it."""
    reference = getattr(message, "reference", None)
    if reference is None or not concerns(message):
        return Outcome()
    partition = record.partition
    if partition_of(reference, await hub.tools.reader.spread()) != partition:
        # A client with another partitioner put it here; the assess stage sends it on.
        return Outcome()

    def seal(organisation: str) -> Sealed:
        return sealed_organisation(hub.tools.keyring, reference, organisation)

    known = await hub.rows.get(partition, reference)
    if record.is_canary:
        return _passed(message)
    row = with_event(known, message, seal)
    if row is None:
        return Outcome()

    def remember() -> None:
        hub.rows.put(partition, reference, row)
        month = month_of(row)
        if month is not None and is_over(month, clock.now()):
            hub.months.changed(partition, clock.now())

    return replace(then((Outgoing(ROWS, row),)), sent=remember)


def _passed(message: Message) -> Outcome:
    """Say that a canary has come by; it has no row."""
    if not isinstance(message, IntelligenceLog):
        return Outcome()
    return then((Outgoing(CANARY, arrival(message, Stage.COLLATE, clock.now())),))


def pass_over(record: Record, rejection: Rejection, now: datetime) -> Outcome:
    """Leave what cannot be read to the stage whose input it is: that one keeps it and tells.

    Redriven, it comes by here again.
    """
    del record, rejection, now
    return Outcome()
