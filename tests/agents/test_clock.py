"""The clock says which forms have waited too long, from the desk's memory, each thing once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agents.app import make_hub
from agents.clock import tick
from agents.hub import Hub
from schemas.assessment import DeskEntry, DeskForm
from schemas.codec import decode
from schemas.enums import AlertKind, DecisionStatus, Priority
from schemas.form import CpiForm
from schemas.ids import CATALOGUE_IDS
from schemas.reference import partition_of
from schemas.topic import Topic
from schemas.topics import ALERTS, ASSESSED, ASSESSMENTS, DEAD_LETTERS, DESK, TRIAGED
from streams import clock
from streams.clients import client_options
from streams.envelope import Context
from streams.outcome import Outgoing
from streams.sealing import load_keyring, make_key_file
from streams.settings import Settings
from streams.topics import apply_topics, existing
from tests.console.samples import assessment, name_of, proposal
from tests.forms import form

pytestmark = pytest.mark.kafka

NOWHERE = 1_000_000
"""A place on a topic where nothing lies, as where retention has taken it away."""


@dataclass(frozen=True)
class Desk:
    """A desk on a real Kafka, without a worker: the test itself lets the clock tick."""

    hub: Hub
    partitions: int

    async def put(self, *outgoing: Outgoing) -> int:
        """Write messages; gives the offset of the first."""
        return (await self.hub.tools.sender.send(outgoing, Context()))[0].offset

    async def admit(
        self, mine: CpiForm, minutes: float, priority: Priority, position: int | None = None
    ) -> str:
        """Leave a form at the desk that came so many minutes ago; this worker has its partition."""
        at = await self.put(Outgoing(TRIAGED, proposal(mine)))
        waiting = DeskForm(
            submission_id=mine.submission_id,
            content_hash="0" * 64,
            origin="cpi.intake/0/0",
            position=at if position is None else position,
            received_at=clock.now() - timedelta(minutes=minutes),
            proposed=priority,
        )
        await self.remember(DeskEntry(reference=name_of(mine), form=waiting))
        return name_of(mine)

    async def remember(self, entry: DeskEntry) -> None:
        """Write an entry, as an earlier worker left it."""
        await self.put(Outgoing(DESK, entry))
        self.hub.assigned.add(partition_of(entry.reference, self.partitions))

    async def of(self, topic: Topic, reference: str) -> list[Any]:
        """What a topic has of a form."""
        reader = self.hub.tools.reader
        return [
            decode(topic.schema, record.value)
            async for record in reader.of_form(topic.name, reference)
        ]

    async def alerts(self, reference: str) -> list[AlertKind]:
        """The alerts of a form."""
        return [each.kind for each in await self.of(ALERTS, reference)]


@pytest.fixture
async def desk(kafka: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """The hub of a worker that has no partition yet, and has read nothing."""
    make_key_file(tmp_path / "hub.key")
    settings = Settings(data_dir=tmp_path)
    options = client_options(settings, kafka)
    # Another test may have made the topics; each has as many partitions as that one wanted.
    found = (await existing(options)).get(DESK.name, settings.partitions)
    await apply_topics(options, settings.model_copy(update={"partitions": found}))
    hub = make_hub(settings, kafka, load_keyring(settings.key_path), CATALOGUE_IDS)
    await hub.tools.start()
    yield Desk(hub, found)
    await hub.tools.stop()


@pytest.mark.parametrize(
    ("minutes", "priority", "kinds"),
    [
        (4, Priority.HIGH, []),
        (14, Priority.NORMAL, []),
        (16, Priority.NORMAL, [AlertKind.UNASSESSED_FIRST]),
        (26, Priority.CRIME, [AlertKind.UNASSESSED_FIRST, AlertKind.UNASSESSED_SECOND]),
        (
            31,
            Priority.HIGH,
            [
                AlertKind.SENT_UNASSESSED,
                AlertKind.UNASSESSED_FIRST,
                AlertKind.UNASSESSED_SECOND,
                AlertKind.BREACH,
            ],
        ),
    ],
)
async def test_a_form_that_has_waited_too_long_is_told_once(
    desk: Desk, minutes: float, priority: Priority, kinds: list[AlertKind]
) -> None:
    """What is due by then, in order, though no worker was there at the time; not again later."""
    reference = await desk.admit(form(), minutes, priority)
    for _ in range(2):
        await tick(desk.hub)
        assert await desk.alerts(reference) == kinds
    desk.hub.desk.forget()
    await tick(desk.hub)
    assert await desk.alerts(reference) == kinds


async def test_a_high_proposal_goes_out_unassessed_after_five_minutes(desk: Desk) -> None:
    """As a decision of the clock's own, marked so; once."""
    reference = await desk.admit(form(), 6, Priority.HIGH)
    for _ in range(2):
        await tick(desk.hub)
    (sent,) = await desk.of(ASSESSED, reference)
    assert (sent.decision.priority, sent.decision.status, sent.revision) == (
        Priority.HIGH,
        DecisionStatus.NOT_YET_ASSESSED,
        1,
    )
    assert await desk.alerts(reference) == [AlertKind.SENT_UNASSESSED]


async def test_a_form_that_retention_took_is_told_all_the_same(desk: Desk) -> None:
    """There is nothing left to send; a person still hears of it."""
    reference = await desk.admit(form(), 6, Priority.HIGH, position=NOWHERE)
    await tick(desk.hub)
    assert await desk.alerts(reference) == [AlertKind.SENT_UNASSESSED]
    assert not await desk.of(ASSESSED, reference)


async def test_another_workers_partition_is_left_alone(desk: Desk) -> None:
    """It has the memory of it; this one's may be old."""
    reference = await desk.admit(form(), 31, Priority.NORMAL)
    desk.hub.assigned.clear()
    await tick(desk.hub)
    assert not await desk.alerts(reference)


async def test_the_clock_waits_for_a_decision_under_way_and_looks_again(desk: Desk) -> None:
    """A partition that is lost meanwhile is left alone."""
    reference = await desk.admit(form(), 31, Priority.NORMAL)
    partition = partition_of(reference, desk.partitions)
    async with desk.hub.desk.lock(partition):
        ticking = asyncio.ensure_future(tick(desk.hub))
        await desk.alerts(reference)
        assert not ticking.done()
        desk.hub.assigned.clear()
    await ticking
    assert not await desk.alerts(reference)


async def test_assessments_of_a_form_that_never_came_are_dead_letters(desk: Desk) -> None:
    """After the limit of 30 minutes: their reference is wrong; once, and not before."""
    mine, other = form(), form()
    for each, minutes in ((mine, 31), (other, 29)):
        at = await desk.put(Outgoing(ASSESSMENTS, assessment(each)))
        since = clock.now() - timedelta(minutes=minutes)
        await desk.remember(DeskEntry(reference=name_of(each), early=(at,), early_since=since))
    for _ in range(2):
        await tick(desk.hub)
    (letter,) = await desk.of(DEAD_LETTERS, name_of(mine))
    assert (letter.topic, letter.field) == (ASSESSMENTS.name, "reference")
    assert not await desk.of(DEAD_LETTERS, name_of(other))
    (entry,) = [each for each in await desk.of(DESK, name_of(mine)) if not each.early]
    assert entry.early_since is None
