"""An inbox hands out what waits for a stage in waves: of different forms, HIGH first, each once."""

import asyncio

from schemas.stages import Stage
from streams.envelope import Record
from streams.inbox import Inbox
from streams.lanes import Lane
from tests.streams.test_lanes import record

TOPICS = ("cpi.triaged", "cpi.assessments")
SECONDS = 5
FAST, SLOW = 1e-6, 1.0


def inbox(partitions: int = 1) -> Inbox:
    """An inbox with lanes."""
    made = Inbox(Stage.ASSESS, TOPICS)
    for number in range(partitions):
        made.open(Lane((TOPICS[0], number), 0))
    made._most = 500
    return made


def put(mine: Inbox, partition: int, *records: Record) -> None:
    """Let records come."""
    mine.put(mine.lanes[TOPICS[0], partition], records, records[-1].offset + 1)


async def following(mine: Inbox) -> list[tuple[int, int]]:
    """The next wave, finished at once: partition and offset of each record."""
    async with asyncio.timeout(SECONDS):
        wave = await mine.next()
    for lane, one in wave.taken:
        lane.done(one.offset)
    mine.finish(wave, FAST)
    return [(lane.where[1], one.offset) for lane, one in wave.taken]


async def idle(mine: Inbox) -> bool:
    """Whether nothing is handed out, however often the loop goes round."""
    asked = asyncio.ensure_future(mine.next())
    for _ in range(5):
        await asyncio.sleep(0)
    asked.cancel()
    return not asked.done()


async def test_a_wave_has_one_record_of_each_form() -> None:
    """Of all partitions; the next one of a form comes when that is through."""
    mine = inbox(2)
    put(mine, 0, record(0, b"a"), record(1, b"b"), record(2, b"a"))
    put(mine, 1, record(0, b"c"), record(1, b"a"))
    first = await following(mine)
    assert len(first) == 3
    rest = await following(mine) + await following(mine)
    assert sorted(first + rest) == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]


async def test_high_goes_first_over_all_partitions() -> None:
    """Where a HIGH form waits, the partitions without one wait for it."""
    for turn in range(3):
        mine = inbox(3)
        mine._turn = turn
        put(mine, 0, record(0, b"a"))
        put(mine, 1, record(0, b"b"), record(1, b"c", high=True))
        put(mine, 2, record(0, b"d"))
        was_urgent = mine.urgent
        assert (await following(mine))[0] == (1, 1)
        assert (was_urgent, mine.urgent) == (True, False)


async def test_every_high_form_of_a_wave_goes_before_those_that_are_not() -> None:
    """Also where two partitions have one, and other forms beside it."""
    mine = inbox(2)
    for partition in range(2):
        key = str(partition).encode()
        put(mine, partition, record(0, b"a" + key), record(1, b"b" + key, high=True))
    assert {offset for _, offset in (await following(mine))[:2]} == {1}


async def test_no_partition_waits_behind_a_busy_one() -> None:
    """Each gets its share of a wave, in turn."""
    mine = inbox(2)
    mine._most = 1
    put(mine, 0, *(record(number) for number in range(500)))
    put(mine, 1, record(0))
    assert (1, 0) in [*await following(mine), *await following(mine)]


async def test_a_wave_is_as_large_as_there_is_time_for() -> None:
    """It grows while a stage is fast, twofold at most, and is one of each partition when slow."""
    mine = Inbox(Stage.ASSESS, TOPICS)
    mine.open(Lane((TOPICS[0], 0), 0))
    put(mine, 0, *(record(number) for number in range(3000)))
    sizes = [len(await following(mine)) for _ in range(11)]
    assert sizes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 500, 500]
    wave = await mine.next()
    mine.finish(wave, SLOW)
    assert len(await following(mine)) == 1


