"""The ledger's tables on disk: a start reads only what is new; without them it reads all."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.assessment import DeskEntry
from schemas.ids import CATALOGUE_IDS
from schemas.topic import Topic
from schemas.topics import DESK
from streams.clients import Options
from streams.ledger import Ledger, Shelf
from streams.reading import Reader
from streams.store import Store
from tests.streams.conftest import MakeTopic
from tests.streams.test_ledger import FIRST, SECOND, entry, write

pytestmark = pytest.mark.kafka

Made = Callable[..., Ledger[DeskEntry]]


class Counting(Reader):
    """A reader that says from where it was asked to read."""

    asked: list[int]

    def stretch(self, topic: str, partition: int, start: int = 0) -> Any:  # noqa: ANN401 - passed on
        """Read."""
        self.asked.append(start)
        return super().stretch(topic, partition, start)


@pytest.fixture
def topic(make_topic: MakeTopic) -> Topic:
    """A topic with one partition."""
    return make_topic(DESK, 1, **{"cleanup.policy": "compact"})


@pytest.fixture
async def reader(options: Options) -> AsyncIterator[Counting]:
    """A reader."""
    async with Counting(options) as made:
        made.asked = []
        yield made


@pytest.fixture
def made(topic: Topic, reader: Reader, tmp_path: Path) -> Made:
    """A ledger as each start makes it, on the same folder."""

    def make(named: str = "one", *, pending: bool = False) -> Ledger[DeskEntry]:
        async def identity() -> str:
            return named

        shelf = Shelf(identity, tmp_path)
        return Ledger(topic, reader, CATALOGUE_IDS, shelf, lambda _: pending)

    return make


def table_of(folder: Path) -> Path:
    """The one table there."""
    (table,) = folder.glob("*.sqlite")
    return table


async def used(ledger: Ledger[DeskEntry]) -> DeskEntry | None:
    """Look one up; then note how far it is."""
    found = await ledger.get(0, FIRST)
    await ledger.checkpoint()
    ledger.forget()
    return found


async def test_a_start_reads_only_what_is_new(
    options: Options, topic: Topic, reader: Counting, made: Made
) -> None:
    """Behind the checkpoint of the one before."""
    await write(options, topic, entry(FIRST), entry(SECOND))
    assert await used(made()) == entry(FIRST)
    await write(options, topic, entry(FIRST, 1))
    assert await used(made()) == entry(FIRST, 1)
    assert await used(made()) == entry(FIRST, 1)
    assert reader.asked == [0, 2, 3]


async def test_what_it_wrote_itself_is_not_read_again_after_a_checkpoint(
    options: Options, topic: Topic, reader: Counting, made: Made
) -> None:
    """It was put into the table when it was written."""
    ledger = made()
    await ledger.get(0, FIRST)
    await write(options, topic, entry(FIRST, 4))
    ledger.put(0, FIRST, entry(FIRST, 4))
    assert await used(ledger) == entry(FIRST, 4)
    assert await used(made()) == entry(FIRST, 4)
    assert reader.asked == [0, 1]


async def test_a_table_that_was_deleted_is_made_again(
    options: Options, topic: Topic, reader: Counting, made: Made, tmp_path: Path
) -> None:
    """From the topic: it is a copy."""
    await write(options, topic, entry(FIRST, 2))
    await used(made())
    table_of(tmp_path).unlink()
    assert await used(made()) == entry(FIRST, 2)
    assert reader.asked == [0, 0]


async def test_the_table_of_another_topic_is_not_used(
    options: Options, topic: Topic, reader: Counting, made: Made
) -> None:
    """One that was made anew has forgotten all; so must the table."""
    await write(options, topic, entry(FIRST, 2))
    await used(made("one"))
    assert await used(made("other")) == entry(FIRST, 2)
    assert reader.asked == [0, 0]


async def test_a_table_that_is_ahead_of_its_topic_is_made_again(
    options: Options, topic: Topic, made: Made, tmp_path: Path
) -> None:
    """What it has beyond the end was lost with a broker; to know it would lose the form."""
    await write(options, topic, entry(FIRST, 2))
    await used(made())
    store = Store(table_of(tmp_path), "one")
    store.put([("0123456789", b"later", False)])
    store.reached(50)
    store.close()
    ledger = made()
    assert await ledger.get(0, SECOND) is None
    assert await ledger.get(0, FIRST) == entry(FIRST, 2)


async def test_what_is_pending_is_known_after_a_start(
    options: Options, topic: Topic, made: Made
) -> None:
    """It is in the table, too; what is settled is pending no more."""
    await write(options, topic, entry(FIRST), entry(SECOND))
    await used(made(pending=True))
    ledger = made(pending=True)
    assert sorted(each.reference for each in await ledger.pending(0)) == [SECOND, FIRST]
    ledger.put(0, SECOND, entry(SECOND, 2))
    ledger._is_pending = lambda _: False
    ledger.put(0, FIRST, entry(FIRST, 1))
    assert await ledger.pending(0) == [entry(SECOND, 2)]
    assert await ledger.get(0, FIRST) == entry(FIRST, 1)


def breaking(patch: pytest.MonkeyPatch, name: str) -> list[str]:
    """Let tables on disk fail from now on, as on a full or failing disk; says how often."""
    real, failures = getattr(Store, name), list[str]()

    def broken(self: Store, *given: Any) -> Any:  # noqa: ANN401 - passed on
        if self.on_disk:
            failures.append(name)
            problem = "disk I/O error"
            raise sqlite3.OperationalError(problem)
        return real(self, *given)

    patch.setattr(Store, name, broken)
    return failures


async def test_a_table_that_cannot_be_written_is_read_again_in_memory(
    options: Options, topic: Topic, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was sent is on the topic: nothing is lost with the disk."""
    ledger = made()
    await ledger.get(0, FIRST)
    failures = breaking(monkeypatch, "put")
    await write(options, topic, entry(FIRST, 3))
    ledger.put(0, FIRST, entry(FIRST, 3))
    assert failures
    assert await ledger.get(0, FIRST) == entry(FIRST, 3)
    assert not ledger._stores[0].on_disk


