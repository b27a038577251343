"""The worker from consumer to producer: what comes is carried through, then committed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import faust
import pytest

from schemas.base import Message
from schemas.codec import decode
from schemas.rejection import Rejection
from schemas.stages import Stage
from schemas.topic import Topic
from schemas.topics import INTAKE
from streams import clients, deciding
from streams.app import TESTED_FAUST, HubApp, _hand_out, attach, join, make_app
from streams.clients import Options
from streams.envelope import Context, Record
from streams.inbox import Wave
from streams.member import member
from streams.outcome import Outcome, Outgoing, then
from streams.tools import Tools
from tests.forms import form
from tests.streams.bench import Bench, open_bench, until
from tests.streams.conftest import MakeTopic
from tests.streams.groups import World
from tests.streams.test_inbox import inbox, put
from tests.streams.test_lanes import record

FORMS = 120


@pytest.fixture
async def bench(
    make_topic: MakeTopic, options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Bench]:
    """Tools, and where dead letters go."""
    async with open_bench(options, make_topic, tmp_path, monkeypatch) as made:
        yield made


@asynccontextmanager
async def running(app: HubApp) -> AsyncIterator[None]:
    """Run the app as a worker does."""
    app.finalize()
    await app.start()
    try:
        yield
    finally:
        await app.stop()


def hop(source: Topic, to: Topic) -> deciding.Path:
    """A stage that answers each form with one."""

    async def handle(_record: Record, _message: Message) -> Outcome:
        return then((Outgoing(to, form()),))

    def refuse(_record: Record, rejection: Rejection, _now: object) -> Outcome:
        return Outcome(rejection=rejection)

    def read(record: Record, ids: object) -> Message | Rejection:
        del ids
        return decode(source.schema, record.value)

    return deciding.Path(Stage.TRIAGE, handle, refuse, lambda _: nullcontext(), read=read)


def app_of(tools: Tools, options: Options, source: Topic, to: Topic) -> HubApp:
    """A worker with one stage."""

    async def told(_partitions: set[tuple[str, int]]) -> None:
        return

    app = make_app(tools.settings.group, tools)
    attach(app, (source.name,), hop(source, to))
    join(app, member(tools.settings, options, app.conf.id, None), options, told, told)
    return app


@pytest.mark.kafka
async def test_every_form_goes_through_and_is_committed_also_over_a_stop(
    bench: Bench, make_topic: MakeTopic, options: Options
) -> None:
    """In the midst of the work; the next worker goes on where the first one stopped."""
    source, to = make_topic(INTAKE), make_topic(INTAKE)
    settings = bench.tools.settings.model_copy(update={"group": f"group-{uuid4()}"})
    tools = replace(bench.tools, settings=settings)
    world = World(options, source, settings)
    producer = clients.producer(options)
    for number in range(FORMS):
        await tools.sender.send([Outgoing(source, form())], Context())
        producer.produce(source.name, b"poison", b"%d" % number, number % 4)
    producer.flush(10)
    async with running(app_of(tools, options, source, to)):
        await until(lambda: len(bench.notes) > FORMS)
    first = sum([max(world.committed(each), 0) for each in range(4)])
    assert first > 0
    await tools.start()
    async with running(app_of(tools, options, source, to)):
        await until(lambda: sum(world.committed(each) for each in range(4)) == 2 * FORMS)
    await tools.start()
    assert (await bench.count(to), len(await bench.letters())) == (FORMS, FORMS)


async def test_the_next_wave_is_handed_out_when_the_one_before_is_over() -> None:
    """Two at once would mix up the records of a form."""
    mine, sent = inbox(), list[Wave]()

    async def send(*, value: Wave) -> None:
        sent.append(value)

    channel: Any = SimpleNamespace(send=send)
    put(mine, 0, record(0, b"a"), record(1, b"a"))
    handing = asyncio.ensure_future(_hand_out(mine, channel))
    for _ in range(10):
        await asyncio.sleep(0)
    before = len(sent)
    mine.finish(sent[0], 1)
    await until(lambda: len(sent) == 2)
    handing.cancel()
    assert before == 1


def test_only_the_faust_that_was_tested_is_used(
    bench_tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its faults are known; another one's are not."""
    assert faust.__version__ == TESTED_FAUST
    monkeypatch.setattr(faust, "__version__", "0.0.0")
    with pytest.raises(RuntimeError, match="needs faust-streaming"):
        make_app(bench_tools.settings.group, bench_tools)


@pytest.fixture
async def bench_tools(bench: Bench) -> Tools:
    """Tools."""
    return bench.tools


@pytest.mark.kafka
async def test_nothing_of_fausts_own_speaks_to_kafka(bench: Bench, options: Options) -> None:
    """Neither its consumer nor its producer is ever made."""
    app = app_of(bench.tools, options, INTAKE, bench.out)
    assert not app.BootStrategy.enable_kafka
    assert not app.tables
    assert app.group.failure is None