async def test_forms_that_stand_aside_hold_up_only_themselves() -> None:
    """Later records of the same form wait for it; others go on. When it is over they come."""
    mine, over = inbox(), asyncio.Event()
    put(mine, 0, record(0, b"a"), record(1, b"a"), record(2, b"b"))
    wave = await mine.next()

    async def work() -> None:
        await over.wait()

    mine.set_aside([wave.taken[0][1]], work())
    mine.finish(wave, FAST)
    assert mine.excused
    put(mine, 0, record(3, b"c"), record(4, b"a"))
    assert await following(mine) == [(0, 3)]
    assert await idle(mine)
    over.set()
    assert await following(mine) == [(0, 1)]
    assert await following(mine) == [(0, 4)]
    assert not mine.excused


async def test_a_high_form_that_stands_aside_holds_up_no_other_partition() -> None:
    """What waits behind it cannot be taken: so it may not be waited for either."""
    mine, over = inbox(2), asyncio.Event()
    put(mine, 0, record(0, b"a", high=True))
    wave = await mine.next()

    async def work() -> None:
        await over.wait()

    mine.set_aside([wave.taken[0][1]], work())
    mine.finish(wave, FAST)
    put(mine, 0, record(1, b"a", high=True))
    put(mine, 1, record(0, b"b"), record(1, b"c"))
    try:
        assert sorted(await following(mine)) == [(1, 0), (1, 1)]
    finally:
        over.set()


async def test_with_very_many_forms_aside_the_stage_waits() -> None:
    """A destination that takes nothing must not fill the memory; a form without a key counts."""
    for key in (b"%d", b""):
        mine, over = inbox(), asyncio.Event()

        async def work(over: asyncio.Event = over) -> None:
            await over.wait()

        aside = [record(number, (key % number if key else None)) for number in range(2001)]
        mine.set_aside(aside, work())
        put(mine, 0, record(0, b"x"))
        was_idle = await idle(mine)
        over.set()
        assert was_idle, key


async def test_a_stage_that_is_halted_takes_nothing() -> None:
    """Until the worker is started again."""
    mine = inbox()
    put(mine, 0, record(0))
    mine.halted = True
    assert await idle(mine)
    assert mine.excused


async def test_quiet_waits_for_the_wave_in_hand_and_for_what_is_aside() -> None:
    """Both may still be sending."""
    mine, over = inbox(), asyncio.Event()
    put(mine, 0, record(0, b"a"))
    wave = await mine.next()
    quiet = asyncio.ensure_future(mine.quiet())

    async def work() -> None:
        await over.wait()

    await asyncio.sleep(0)
    assert not quiet.done()
    mine.set_aside([wave.taken[0][1]], work())
    mine.finish(wave, FAST)
    for _ in range(5):
        await asyncio.sleep(0)
    assert not quiet.done()
    over.set()
    async with asyncio.timeout(SECONDS):
        await quiet
        await mine.quiet()


async def test_what_belongs_to_another_worker_is_neither_taken_in_nor_taken_back() -> None:
    """A lane that is closed stays empty."""
    mine = inbox()
    put(mine, 0, record(0), record(1))
    wave = await mine.next()
    lane = mine.lanes[TOPICS[0], 0]
    lane.close()
    put(mine, 0, record(2))
    mine.give_back(wave.taken)
    mine.finish(wave, FAST)
    assert len(lane) == 0
    assert await idle(mine)


async def test_what_comes_back_after_a_rebalance_is_not_put_among_the_new_records() -> None:
    """The partition was given up and came again meanwhile: it brings the record itself."""
    mine, place = Inbox(Stage.TRIAGE, TOPICS), (TOPICS[0], 0)
    before, after = Lane(place, 0), Lane(place, 0)
    mine.open(before)
    mine.put(before, [record(0)], 1)
    wave = await mine.next()
    before.close()
    mine.lanes.clear()
    mine.open(after)
    mine.give_back(wave.taken)
    assert (len(after), len(before)) == (0, 0)
