"""Gather: each entity of a log goes to the partition of its own, where all forms with it meet."""

from typing import cast

from agents.hub import Hub
from rules.gather import gather as decide
from schemas.base import Message
from schemas.intelligence import IntelligenceLog
from schemas.topics import PIECES
from streams.envelope import Record
from streams.outcome import Outcome, Outgoing, then


async def gather(hub: Hub, record: Record, message: Message) -> Outcome:
    """Take the pieces out of a log."""
    del record
    pieces = decide(cast("IntelligenceLog", message), hub.tools.keyring.pseudonym)
    return then(tuple(Outgoing(PIECES, each) for each in pieces))
