"""The canary at the desk: it passes by, and nobody is asked about it."""

from agents.hub import Hub
from rules.canary import decided
from schemas.topics import ASSESSED
from schemas.triage import Proposal
from streams import clock
from streams.envelope import Record
from streams.outcome import Outcome, Outgoing, then


async def pass_desk(hub: Hub, record: Record, proposal: Proposal) -> Outcome:
    """Let a canary go on with a decision of its own; the desk is asked for it, as for any form."""
    await hub.desk.get(record.partition, proposal.reference)
    return then((Outgoing(ASSESSED, decided(proposal, clock.now())),))
