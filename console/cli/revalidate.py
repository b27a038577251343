"""Tries a dead-lettered record on today's code and rules, at its own stage; sends nothing."""

from dataclasses import dataclass

from agents.flow import STAGES
from agents.hub import Hub
from agents.vocabulary import load_vocabulary
from console.cli.link import Link
from rules.deadlines import pending
from schemas.codec import decode
from schemas.collation import CollationRow
from schemas.enums import Destination
from schemas.index import IndexEntry
from schemas.records import DeadLetter
from schemas.rejection import Rejection
from schemas.topics import DESK, INDEX, ROWS, topic_named
from streams import clock
from streams.envelope import Record
from streams.errors import HubError, is_transient, kind_of
from streams.ledger import Ledger, Shelf
from streams.letter_causes import stage_failed
from streams.outcome import Copy, Outcome
from streams.sealing import Keyring
from streams.sending import Sender
from streams.tools import Tools


@dataclass(frozen=True)
class Tried:
    """What would become of a record: why it would fail again, or the topics it would write to."""

    rejection: Rejection | None
    causes: tuple[str, ...] = ()


def stages_of(link: Link, keyring: Keyring) -> Hub:
    """Put together what the stages need to decide; their sender is never started.

    Raises:
        rules.datafile.VocabularyError: a vocabulary file cannot be used.
    """
    settings, sender = link.settings, Sender(link.options, link.ids)
    tools = Tools(settings, keyring, link.ids, sender, link.reader)
    words = load_vocabulary(settings.rules_dir)
    shelf = Shelf(_nobody)
    desk = Ledger(DESK, link.reader, link.ids, shelf, pending)
    index: Ledger[IndexEntry] = Ledger(INDEX, link.reader, link.ids, shelf)
    rows: Ledger[CollationRow] = Ledger(ROWS, link.reader, link.ids, shelf)
    return Hub(tools, words, desk, index, rows)


async def tried(hub: Hub, letter: DeadLetter, copy: Copy, only: Destination | None) -> Tried:
    """Let the stage of a letter decide on its copy, as if it came now.

    Raises:
        HubError: the hub's own memory or key is at fault, so nothing can be said of the record.
        confluent_kafka.KafkaException: the broker does not answer.
    """
    message = decode(topic_named(copy.topic).schema, copy.value, hub.tools.ids)
    if isinstance(message, Rejection):
        return Tried(message)
    row = next(row for rows in STAGES.values() for row in rows if row.stage is letter.stage)
    try:
        outcome = await row.handle(hub, _arrived(letter, copy), message)
    except Exception as error:
        if isinstance(error, HubError) or is_transient(error):
            raise
        # The text of an exception may quote the form; its type says enough to find the fault.
        return Tried(Rejection(stage_failed(row.stage, kind_of(error))))
    causes = _topics(outcome)
    if outcome.rejection is None and only and f"cpi.{only.value}" not in causes:
        return Tried(Rejection(f"the rules send nothing to {only.value}"), causes)
    return Tried(outcome.rejection, causes)


def _arrived(letter: DeadLetter, copy: Copy) -> Record:
    """The copy as the stage would read it; its offset is not known before it is written."""
    return Record(
        topic=copy.topic,
        partition=copy.partition,
        offset=letter.offset,
        key=copy.key,
        value=copy.value,
        headers=copy.headers,
        appended_at=clock.now(),
    )


def _topics(outcome: Outcome) -> tuple[str, ...]:
    items = (item for group in outcome.groups for item in group)
    names = (item.topic if isinstance(item, Copy) else item.topic.name for item in items)
    return tuple(dict.fromkeys(names))


async def _nobody() -> str:
    """The identity of a memory that is not kept."""
    return ""
