"""Index: which forms hold an entity; a person is called where they are many."""

from dataclasses import replace
from typing import cast

from agents.hub import Hub
from rules.index import cluster
from rules.index import index as decide
from schemas.base import Message
from schemas.index import Piece
from schemas.reference import partition_of
from schemas.topics import ALERTS, INDEX, PIECES
from streams import clock
from streams.envelope import Record
from streams.outcome import Outcome, Outgoing, then


async def index(hub: Hub, record: Record, message: Message) -> Outcome:
    """Enter a form under one of its entities."""
    piece, settings = cast("Piece", message), hub.tools.settings
    if partition_of(piece.entity_key, await hub.tools.reader.spread()) != record.partition:
        # A client with another partitioner put it elsewhere; the sender puts it right.
        return then((Outgoing(PIECES, piece),))
    known = await hub.index.get(record.partition, piece.entity_key)
    entry = decide(known, piece, settings.index_window)
    if entry is None:
        return Outcome()
    alert = cluster(known, entry, piece, settings.cluster_size, clock.now())

    def remember() -> None:
        hub.index.put(record.partition, entry.entity_key, entry)

    calls = (Outgoing(ALERTS, alert),) if alert else ()
    # The entry last: it means that all before it is out.
    return replace(then(calls, (Outgoing(INDEX, entry),)), sent=remember)
