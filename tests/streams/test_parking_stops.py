"""After a stop between any two writes nobody is lost, nobody is blocked, and the order is kept.

What is written, and what reading again makes of it when the process stops right after it:

| what happened | writes, in order | stopped after it, reading again |
| --- | --- | --- |
| r fails | 1 letter R, open | r is tried again: the same letter, or it passes and R is a letter \
whose copy is found to have been done |
| | 2 line [R] | r is in the line by its offset: nothing to do |
| s comes behind R | 1 letter S, waiting | s waits again: the same letter |
| | 2 line [R, S] | s is in the line by its offset: nothing to do |
| R is redriven | copy of r, R redriven, audit | one transaction: all or nothing |
| the copy of r passes | 1 what it causes | it is the first of the line: it is tried again |
| | 2 copy of s; S redriven | the same, and s is copied twice: the second copy finds itself out of \
the line, or not the first of it, and is dropped |
| | 3 line [S] | the copy of r is out of the line: nothing to do; that of s is there |
| the copy of r fails | 1 letter R', open | tried again: the same letter, or as for R |
| | 2 line [R', S] | the copy of r is out of the line: nothing to do |
| the last one passes | line [] | out of the line: nothing to do |

Read again from far back, when the line is empty: all are processed again, in their order.
"""

from itertools import pairwise

import pytest

from schemas.stages import DeadLetterStatus
from tests.streams.parking_world import FORM, OTHER, Fails, World

VALUES, OTHERS = ("a1", "a2", "a3"), ("b1", "b2", "b3")
MOST_WRITES = 14


def until_third_try(value: str, tried: int) -> bool:
    """The first record fails until it was mended for good."""
    return value == "a1" and tried < 3


def once(value: str, tried: int) -> bool:
    """The first record fails once, and not when it is only read again."""
    return value == "a1" and tried < 2


def two_of_three(value: str, tried: int) -> bool:
    """A record that waited fails as well when its turn comes."""
    return (value == "a1" and tried < 3) or (value == "a2" and tried < 2)


def every_other_time(value: str, tried: int) -> bool:
    """Whether it fails is chance."""
    return value in {"a1", "a2"} and tried % 2 == 1


FAULTS = [until_third_try, once, two_of_three, every_other_time]


async def played(fails: Fails, stops: tuple[int, ...], *, lags: bool) -> World:
    """Let a form come whose first record fails, and redrive until nothing is open.

    At each run that ``stops`` names, the worker stops after so many writes, and is started again.
    """
    world = World(fails, lags=lags)
    for mine, other in zip(VALUES, OTHERS, strict=True):
        world.topics.form(mine)
        world.topics.form(other, OTHER)
    for _ in range(12):
        stop, stops = stops[:1], stops[1:]
        if stop and await world.run(stop[0]):
            await world.run()
        await world.run()
        if not await world.redrive():
            return world
    raise AssertionError(await world.topics.letters())


def is_in_order(done: list[str], values: tuple[str, ...]) -> bool:
    """Nothing of a form is done for the first time before its turn, and the newest is last."""
    mine = [value for value in done if value in values]
    first = [mine.index(value) for value in values]
    return all(a < b for a, b in pairwise(first)) and mine[-1] == values[-1]


@pytest.mark.parametrize("lags", [False, True], ids=["committed at once", "commits lag"])
@pytest.mark.parametrize("fails", FAULTS, ids=lambda each: each.__name__)
async def test_a_stop_after_any_write_loses_nobody_and_blocks_nobody(
    fails: Fails, *, lags: bool
) -> None:
    """One stop in each of the first two runs, at every pair of places."""
    for first in range(MOST_WRITES):
        for second in range(MOST_WRITES):
            world = await played(fails, (first or 99, second or 99), lags=lags)
            where = (first, second, world.done)
            assert is_in_order(world.done, VALUES), where
            assert is_in_order(world.done, OTHERS), where
            line = world.topics.line()
            assert line is None or not line.letters, where
            states = {each.status for each in await world.topics.letters()}
            assert states <= {DeadLetterStatus.REDRIVEN}, where


@pytest.mark.parametrize("fails", FAULTS, ids=lambda each: each.__name__)
async def test_without_a_stop_each_is_done_once(fails: Fails) -> None:
    """No copy is made twice."""
    world = await played(fails, (), lags=False)
    assert sorted(world.done) == sorted(VALUES + OTHERS)
    assert world.topics.line(FORM) is not None
