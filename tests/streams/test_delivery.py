"""The path of a record: decided, sent, only then done; never dropped, whatever happens."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException

from schemas.base import Message
from schemas.form import CpiForm
from schemas.topics import DEAD_LETTERS, INTAKE, SECTOR
from streams import delivery
from streams.canary import marked
from streams.clients import Options
from streams.dead_letters import original_bytes
from streams.envelope import Context, Record
from streams.errors import HubError
from streams.logs import SafeFormatter
from streams.outcome import Outcome, Outgoing, then
from streams.stopping import Exit
from tests.forms import SOURCE_WORDS, form
from tests.streams.bench import STAGE, Bench, Handle, Stopped, bury_at, kind, open_bench, until
from tests.streams.conftest import MakeTopic

pytestmark = pytest.mark.kafka

AWAY = KafkaException(KafkaError(KafkaError._TRANSPORT))


@pytest.fixture
async def bench(
    make_topic: MakeTopic, options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Bench]:
    """A stage with tools."""
    async with open_bench(options, make_topic, tmp_path, monkeypatch) as made:
        yield made


def writing(bench: Bench, *others: Any, after: Callable[[], None] = lambda: None) -> Handle:  # noqa: ANN401 - topics
    """A handler that writes one message to each topic, in a group of its own."""

    async def handle(_record: Record, _message: Message) -> Outcome:
        groups = [(Outgoing(topic, form()),) for topic in (bench.out, *others)]
        return replace(then(*groups), sent=after)

    return handle


async def test_groups_are_sent_in_order_before_anything_is_remembered(
    bench: Bench, make_topic: MakeTopic
) -> None:
    """And the record is done last. Those of a wave go side by side, and are waited for once."""
    second = make_topic(INTAKE)
    handle = writing(
        bench, second, after=lambda: bench.notes.append(f"remembered at {bench.lane.position}")
    )
    await bench.carry(handle, bench.record(0), bench.record(1))
    sent = [kind(bench.out), kind(bench.out), kind(second), kind(second)]
    remembered = ["remembered at 0", "remembered at 1"]
    assert bench.notes == ["in [0]", *sent, *remembered, "out at 2"]


async def test_nothing_is_done_before_the_slowest_of_its_wave_is_on_the_broker(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A producer that takes it has not yet sent it."""
    slow, release = bench.tools.sender.send_each, asyncio.Event()

    async def waiting(wanted: Any) -> Any:  # noqa: ANN401 - passed on
        sent = await slow(wanted)
        await release.wait()
        return sent

    monkeypatch.setattr(bench.tools.sender, "send_each", waiting)
    going = asyncio.ensure_future(bench.carry(writing(bench), bench.record(0), bench.record(1)))
    await until(lambda: len(bench.notes) == 3)
    assert (bench.lane.position, going.done()) == (0, False)
    release.set()
    await going
    assert bench.lane.position == 2


async def test_a_message_that_cannot_be_written_makes_a_dead_letter(bench: Bench) -> None:
    """A slip in a rule stops neither the stage nor the others; nothing follows of that record."""
    told: list[int] = []

    async def handle(record: Record, _message: Message) -> Outcome:
        topic = replace(bench.out, schema=SECTOR.schema) if record.offset == 1 else bench.out
        outcome = then((Outgoing(topic, form()),), (Outgoing(bench.out, form()),))
        return replace(outcome, sent=lambda: told.append(record.offset))

    await bench.carry(handle, *(bench.record(number) for number in range(3)))
    (letter,) = await bench.letters()
    reason = f"{bench.out.name} does not take what follows from it: _BAD_MSG"
    assert (letter.offset, letter.reason) == (1, reason)
    assert (told, await bench.count(bench.out), bench.lane.position) == ([0, 2], 4, 3)


async def test_a_record_that_cannot_be_read_is_kept_and_answered(bench: Bench) -> None:
    """The dead letter first, then the partner's answer; then it is done."""

    async def handle(_record: Record, _message: Message) -> Outcome:
        raise AssertionError

    await bench.carry(handle, bench.record(3, value=b"poison"))
    assert bench.notes == ["in [0]", kind(bench.dead), kind(bench.out), "out at 4"]
    (letter,) = await bench.letters()
    assert (letter.topic, letter.partition, letter.offset) == (INTAKE.name, 0, 3)
    assert original_bytes(letter, bench.tools.keyring) == b"poison"


