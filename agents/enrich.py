"""Enrich: the sanitised report becomes an intelligence log."""

from typing import cast

from agents.hub import Hub
from rules.dissemination import with_about
from rules.enrich import enrich as decide
from rules.gather import keys_of
from rules.index import seen_before
from schemas.base import Message
from schemas.intelligence import IntelligenceLog
from schemas.sanitised import SanitisedReport
from schemas.topics import INTELLIGENCE
from streams import clock
from streams.envelope import Record
from streams.outcome import Outcome, Outgoing, then

_PATIENCE_SECONDS = 5.0
"""How long a form may wait for the entity index to be read after a start."""


async def enrich(hub: Hub, record: Record, message: Message) -> Outcome:
    """Find entities, links, district and risk, and which entities were seen before."""
    del record
    words = hub.vocabulary
    report = cast("SanitisedReport", message)
    made = decide(report, words.entities, words.districts, words.risk, clock.now())
    made = with_about(made, words.dissemination)
    return then((Outgoing(INTELLIGENCE, await _with_past(hub, made)),))


async def _with_past(hub: Hub, made: IntelligenceLog) -> IntelligenceLog:
    """Say which entities stand in earlier forms; where there is no index yet, say nothing."""
    if hub.past is None:
        return made
    keys = keys_of(made.entities, hub.tools.keyring.pseudonym)
    entries = await hub.past.look_up(keys.values(), _PATIENCE_SECONDS)
    if entries is None:
        return made
    found = seen_before(made, keys, entries, hub.tools.settings.index_window)
    return made.model_copy(update={"seen_before": found})
