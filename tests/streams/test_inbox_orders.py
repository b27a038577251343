"""Whatever is given back or stands aside: an inbox hands out all, once, in each form's order."""

import asyncio
from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.envelope import Record
from streams.inbox import Inbox, Wave
from streams.lanes import Lane
from tests.streams.test_inbox import FAST, SECONDS, inbox, put
from tests.streams.test_lanes import record

Taken = list[tuple[Lane, Record]]
PARTITIONS = 3
WAVES = ("wave", "back", "aside", "over")
PUT = st.tuples(
    st.just("put"),
    st.integers(0, PARTITIONS - 1),
    st.sampled_from([None, b"a", b"b"]),
    st.booleans(),
)
STEP = st.one_of(
    PUT, st.tuples(st.sampled_from(WAVES), st.just(0), st.none(), st.just(value=False))
)


class Stage:
    """Works on an inbox as the delivery does, and keeps a list of what it has done."""

    def __init__(self, most: int) -> None:
        self.inbox = inbox(PARTITIONS)
        self.most = most
        self.offsets = defaultdict[int, int](int)
        self.done: Taken = []
        self.aside: list[asyncio.Event] = []

    def put(self, partition: int, key: bytes | None, *, high: bool) -> None:
        """Let a record come."""
        put(self.inbox, partition, record(self.offsets[partition], key, high=high))
        self.offsets[partition] += 1

    async def work(self, kind: str) -> None:
        """Take a wave; half of it is done at once, the other half now, later, or given back."""
        wave = await next_of(self.inbox)
        if wave is None:
            return
        half = len(wave.taken) // 2
        self.finish(wave.taken[:half])
        rest = wave.taken[half:]
        if kind == "back":
            self.inbox.give_back(rest)
        elif kind == "aside":
            self.aside.append(asyncio.Event())
            self.inbox.set_aside([one for _, one in rest], self.later(self.aside[-1], rest))
        else:
            self.finish(rest)
        self.inbox.finish(wave, FAST)
        self.inbox._most = self.most

    async def later(self, over: asyncio.Event, taken: Taken) -> None:
        """What stands aside."""
        await over.wait()
        self.finish(taken)

    def finish(self, taken: Taken) -> None:
        """All that these caused is on the broker."""
        for lane, one in taken:
            mine = [
                each for at, each in self.done if at is lane and one.key and each.key == one.key
            ]
            assert all(each.offset < one.offset for each in mine)
            lane.done(one.offset)
            self.done.append((lane, one))

    async def drain(self) -> None:
        """Let all come that is left."""
        for over in self.aside:
            over.set()
        await self.inbox.quiet()
        async with asyncio.timeout(SECONDS):
            while any(map(len, self.inbox.lanes.values())):
                await self.work("wave")


async def next_of(mine: Inbox) -> Wave | None:
    """The next wave, if there is one now."""
    asked = asyncio.ensure_future(mine.next())
    for _ in range(3):
        await asyncio.sleep(0)
    if asked.done():
        return await asked
    asked.cancel()
    return None


async def run(steps: list[tuple[str, int, bytes | None, bool]], most: int) -> Stage:
    """Take these steps, and then all others that are left."""
    stage = Stage(most)
    for kind, partition, key, high in steps:
        if kind == "put":
            stage.put(partition, key, high=high)
        elif kind == "over":
            for over in stage.aside:
                over.set()
        else:
            await stage.work(kind)
    await stage.drain()
    return stage


@settings(max_examples=300, deadline=None)
@given(steps=st.lists(STEP, max_size=60), most=st.integers(1, 4))
def test_everything_comes_out_once_and_in_the_order_of_its_form(
    steps: list[tuple[str, int, bytes | None, bool]], most: int
) -> None:
    """And in the end all of every partition may be committed."""
    stage = asyncio.run(run(steps, most))
    places = sorted((lane.where[1], one.offset) for lane, one in stage.done)
    assert places == [(p, n) for p in sorted(stage.offsets) for n in range(stage.offsets[p])]
    assert all(lane.position == stage.offsets[lane.where[1]] for lane in stage.inbox.lanes.values())
