"""What is urgent gets its turn first, whichever stage it is in."""

import asyncio
from contextlib import suppress

from streams.turns import Turns


async def run(turns: Turns, rank: int, name: str, told: list[str], times: int = 1) -> None:
    """A stage that takes turns."""
    for _ in range(times):
        await turns.wait(rank)
        told.append(name)


async def test_the_lowest_rank_goes_first() -> None:
    """Those of one rank in the order in which they came."""
    turns, told = Turns(), list[str]()
    asked = [(4, "d"), (1, "b"), (0, "a"), (1, "c")]
    await asyncio.gather(*(run(turns, rank, name, told) for rank, name in asked))
    assert told == ["a", "b", "c", "d"]


async def test_what_comes_later_and_is_urgent_waits_for_one_turn_only() -> None:
    """Not for all that came before it."""
    turns, told = Turns(), list[str]()
    long = asyncio.gather(*(run(turns, 2, f"slow {number}", told, 5) for number in range(3)))
    await run(turns, 2, "me", told)
    before = len(told)
    await run(turns, 0, "urgent", told)
    assert told.index("urgent") - before <= 1
    await long
    assert len(told) == 17


async def test_everyone_gets_a_turn_also_after_one_gave_up() -> None:
    """A task that is cancelled while it waits takes nobody's turn away."""
    turns, told = Turns(), list[str]()
    first = asyncio.ensure_future(run(turns, 0, "gone", told))
    others = asyncio.gather(run(turns, 1, "b", told), run(turns, 2, "c", told, 2))
    await asyncio.sleep(0)
    first.cancel()
    with suppress(asyncio.CancelledError):
        await first
    async with asyncio.timeout(5):
        await others
        await run(turns, 3, "d", told)
    assert told == ["b", "c", "c", "d"]
