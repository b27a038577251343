"""A follower knows what another app has written to its ledger, and never waits for long."""

from collections.abc import AsyncIterator, Mapping

import pytest

from schemas.enums import EntityType
from schemas.ids import CATALOGUE_IDS
from schemas.index import IndexedForm, IndexEntry
from schemas.topic import Topic
from schemas.topics import INDEX
from streams import clock
from streams.envelope import Context
from streams.follower import Follower
from streams.ledger import Ledger, Shelf
from streams.outcome import Outgoing
from streams.reading import Reader
from streams.sending import Sender
from tests.streams.conftest import MakeTopic

pytestmark = pytest.mark.kafka

Options = Mapping[str, object]
PARTITIONS = 3
FIRST, SECOND = "0a" * 16, "b1" * 16


def entry(key: str, *forms: str) -> IndexEntry:
    """What the index has of an entity."""
    held = tuple(IndexedForm(reference=each, received_at=clock.now()) for each in forms)
    return IndexEntry(entity_key=key, type=EntityType.PHONE, forms=held)


async def identity() -> str:
    """The topic is always the same one."""
    return "one"


@pytest.fixture
def topic(make_topic: MakeTopic) -> Topic:
    """A compacted topic with some partitions."""
    return make_topic(INDEX, PARTITIONS, **{"cleanup.policy": "compact"})


@pytest.fixture
async def follower(options: Options, topic: Topic) -> AsyncIterator[Follower[IndexEntry]]:
    """A follower of it."""
    reader = Reader(options, PARTITIONS)
    ledger: Ledger[IndexEntry] = Ledger(topic, reader, CATALOGUE_IDS, Shelf(identity))
    yield Follower(ledger, reader)
    await reader.stop()


async def write(options: Options, topic: Topic, *entries: IndexEntry) -> None:
    """Write entries as the index's app does."""
    async with Sender(options, spread=PARTITIONS) as sender:
        for each in entries:
            await sender.send([Outgoing(topic, each)], Context())


async def test_what_was_written_meanwhile_is_found(
    options: Options, topic: Topic, follower: Follower[IndexEntry]
) -> None:
    """On any partition, the newest of each key."""
    one, two, newer = entry(FIRST), entry(SECOND), entry(FIRST, "CPI-202610-ABCDEFGHJK")
    await write(options, topic, one)
    await follower.follow()
    assert await follower.look_up([FIRST, SECOND], 5) == {FIRST: one}
    await write(options, topic, two, newer)
    await follower.follow()
    assert await follower.look_up([FIRST, SECOND], 5) == {FIRST: newer, SECOND: two}


async def test_before_the_topic_is_read_nothing_is_known(follower: Follower[IndexEntry]) -> None:
    """Null, which is not the same as nothing found, and after the patience that was given."""
    assert await follower.look_up([FIRST], 0.05) is None
    await follower.follow()
    assert await follower.look_up([FIRST], 0.05) == {}