async def test_bad_input_does_not_halt_a_stage_and_its_own_failures_do(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """50 in a row that a rule refuses are a partner's; 50 that fail are the hub's.

    Those of canaries stop nothing: they come by the clock, and have a metric of their own.
    """

    async def handle(_record: Record, _message: Message) -> Outcome:
        raise ValueError

    bad = [bench.record(number, value=b"poison") for number in range(60)]
    await bench.carry(handle, *bad)
    assert (bench.inbox.halted, bench.lane.position) == (False, 60)
    canaries = [
        each._replace(headers=marked({}, each.value or b"", bench.tools.keyring))
        for each in map(bench.record, range(60, 120))
    ]
    await bench.carry(handle, *canaries)
    assert (bench.inbox.halted, bench.lane.position) == (False, 120)
    await bench.carry(handle, *(bench.record(number) for number in range(120, 180)))
    assert bench.inbox.halted
    assert "triage: 50 records in a row failed: the stage stops" in caplog.text
    assert len(await bench.letters()) == bench.lane.position


async def test_what_does_not_pass_ends_the_process_undone(bench: Bench) -> None:
    """With status 75, and no dead letter: nothing is wrong with the record."""

    async def handle(_record: Record, _message: Message) -> Outcome:
        raise AWAY

    with pytest.raises(Stopped, match=str(Exit.TRANSIENT.value)):
        await bench.carry(handle, bench.record(0))
    assert (bench.notes, bench.lane.position) == (["in [0]"], 0)
    assert not await bench.letters()


async def test_a_stage_that_fails_leaves_a_dead_letter_that_names_only_the_fault(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """The text of the exception quotes the form; it stands in no letter and no line."""
    record = bench.record(0)

    async def handle(_record: Record, message: Message) -> Outcome:
        assert isinstance(message, CpiForm)
        raise ValueError(message.submitter.name)

    with caplog.at_level(logging.DEBUG):
        await bench.carry(handle, record)
    (letter,) = await bench.letters()
    assert (letter.stage, letter.reason) == (STAGE, "the triage stage failed: ValueError")
    assert original_bytes(letter, bench.tools.keyring) == record.value
    assert bench.notes == ["in [0]", kind(bench.dead), "out at 1"]
    lines = "\n".join(SafeFormatter().format(each) for each in caplog.records)
    assert "cpi.intake/0/0 dead-lettered [ValueError at test_delivery.py:" in lines
    said = (lines + letter.model_dump_json()).lower()
    assert not [word for word in SOURCE_WORDS if word.lower() in said]


async def test_where_not_even_a_dead_letter_can_be_written_the_process_ends(
    bench: Bench, make_topic: MakeTopic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With status 70 and undone: it is read again at the next start."""
    narrow = make_topic(DEAD_LETTERS, **{"max.message.bytes": "10"})
    bury_at(monkeypatch, narrow)

    async def handle(_record: Record, _message: Message) -> Outcome:
        raise ValueError

    with pytest.raises(Stopped, match=str(Exit.UNDELIVERABLE.value)):
        await bench.carry(handle, bench.record(0))
    assert (bench.notes, bench.lane.position) == (["in [0]"], 0)


@pytest.mark.parametrize("error", [HubError("the key is gone"), KeyError("partition")])
async def test_what_cannot_be_remembered_ends_the_process_undone(
    bench: Bench, error: Exception
) -> None:
    """With status 70: all of it is sent again, under the same ids."""

    def failing() -> None:
        raise error

    with pytest.raises(Stopped, match=str(Exit.UNDELIVERABLE.value)):
        await bench.carry(writing(bench, after=failing), bench.record(0))
    assert bench.lane.position == 0


async def test_a_stop_sees_the_wave_in_hand_through(bench: Bench) -> None:
    """All that it caused is on the broker and done; no other wave is begun."""
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def handle(_record: Record, _message: Message) -> Outcome:
        begun.set()
        await go_on.wait()
        return then((Outgoing(bench.out, form()),))

    bench.put(bench.record(0))
    working = bench.delivery(handle)
    carrying = asyncio.ensure_future(delivery._unbroken(working.carry(await bench.inbox.next())))
    await begun.wait()
    carrying.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await carrying
    assert bench.notes == ["in [0]", kind(bench.out), "out at 1"]


async def test_headers_that_are_null_do_no_harm(bench: Bench) -> None:
    """Kafka allows them; a partner's client may send them."""

    async def handle(record: Record, _message: Message) -> Outcome:
        assert Context.of(record) == Context()
        return Outcome()

    nulls: Any = {"ce_source": None, "traceparent": None, "cpi-priority": None}
    await bench.carry(handle, bench.record(0)._replace(headers=nulls))
    assert not await bench.letters()
