"""The path of a record: decided, sent, only then acknowledged; never dropped, whatever happens."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiokafka.errors import KafkaConnectionError

from schemas.base import Message
from schemas.codec import encode
from schemas.form import CpiForm
from schemas.ids import CATALOGUE_IDS
from schemas.topics import DEAD_LETTERS, INTAKE, SECTOR
from streams import clock, delivery
from streams.dead_letters import original_bytes
from streams.delivery import Exit, deliver
from streams.envelope import Context, Record
from streams.outcome import Outcome, Outgoing, then
from streams.reading import Reader
from streams.sealing import load_keyring, make_key_file
from streams.settings import Settings
from streams.tools import Tools
from tests.forms import SOURCE_WORDS, form
from tests.streams.bench import STAGE, Bench, Noting, Stopped, kind
from tests.streams.conftest import MakeTopic

pytestmark = pytest.mark.kafka


@pytest.fixture
async def bench(
    make_topic: MakeTopic,
    options: dict[str, object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Bench]:
    """The stage's tools, its dead letters on a topic of its own."""
    make_key_file(tmp_path / "hub.key")
    settings = Settings(data_dir=tmp_path, give_up_after=timedelta(seconds=0.5))
    sender = Noting(options)
    sender.notes = []
    tools = Tools(settings, load_keyring(settings.key_path), CATALOGUE_IDS, sender, Reader(options))
    dead = make_topic(DEAD_LETTERS)
    monkeypatch.setattr(delivery, "DEAD_LETTERS", dead)

    def stopped(status: int) -> None:
        raise Stopped(status)

    monkeypatch.setattr(os, "_exit", stopped)
    monkeypatch.setattr(logging, "shutdown", lambda: None)
    await tools.start()
    yield Bench(tools, sender.notes, dead, make_topic(INTAKE))
    await tools.stop()


async def test_groups_are_sent_in_order_before_anything_is_remembered(
    bench: Bench, make_topic: MakeTopic
) -> None:
    """And the record is acknowledged last; the next one is not begun before."""
    second = make_topic(INTAKE)

    async def handle(_record: Record, _message: Message) -> Outcome:
        bench.notes.append("decided")
        outcome = then((Outgoing(bench.out, form()),), (Outgoing(second, form()),))
        return replace(outcome, sent=lambda: bench.notes.append("remembered"))

    await bench.drive(handle, bench.event(0), bench.event(1))
    once = ["in", "decided", kind(bench.out), kind(second), "remembered", "out"]
    assert bench.notes == [*once, "acknowledged 0", *once, "acknowledged 1"]


async def test_nothing_follows_a_group_that_failed(bench: Bench) -> None:
    """Neither the next group nor the memory of it; the record is a dead letter."""

    async def handle(_record: Record, _message: Message) -> Outcome:
        wrong = Outgoing(replace(bench.out, schema=SECTOR.schema), form())
        outcome = then((wrong,), (Outgoing(bench.out, form()),))
        return replace(outcome, sent=lambda: bench.notes.append("remembered"))

    await bench.drive(handle, bench.event(0))
    assert bench.notes == ["in", kind(bench.dead), "acknowledged 0"]
    assert [each.reason for each in await bench.letters()] == ["the triage stage failed: TypeError"]


async def test_a_record_that_cannot_be_read_is_kept_and_answered(bench: Bench) -> None:
    """The dead letter first, then the partner's answer, then the acknowledgement."""

    async def handle(_record: Record, _message: Message) -> Outcome:
        raise AssertionError

    await bench.drive(handle, bench.event(3, b"poison"))
    assert bench.notes == ["in", kind(bench.dead), kind(bench.out), "out", "acknowledged 3"]
    (letter,) = await bench.letters()
    assert (letter.topic, letter.partition, letter.offset) == (INTAKE.name, 0, 3)
    assert original_bytes(letter, bench.tools.keyring) == b"poison"


@pytest.mark.parametrize("error", [KafkaConnectionError(), TimeoutError(), ConnectionResetError()])
async def test_what_passes_is_tried_again(bench: Bench, error: Exception) -> None:
    """In place, the whole decision anew, under the guard each time; the record is processed."""
    faults = [error, error]

    async def handle(_record: Record, _message: Message) -> Outcome:
        if faults:
            raise faults.pop()
        return then((Outgoing(bench.out, form()),))

    await bench.drive(handle, bench.event(0))
    assert bench.notes == ["in", "in", "in", kind(bench.out), "out", "acknowledged 0"]
    assert not await bench.letters()


async def test_what_does_not_pass_ends_the_process_unacknowledged(bench: Bench) -> None:
    """With status 75, and no dead letter: nothing is wrong with the record."""

    async def handle(_record: Record, _message: Message) -> Outcome:
        raise KafkaConnectionError

    with pytest.raises(Stopped, match=str(Exit.TRANSIENT.value)):
        await bench.drive(handle, bench.event(0))
    assert set(bench.notes) == {"in"}
    assert not await bench.letters()


async def test_a_stage_that_fails_leaves_a_dead_letter_that_names_only_the_fault(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """The text of the exception quotes the form; it stands in no letter and no line."""
    event = bench.event(0)

    async def handle(_record: Record, message: Message) -> Outcome:
        assert isinstance(message, CpiForm)
        raise ValueError(message.submitter.name)

    with caplog.at_level(logging.DEBUG):
        await bench.drive(handle, event)
    (letter,) = await bench.letters()
    assert (letter.stage, letter.reason) == (STAGE, "the triage stage failed: ValueError")
    assert original_bytes(letter, bench.tools.keyring) == event.message.value
    assert bench.notes == ["in", kind(bench.dead), "acknowledged 0"]
    assert "cpi.intake/0/0 dead-lettered" in caplog.text
    said = (caplog.text + letter.model_dump_json()).lower()
    assert not [word for word in SOURCE_WORDS if word.lower() in said]


async def test_where_not_even_a_dead_letter_can_be_written_the_process_ends(
    bench: Bench, make_topic: MakeTopic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With status 70 and unacknowledged: it is read again at the next start."""
    narrow = make_topic(DEAD_LETTERS, **{"max.message.bytes": "10"})
    monkeypatch.setattr(delivery, "DEAD_LETTERS", narrow)

    async def handle(_record: Record, _message: Message) -> Outcome:
        raise ValueError

    with pytest.raises(Stopped, match=str(Exit.UNDELIVERABLE.value)):
        await bench.drive(handle, bench.event(0))
    assert bench.notes == ["in"]


async def test_a_stop_sees_the_record_in_hand_through(bench: Bench) -> None:
    """What it caused is on the broker; unacknowledged, it comes again and causes the same."""
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def handle(_record: Record, _message: Message) -> Outcome:
        begun.set()
        await go_on.wait()
        return then((Outgoing(bench.out, form()),))

    driving = asyncio.ensure_future(bench.drive(handle, bench.event(0), bench.event(1)))
    await begun.wait()
    driving.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await driving
    assert bench.notes == ["in", kind(bench.out), "out"]


async def test_headers_that_are_null_do_no_harm(bench: Bench) -> None:
    """Kafka allows them; a partner's client may send them."""

    async def handle(record: Record, _message: Message) -> Outcome:
        assert Context.of(record) == Context()
        return Outcome()

    value = encode(INTAKE.schema, form())
    nulls: Any = {"ce_source": None, "traceparent": None}
    record = Record(INTAKE.name, 0, 0, str(uuid4()).encode(), value, nulls, clock.now())
    await deliver(record, bench.path(handle), bench.tools)
    assert not await bench.letters()
