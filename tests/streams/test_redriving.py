"""A redriven record goes back as it was, with the notes of it, and never twice."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from confluent_kafka import KafkaException

from schemas.base import Message
from schemas.codec import decode
from schemas.enums import AuditAction, Destination
from schemas.records import AuditEntry, DeadLetter
from schemas.rejection import Rejection
from schemas.stages import DeadLetterStatus, Stage
from schemas.topic import Topic
from schemas.topics import AUDIT, DEAD_LETTERS, INTELLIGENCE
from streams import redriving
from streams.clients import Options
from streams.dead_letters import dead_letter
from streams.envelope import Context, Record
from streams.marks import ONLY_HEADER, REDRIVE_HEADER, Mark, mark_of, only_of
from streams.outcome import Copy
from streams.reading import Reader
from streams.redriving import (
    TRANSACTIONS,
    audit_entry,
    copy_of,
    newest_letters,
    redriven,
    send_on,
)
from streams.sending import Sender
from tests.streams.conftest import MakeTopic
from tests.streams.parking_world import FORM, KEYRING

NOW = datetime(2026, 10, 5, 13, 30, tzinfo=UTC)
PARTITIONS = 4
WRONG = Rejection("the publish stage failed: KeyError")
HEADERS = {"traceparent": b"00-1", "ce_source": b"file"}
RECORD = Record(INTELLIGENCE.name, 3, 7, FORM.encode(), b"a log", HEADERS, NOW)


def letter_of(record: Record = RECORD, now: datetime = NOW) -> DeadLetter:
    """The dead letter of a record at the publish stage."""
    return dead_letter(record, Stage.PUBLISH, WRONG, KEYRING, now)


def arrived(copy: Copy, offset: int = 99) -> Record:
    """A copy as it is read again."""
    return RECORD._replace(offset=offset, headers=copy.headers)


def test_a_copy_is_the_record_as_it_was_and_a_mark() -> None:
    """Same partition, key, value and headers."""
    copy, letter = copy_of(letter_of(), KEYRING), letter_of()
    assert (copy.topic, copy.partition, copy.key, copy.value) == (
        RECORD.topic, 3, RECORD.key, b"a log",
    )  # fmt: skip
    assert {name: value for name, value in copy.headers.items() if name in HEADERS} == HEADERS
    identity = letter.dead_letter_id
    assert mark_of(arrived(copy)) == Mark(identity, 2, identity, lined=True)
    assert only_of(arrived(copy)) is None


def test_a_second_redrive_has_one_mark_the_newest() -> None:
    """The attempt counts on, the first letter stays the first, the destination is not kept."""
    first = letter_of()
    again = letter_of(arrived(copy_of(first, KEYRING, Destination.MASH)))
    copy = copy_of(again, KEYRING)
    assert REDRIVE_HEADER in copy.headers
    assert mark_of(arrived(copy)) == Mark(again.dead_letter_id, 3, first.dead_letter_id, lined=True)
    assert ONLY_HEADER not in copy.headers


@pytest.mark.parametrize("only", Destination)
def test_a_copy_for_one_destination_says_which(only: Destination) -> None:
    """The publish stage reads it there."""
    copy = copy_of(letter_of(), KEYRING, only)
    assert copy.headers[ONLY_HEADER] == only.value.encode()
    assert only_of(arrived(copy)) is only


async def test_of_each_letter_the_newest_state_counts() -> None:
    """By the broker's time, wherever it lies; the oldest letter is first."""
    old = letter_of(RECORD._replace(offset=1), NOW - timedelta(hours=1))
    new = letter_of()
    states = [redriven(new, "operator", NOW), new, old]
    stamps = [NOW + timedelta(minutes=1), NOW, NOW]

    async def pairs() -> AsyncIterator[tuple[Record, Message | Rejection]]:
        for state, stamp in zip(states, stamps, strict=True):
            yield RECORD._replace(appended_at=stamp), state
        yield RECORD, Rejection("cannot be read")

    assert await newest_letters(pairs()) == [old, states[0]]


