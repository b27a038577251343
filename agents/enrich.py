"""Enrich: the sanitised report becomes an intelligence log."""

from typing import cast

from agents.hub import Hub
from rules.enrich import enrich as decide
from schemas.base import Message
from schemas.sanitised import SanitisedReport
from schemas.topics import INTELLIGENCE
from streams import clock
from streams.envelope import Record
from streams.outcome import Outcome, Outgoing, then


async def enrich(hub: Hub, record: Record, message: Message) -> Outcome:
    """Find entities, links, district and risk."""
    del record
    words = hub.vocabulary
    report = cast("SanitisedReport", message)
    made = decide(report, words.entities, words.districts, words.risk, clock.now())
    return then((Outgoing(INTELLIGENCE, made),))
