"""What a worker remembers of the lines: what is on the broker, and of its own partitions only."""

import pytest

from schemas.topics import PARKING
from streams.dead_letters import dead_letter
from streams.outcome import Copy
from streams.parking import ParkingError, Turn, Verdict
from tests.streams.parking_world import (
    FAULT,
    FORM,
    KEYRING,
    STAGE,
    START,
    blocked,
    failing,
    parking_on,
)


async def test_nothing_is_remembered_before_it_is_sent() -> None:
    """What did not reach the broker is decided again."""
    world = failing("a1")
    parking, record = parking_on(world), world.topics.form("a1")
    later = world.topics.form("a2")
    await parking.look(STAGE, record)
    letter = dead_letter(record, STAGE, FAULT, KEYRING, START)
    outcome = parking.park(STAGE, record, letter)
    assert await parking.look(STAGE, later) == Verdict(Turn.GO)
    outcome.sent()
    assert await parking.look(STAGE, later) == Verdict(Turn.WAIT, letter.dead_letter_id)
    assert (await parking.look(STAGE, record)).turn is Turn.REPEAT


async def test_a_partition_is_read_once_and_again_when_it_was_let_go() -> None:
    """Another worker may have written to it meanwhile."""
    world = await blocked()
    parking, later = parking_on(world), world.topics.form("a4")
    world.topics.reads.clear()
    assert (await parking.look(STAGE, later)).turn is Turn.WAIT
    assert (await parking.look(STAGE, later)).turn is Turn.WAIT
    assert world.topics.reads == [PARKING.name]
    await world.redrive()
    world.fails = lambda _value, _tried: False
    await world.run()  # the other worker
    parking.forget()
    assert (await parking.look(STAGE, world.topics.form("a5"))).turn is Turn.GO


async def test_a_line_that_cannot_be_read_stops_the_stage() -> None:
    """As with any memory of the hub: going on without it would let records overtake."""
    world = await blocked()
    for partition in range(world.topics.count):
        world.topics.put(Copy(PARKING.name, partition, b"x", b"poison"))
    with pytest.raises(ParkingError, match=r"cpi\.parking/\d/\d+ cannot be read"):
        await parking_on(world).look(STAGE, world.topics.form("a4"))


async def test_a_line_that_was_deleted_is_none() -> None:
    """A tombstone is what compaction leaves to readers for a while."""
    world = await blocked()
    for partition in range(world.topics.count):
        key = f"{FORM}/{STAGE.value}".encode()
        world.topics.put(Copy(PARKING.name, partition, key, None))
    assert (await parking_on(world).look(STAGE, world.topics.form("a4"))).turn is Turn.GO


async def test_nothing_is_parked_in_a_partition_that_was_let_go() -> None:
    """The line that would be written knows nothing of the others in it."""
    world = failing("a1")
    parking, record = parking_on(world), world.topics.form("a1")
    await parking.look(STAGE, record)
    parking.forget()
    letter = dead_letter(record, STAGE, FAULT, KEYRING, START)
    with pytest.raises(ParkingError, match="given up"):
        parking.park(STAGE, record, letter)