@dataclass(frozen=True)
class Cluster:
    """The topics of a redrive on a real Kafka."""

    options: Options
    dead: Topic
    audit: Topic
    logs: Topic

    def sender(self) -> Sender:
        """Whoever redrives."""
        return Sender(self.options, spread=PARTITIONS, transactional_id=TRANSACTIONS)

    def copy(self) -> Copy:
        """A copy for the test's own topic."""
        copy = copy_of(letter_of(), KEYRING)
        return Copy(self.logs.name, copy.partition, copy.key, copy.value, copy.headers)

    async def on(self, topic: Topic) -> list[Record]:
        """What a reader sees of a topic."""
        async with Reader(self.options) as reader:
            return [record async for record in reader.all(topic.name)]


@pytest.fixture
def cluster(options: Options, make_topic: MakeTopic, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """Topics of the test's own."""
    made = Cluster(options, make_topic(DEAD_LETTERS), make_topic(AUDIT), make_topic(INTELLIGENCE))
    monkeypatch.setattr(redriving, "DEAD_LETTERS", made.dead)
    monkeypatch.setattr(redriving, "AUDIT", made.audit)
    return made


@pytest.mark.kafka
async def test_the_copy_the_new_state_and_the_audit_come_together(cluster: Cluster) -> None:
    """All three are on their topics, and the place that is told is that of the copy."""
    letter = letter_of()
    entry = audit_entry(letter, "operator 204", "mended", Destination.MASH, NOW)
    async with cluster.sender() as sender:
        placed = await send_on(sender, cluster.copy(), redriven(letter, "operator 204", NOW), entry)
    (copied,) = await cluster.on(cluster.logs)
    assert (placed.topic, placed.partition, placed.offset) == (
        copied.topic, copied.partition, copied.offset,
    )  # fmt: skip
    (state,) = [decode(DEAD_LETTERS.schema, each.value) for each in await cluster.on(cluster.dead)]
    assert isinstance(state, DeadLetter)
    assert (state.status, state.redriven_by) == (DeadLetterStatus.REDRIVEN, "operator 204")
    (written,) = [decode(AUDIT.schema, each.value) for each in await cluster.on(cluster.audit)]
    assert isinstance(written, AuditEntry)
    assert (written.action, written.recipient) == (AuditAction.REDRIVE, "mash")


@pytest.mark.kafka
async def test_who_begins_later_ends_the_one_before(cluster: Cluster) -> None:
    """What the first had under way is on no topic; it can send nothing more either."""
    letter = letter_of()
    state, entry = redriven(letter, "first", NOW), audit_entry(letter, "first", "x", None, NOW)
    async with cluster.sender() as first:
        with pytest.raises(KafkaException):  # noqa: PT012 - the end of the transaction is what raises
            async with first.transaction():
                await first.send([cluster.copy()], Context())
                async with cluster.sender() as second:
                    await send_on(second, cluster.copy(), redriven(letter, "second", NOW), entry)
        with pytest.raises(KafkaException):
            await send_on(first, cluster.copy(), state, entry)
    assert len(await cluster.on(cluster.logs)) == 1
    (kept,) = [decode(DEAD_LETTERS.schema, each.value) for each in await cluster.on(cluster.dead)]
    assert isinstance(kept, DeadLetter)
    assert kept.redriven_by == "second"


@pytest.mark.kafka
async def test_of_a_redrive_that_breaks_off_nothing_is_left(cluster: Cluster) -> None:
    """Neither a copy without its note nor a note without its copy."""
    async with cluster.sender() as sender:
        with pytest.raises(RuntimeError, match="pulled"):  # noqa: PT012 - it breaks off inside
            async with sender.transaction():
                await sender.send([cluster.copy()], Context())
                message = "the plug was pulled"
                raise RuntimeError(message)
    assert await cluster.on(cluster.logs) == []
