"""What a topic does not take: for good, or for now. Each record has a fate of its own."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from confluent_kafka.admin import NewTopic

from schemas.base import Message
from schemas.topic import Topic
from schemas.topics import INTAKE
from streams import clients
from streams.clients import Options
from streams.envelope import Context, Record
from streams.outcome import Copy, Outcome, Outgoing, then
from streams.stopping import Exit
from tests.forms import form
from tests.streams.bench import SECONDS, Bench, Handle, Stopped, hurry, kind, open_bench, until
from tests.streams.conftest import MakeTopic

pytestmark = pytest.mark.kafka


@pytest.fixture
async def bench(
    make_topic: MakeTopic, options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Bench]:
    """A stage with tools, whose producer is not patient."""
    hurry(monkeypatch)
    async with open_bench(options, make_topic, tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture
def blocked() -> Topic:
    """A topic that takes nothing for now: the cluster does not have it yet."""
    return replace(INTAKE, name=f"cpi.late.{uuid4()}")


def unblock(options: Options, topic: Topic) -> None:
    """Put it right."""
    admin = clients.admin(options)
    admin.create_topics([NewTopic(topic.name, 1, 1)])[topic.name].result(10)


def by_offset(bench: Bench, **topics: Topic) -> Handle:
    """Write to the topic that is named for the offset, ``at_3``; the others to the open one."""

    async def handle(record: Record, _message: Message) -> Outcome:
        bench.notes.append(f"decided {record.offset}")
        topic = topics.get(f"at_{record.offset}", bench.out)
        return then((Outgoing(bench.out, form()),), (Outgoing(topic, form()),))

    return handle


async def test_what_a_topic_never_takes_makes_a_dead_letter_of_its_record_only(
    bench: Bench, make_topic: MakeTopic
) -> None:
    """In place of what is left of its outcome; the others of the wave arrive."""
    narrow = make_topic(INTAKE, 1, **{"max.message.bytes": "200"})
    records = [bench.record(number) for number in range(5)]
    await bench.carry(by_offset(bench, at_2=narrow), *records)
    (letter,) = await bench.letters()
    assert letter.offset == 2
    assert letter.reason == f"{narrow.name} does not take what follows from it: MSG_SIZE_TOO_LARGE"
    assert (bench.lane.position, await bench.count(bench.out)) == (5, 9)


async def test_records_that_fit_are_not_refused_for_the_company_they_are_in(
    bench: Bench, make_topic: MakeTopic
) -> None:
    """The client sends many as one batch, and the broker measures the batch."""
    narrow = make_topic(INTAKE, 1, **{"max.message.bytes": "3000"})

    async def handle(_record: Record, _message: Message) -> Outcome:
        return then((Outgoing(narrow, form()),))

    await bench.carry(handle, *(bench.record(number) for number in range(200)))
    assert not await bench.letters()
    assert await bench.count(narrow) == 200


async def test_one_too_large_does_not_take_those_beside_it_along(
    bench: Bench, make_topic: MakeTopic
) -> None:
    """All go to one partition at once; only the large one is refused."""
    narrow = make_topic(INTAKE, 1, **{"max.message.bytes": "3000"})

    async def handle(record: Record, _message: Message) -> Outcome:
        large = {"vehicles": [{"make": "x" * 5000}]} if record.offset == 1 else {}
        return then((Outgoing(narrow, form(**large)),))

    await bench.carry(handle, *(bench.record(number) for number in range(3)))
    assert [each.offset for each in await bench.letters()] == [1]
    assert (await bench.count(narrow), bench.lane.position) == (2, 3)


async def test_a_form_that_has_to_wait_stands_aside_and_others_go_on(
    bench: Bench, blocked: Topic, options: Options
) -> None:
    """A later record of the same form waits for it; nothing is committed past it."""
    records = [bench.record(0, b"a"), bench.record(1, b"a"), bench.record(2, b"b")]
    bench.patience(SECONDS)
    handle = by_offset(bench, at_0=blocked)
    bench.put(*records)
    work = bench.delivery(handle)
    await work.carry(await bench.inbox.next())
    bench.put(bench.record(3, b"c"))
    await work.carry(await bench.inbox.next())
    decided = [each for each in bench.notes if each.startswith("decided")]
    assert decided == ["decided 0", "decided 2", "decided 3"]
    assert (bench.lane.position, len(bench.inbox.aside), bench.inbox.excused) == (0, 1, True)
    unblock(options, blocked)
    await until(lambda: not bench.inbox.aside)
    assert bench.lane.position == 1
    await work.carry(await bench.inbox.next())
    assert (bench.lane.position, await bench.count(blocked)) == (4, 1)
    assert not await bench.letters()


async def test_a_stage_that_remembers_waits_itself(
    bench: Bench, blocked: Topic, options: Options
) -> None:
    """Its next decision may hang on what it has not yet remembered: it holds the guard."""
    bench.patience(SECONDS)
    going = asyncio.ensure_future(
        bench.carry(by_offset(bench, at_0=blocked), *map(bench.record, range(2)), remembers=True)
    )
    await until(lambda: bench.lane.in_hand == 1)
    assert not bench.inbox.aside
    assert (bench.lane.position, bench.notes[-1]) == (0, kind(bench.out))
    unblock(options, blocked)
    await asyncio.wait_for(going, SECONDS)
    assert bench.notes[-2:] == [kind(blocked), "out at 2"]
    assert await bench.count(bench.out) == 3


@pytest.mark.parametrize("remembers", [False, True])
async def test_what_is_another_workers_now_is_let_go(
    bench: Bench, blocked: Topic, *, remembers: bool
) -> None:
    """Closing the lane ends the waiting; the record is not done, and is read again."""
    bench.patience(SECONDS)
    records = [bench.record(0)]
    handle = by_offset(bench, at_0=blocked)
    going = asyncio.ensure_future(bench.carry(handle, *records, remembers=remembers))
    await until(lambda: kind(bench.out) in bench.notes)
    bench.lane.close()
    await asyncio.wait_for(going, SECONDS)
    await asyncio.wait_for(bench.inbox.quiet(), SECONDS)
    assert (bench.lane.position, bench.lane.in_hand) == (0, 1)


async def test_what_cannot_be_sent_for_too_long_ends_the_process(
    bench: Bench, blocked: Topic
) -> None:
    """A stage that remembers waits as long as the setting says; the others ten times as long."""
    with pytest.raises(Stopped, match=str(Exit.TRANSIENT.value)):
        await bench.carry(by_offset(bench, at_0=blocked), bench.record(0), remembers=True)
    await bench.carry(by_offset(bench, at_1=blocked), bench.record(1))
    (task,) = bench.inbox.aside
    with pytest.raises(Stopped, match=str(Exit.TRANSIENT.value)):
        await asyncio.wait_for(task, SECONDS)
    assert bench.lane.position == 0


async def test_only_what_is_missing_is_sent_again(
    bench: Bench, blocked: Topic, options: Options
) -> None:
    """What the broker has of a group, it has."""

    async def handle(_record: Record, _message: Message) -> Outcome:
        return then((Outgoing(bench.out, form()), Outgoing(blocked, form())))

    await bench.carry(handle, bench.record(0))
    unblock(options, blocked)
    await until(lambda: not bench.inbox.aside)
    assert [await bench.count(topic) for topic in (bench.out, blocked)] == [1, 1]


async def test_a_copy_goes_out_as_it_is(bench: Bench, make_topic: MakeTopic) -> None:
    """To its partition, with its key and headers, also where these are none of the hub's."""
    there: Any = Copy(make_topic(INTAKE).name, 2, b"\xff", None, {"x": b"\x00"})
    await bench.tools.sender.send([there], Context())
    (found,) = [each async for each in bench.tools.reader.all(there.topic)]
    assert (found.partition, found.key, found.value) == (2, b"\xff", None)
    assert found.headers == {"x": b"\x00"}