async def test_a_disk_that_fails_in_the_midst_of_a_wave_does_not_end_the_worker(
    options: Options, topic: Topic, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The records of a wave are remembered one after the other, with no reading between."""
    ledger = made()
    await ledger.get(0, FIRST)
    breaking(monkeypatch, "put")
    await write(options, topic, entry(FIRST, 3), entry(SECOND, 4))
    ledger.put(0, FIRST, entry(FIRST, 3))
    ledger.put(0, SECOND, entry(SECOND, 4))
    assert await ledger.get(0, SECOND) == entry(SECOND, 4)


async def test_a_table_that_cannot_be_looked_up_in_is_read_again_in_memory(
    options: Options, topic: Topic, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else every form that comes would be a dead letter, for the sake of a copy."""
    await write(options, topic, entry(FIRST, 3))
    ledger = made()
    await ledger.get(0, FIRST)
    breaking(monkeypatch, "get")
    assert await ledger.get(0, FIRST) == entry(FIRST, 3)


async def test_a_table_that_cannot_be_filled_is_read_in_memory(
    options: Options, topic: Topic, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk was full before it began."""
    await write(options, topic, entry(FIRST, 3))
    breaking(monkeypatch, "put")
    assert await made().get(0, FIRST) == entry(FIRST, 3)


async def test_a_partition_that_goes_meanwhile_is_no_fault(
    options: Options, topic: Topic, made: Made
) -> None:
    """A rebalance, or a disk that failed, while somebody waits for the lock."""
    await write(options, topic, entry(FIRST))
    ledger = made()
    await ledger.get(0, FIRST)
    async with ledger.lock(0):
        waiting = asyncio.ensure_future(ledger.checkpoint())
        await asyncio.sleep(0)
        ledger._drop(0)
    await waiting


async def test_the_locks_of_several_partitions_are_taken_in_one_order(made: Made) -> None:
    """Two stages that want the same ones never wait for each other."""
    ledger, held = made(), list[str]()

    async def hold(name: str, partitions: list[int]) -> None:
        for _ in range(20):
            async with ledger.locked(partitions):
                held.append(name)
                await asyncio.sleep(0)
                assert held[-1] == name

    async with asyncio.timeout(10):
        await asyncio.gather(hold("a", [0, 1, 2]), hold("b", [2, 1, 0]), hold("c", [1]))
    assert len(held) == 60
