"""The desk's memory is what its topic says, the newest of each form."""

from collections.abc import AsyncIterator, Mapping

import pytest

from schemas.assessment import DeskEntry
from schemas.catalogue import DESK_ENTRY
from schemas.codec import encode
from schemas.ids import CATALOGUE_IDS
from schemas.topic import Topic
from schemas.topics import DESK
from streams.envelope import Context
from streams.ledger import Ledger, LedgerError, Shelf
from streams.outcome import Copy, Outgoing
from streams.reading import Reader
from streams.sending import Sender
from streams.store import Store
from tests.streams.conftest import MakeTopic

pytestmark = pytest.mark.kafka

Options = Mapping[str, object]
FIRST, SECOND = "CPI-202610-ABCDEFGHJK", "CPI-202610-0123456789"
OTHER_MONTH = "CPI-202609-ABCDEFGHJK"


def entry(reference: str, revision: int = 0) -> DeskEntry:
    """What is remembered of a form."""
    return DeskEntry(reference=reference, revision=revision)


async def identity() -> str:
    """The topic is always the same one."""
    return "one"


@pytest.fixture
def topic(make_topic: MakeTopic) -> Topic:
    """A compacted topic with one partition."""
    return make_topic(DESK, 1, **{"cleanup.policy": "compact"})


@pytest.fixture
async def ledger(options: Options, topic: Topic) -> AsyncIterator[Ledger[DeskEntry]]:
    """A ledger on it."""
    async with Reader(options) as reader:
        yield Ledger(topic, reader, CATALOGUE_IDS, Shelf(identity))


async def write(options: Options, topic: Topic, *entries: DeskEntry) -> None:
    """Write entries, in this order."""
    async with Sender(options, spread=1) as sender:
        for each in entries:
            await sender.send([Outgoing(topic, each)], Context())


async def write_bytes(options: Options, topic: Topic, value: bytes | None) -> None:
    """Write something else."""
    async with Sender(options, spread=1) as sender:
        await sender.send([Copy(topic.name, 0, FIRST.encode(), value)], Context())


async def test_the_newest_entry_of_each_form_is_remembered(
    options: Options, topic: Topic, ledger: Ledger[DeskEntry]
) -> None:
    """Read from the topic when a partition is first needed."""
    await write(options, topic, entry(FIRST), entry(SECOND), entry(FIRST, 2), entry(SECOND, 1))
    assert await ledger.get(0, FIRST) == entry(FIRST, 2)
    assert await ledger.get(0, SECOND) == entry(SECOND, 1)
    assert await ledger.get(0, "CPI-202610-ZZZZZZZZZZ") is None


async def test_a_form_is_found_under_its_other_month(
    options: Options, topic: Topic, ledger: Ledger[DeskEntry]
) -> None:
    """The same submission id sent with another time is the same form."""
    await write(options, topic, entry(FIRST, 3))
    assert await ledger.get(0, OTHER_MONTH) == entry(FIRST, 3)


async def test_what_is_put_is_remembered_without_the_topic(
    options: Options, topic: Topic, ledger: Ledger[DeskEntry]
) -> None:
    """It has been written before; the topic is read once only."""
    await write(options, topic, entry(FIRST))
    assert await ledger.get(0, FIRST) == entry(FIRST)
    ledger.put(0, FIRST, entry(FIRST, 1))
    await write(options, topic, entry(FIRST, 9))
    assert await ledger.get(0, FIRST) == entry(FIRST, 1)


async def test_what_is_forgotten_is_read_again(
    options: Options, topic: Topic, ledger: Ledger[DeskEntry]
) -> None:
    """Another worker may have written meanwhile."""
    await write(options, topic, entry(FIRST))
    assert await ledger.get(0, FIRST) == entry(FIRST)
    await write(options, topic, entry(FIRST, 5))
    ledger.forget()
    assert await ledger.get(0, FIRST) == entry(FIRST, 5)


async def test_what_is_put_after_a_partition_went_is_read_from_the_topic(
    options: Options, topic: Topic, ledger: Ledger[DeskEntry]
) -> None:
    """A decision that was under way at a rebalance leaves nothing behind that is not there."""
    await write(options, topic, entry(FIRST))
    await ledger.get(0, FIRST)
    ledger.forget()
    ledger.put(0, FIRST, entry(FIRST, 1))
    assert await ledger.get(0, FIRST) == entry(FIRST)


@pytest.mark.parametrize("value", [b"", b"\x00\x00\x00\x00\x00", b"poison", None])
async def test_an_entry_that_cannot_be_read_stops_the_reading(
    options: Options, topic: Topic, ledger: Ledger[DeskEntry], value: bytes | None
) -> None:
    """A form half remembered would be processed twice; the line says where it lies."""
    await write(options, topic, entry(SECOND))
    await write_bytes(options, topic, value)
    with pytest.raises(LedgerError, match=f"{topic.name}/0/1 cannot be read: ") as caught:
        await ledger.get(0, SECOND)
    assert "\n" not in str(caught.value)


async def test_an_entry_cut_short_stops_the_reading(
    options: Options, topic: Topic, ledger: Ledger[DeskEntry]
) -> None:
    """Half an entry is none."""
    await write_bytes(options, topic, encode(DESK_ENTRY, entry(FIRST))[:-3])
    with pytest.raises(LedgerError):
        await ledger.get(0, FIRST)


async def test_a_partition_that_is_let_go_while_it_is_being_read_is_read_again(
    options: Options, topic: Topic, ledger: Ledger[DeskEntry], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another worker may have had it meanwhile: what that one wrote would be missed."""
    await write(options, topic, entry(FIRST))
    fill, filled = ledger._fill, list[int]()

    async def slow(store: Store, partition: int) -> None:
        await fill(store, partition)
        filled.append(partition)
        if len(filled) == 1:
            ledger.forget()
            await write(options, topic, entry(FIRST, 2))

    monkeypatch.setattr(ledger, "_fill", slow)
    assert await ledger.get(0, FIRST) == entry(FIRST, 2)
    assert filled == [0, 0]
