"""Gather: each entity of a log goes to the partition of its own, where all forms with it meet."""

from typing import cast

from agents.hub import Hub
from rules.canary import arrival
from rules.gather import gather as decide
from schemas.base import Message
from schemas.intelligence import IntelligenceLog
from schemas.stages import Stage
from schemas.topics import CANARY, PIECES
from streams import clock
from streams.envelope import Record
from streams.outcome import Outcome, Outgoing, then


async def gather(hub: Hub, record: Record, message: Message) -> Outcome:
    """Take the pieces out of a log."""
    log = cast("IntelligenceLog", message)
    pieces = decide(log, hub.tools.keyring.pseudonym)
    if record.is_canary:
        return then((Outgoing(CANARY, arrival(log, Stage.GATHER, clock.now())),))
    return then(tuple(Outgoing(PIECES, each) for each in pieces))
