"""The hub watched from outside: canaries go through and reach nobody; a form is one trace."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from agents.canary import Canaries
from rules.canary import STAGES
from schemas.codec import decode, encode
from schemas.enums import Destination, Priority, Theme
from schemas.form import CpiForm
from schemas.ids import CATALOGUE_IDS
from schemas.reference import partition_of, reference_of
from schemas.stages import App, Stage
from schemas.topics import (
    ASSESSED,
    CANARY,
    DESK,
    INTAKE,
    INTELLIGENCE,
    ROWS,
    SANITISED,
    SECTOR,
    TOPICS,
    TRIAGED,
)
from streams import clock
from streams.envelope import CANARY_HEADER, Context, Record, trace_id_of
from streams.outcome import Copy
from streams.reading import Reader
from streams.sending import Sender
from streams.supervisor import Supervisor
from tests.forms import SOURCE_WORDS, told
from tests.integration.commands import cpi
from tests.integration.conftest import Start, environment_of
from tests.integration.running import RunningHub, until
from tests.otlp import Collector, Seen, collecting

pytestmark = pytest.mark.kafka

PASSED = {INTAKE, TRIAGED, ASSESSED, SANITISED, INTELLIGENCE, CANARY}
"""The topics that a canary is on, and no other."""

PARTNERS_TRACE, PARTNERS_SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SAID = "Two men were seen by the garages in Cowes, PO31 7AA."


class Watched:
    """A hub with its index and its collation; ``route`` holds the worker of the journey."""

    def __init__(self, hub: RunningHub, collector: Collector) -> None:
        self.hub = hub
        self.collector = collector
        self.route = ExitStack()
        self._runner = asyncio.Runner()
        self._sender = Sender(hub.options)
        self._reader = Reader(hub.options)
        self.canaries = Canaries(hub.keyring)

    def worker(self, app: App) -> Supervisor:
        """A worker that exports its spans."""
        traces = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": "200",
            "NO_PROXY": "127.0.0.1",
        }
        environment = {**environment_of(self.hub.settings), **traces}
        return Supervisor(environment, None, lambda _: None, app.value)

    def send(self, count: int) -> list[str]:
        """Send so many canaries."""

        async def run() -> list[str]:
            async with self._sender:
                using = (self._sender, self._reader, CATALOGUE_IDS)
                return [await self.canaries.send(*using) for _ in range(count)]

        return self._runner.run(run())

    def arrived(self) -> list[int]:
        """How many of those sent have come to each of the ends."""
        self._runner.run(self.canaries.look(self._reader, CATALOGUE_IDS))
        return [self.canaries.watch.arrived[stage] for stage in STAGES]

    def wait_for(self, count: int) -> None:
        """Wait until so many have come to all of them: as long as a worker may take to start."""
        until(self.arrived, lambda found: found == [count] * 3, f"{count} canaries", 60)

    def submit(self, form: CpiForm, **headers: str) -> str:
        """Send a form with headers of one's own; gives its reference."""
        self.put(encode(INTAKE.schema, form), form, {n: v.encode() for n, v in headers.items()})
        return reference_of(form.submission_id, form.submitted_at)

    def put(self, value: bytes, form: CpiForm, headers: dict[str, bytes]) -> None:
        """Send bytes as the submission of a form."""
        reference = reference_of(form.submission_id, form.submitted_at)
        key, partition = str(form.submission_id).encode(), partition_of(reference, 4)

        async def run() -> None:
            async with Sender(self.hub.options) as sender:
                await sender.send([Copy(INTAKE.name, partition, key, value, headers)], Context())

        self._runner.run(run())

    def of_canaries(self) -> list[Record]:
        """The submissions that bear a mark."""
        return [each for each in self.hub.records(INTAKE) if CANARY_HEADER in each.headers]

    def close(self) -> None:
        """Disconnect."""
        self.route.close()
        self._runner.run(self._reader.stop())
        self._runner.close()


@pytest.fixture(scope="module")
def watched(idle_hub: Start) -> Iterator[Watched]:
    """All three apps at work."""
    with collecting() as collector, ExitStack() as running:
        made = Watched(idle_hub(), collector)
        running.callback(made.close)
        made.route.enter_context(made.worker(App.ROUTE))
        for app in (App.INDEX, App.COLLATE):
            running.enter_context(made.worker(app))
        yield made


def form_of(narrative: str = SAID, **changes: Any) -> CpiForm:  # noqa: ANN401 - fields of a form
    """An ordinary form."""
    return CpiForm.model_validate(told(narrative, subjects=[], **changes))


def decided(watched: Watched, form: CpiForm, **headers: str) -> str:
    """Take a form to its sector; gives its reference."""
    reference = watched.submit(form, **headers)
    watched.hub.wait_for(TRIAGED, reference)
    watched.hub.assess(reference, Priority.NORMAL, destinations=(Destination.SECTOR,))
    watched.hub.wait_for(SECTOR, reference)
    return reference


def test_canaries_pass_every_stage_and_reach_nobody(watched: Watched) -> None:
    """One on each partition, beside a form: nothing counts, alerts, answers or keeps them."""
    reference = decided(watched, form_of())
    sent = watched.send(4)
    watched.wait_for(4)
    hub, names = watched.hub, {each.encode() for each in sent}
    assert {partition_of(each, 4) for each in sent} == set(range(4))
    until(lambda: [each.sent for each in hub.of(ROWS, reference)], any, "the row")
    for topic in TOPICS:
        found = [r for r in hub.records(topic) if r.key in names or CANARY_HEADER in r.headers]
        assert bool(found) == (topic in PASSED), topic.name
    said = cpi(hub, "reconcile", "--grace", "0")
    assert (said["forms"], said["wrong"], said["intake"]["answered"]) == (1, [], 1)
    assert cpi(hub, "trace", sent[0])["state"] == "a canary: has come through"
    assert [m.destinations for m in hub.of(CANARY, sent[0]) if m.stage is Stage.PUBLISH] == [
        (Destination.SECTOR,)
    ]


def test_a_partner_cannot_make_a_form_vanish(watched: Watched) -> None:
    """A mark taken from a canary, on other words under its name: a form, beside the canary."""
    hub, taken = watched.hub, watched.of_canaries()[0]
    canary = decode(INTAKE.schema, taken.value)
    assert isinstance(canary, CpiForm)
    said = canary.information.model_copy(update={"theme": Theme.FRAUD})
    forged = canary.model_copy(update={"information": said})
    watched.put(encode(INTAKE.schema, forged), forged, taken.headers)
    hub.wait_for_receipt(str(forged.submission_id))
    (entry,) = hub.of(DESK, reference := reference_of(forged.submission_id, forged.submitted_at))
    assert entry.form is not None
    assert cpi(hub, "trace", reference)["state"] == "waits for its assessment"
    # The same bytes again are the canary again, and it counts once.
    watched.put(taken.value or b"", canary, taken.headers)
    hub.wait_for(CANARY, reference, 6)
    watched.wait_for(4)
    assert len(hub.of(DESK, reference)) == 1


def test_one_form_is_one_trace(watched: Watched) -> None:
    """From the partner's span to the destination, though the assessment came with its own."""
    partners = f"00-{PARTNERS_TRACE}-{PARTNERS_SPAN}-01"
    reference = decided(watched, form_of(), traceparent=partners)
    way = (
        *("triage cpi.intake", "assess cpi.assessments", "redact cpi.assessed"),
        *("enrich cpi.sanitised", "publish cpi.intelligence", "send cpi.sector"),
    )
    others = {"assess cpi.triaged", "gather cpi.intelligence", "collate cpi.sector"}
    spans: dict[str, Seen] = {}

    def named() -> list[str]:
        spans.update({each.name: each for each in watched.collector.of(PARTNERS_TRACE)})
        return list(spans)

    until(named, lambda found: {*way, *others} <= set(found), "the spans of a form")
    parents = [spans[name].parent for name in way]
    assert parents == [PARTNERS_SPAN, *(spans[name].span for name in way[:-1])]
    assert spans["assess cpi.triaged"].parent == spans["triage cpi.intake"].span
    assert spans["collate cpi.sector"].parent == spans["send cpi.sector"].span
    assert spans["assess cpi.assessments"].links == (trace_id_of(reference),)
    (sent,) = [r for r in watched.hub.records(SECTOR) if r.key == reference.encode()]
    traceparent = f"00-{PARTNERS_TRACE}-{spans['send cpi.sector'].span}-01"
    assert sent.headers["traceparent"].decode() == traceparent
    said = {value for span in watched.collector.spans for value in span.attributes.values()}
    assert {"kafka", "process", "triage", "cpi-hub", reference, SECTOR.name} <= said
    assert not [each for each in said for word in SOURCE_WORDS if word in str(each)]
    assert watched.collector.services == {"cpi-hub"}


def test_a_form_without_a_trace_begins_one_that_is_its_own(watched: Watched) -> None:
    """Always the same; a canary is told apart."""
    (reference,) = watched.send(1)
    trace = trace_id_of(reference)

    def spans() -> list[Seen]:
        return [each for each in watched.collector.of(trace) if "send" not in each.name]

    found = until(spans, lambda each: len(each) >= 8, "the spans of a canary")
    assert [each.name for each in found if not each.parent] == ["triage cpi.intake"]
    assert all(each.attributes["cpi.canary"] and not each.failed for each in found)


def test_a_dead_worker_is_seen(watched: Watched) -> None:
    """Nothing arrives; when it runs again, what was sent meanwhile does."""
    watched.wait_for(5)
    watched.route.close()
    (last,) = watched.send(1)
    assert watched.arrived() == [5, 5, 5]
    assert watched.canaries.watch.missing(Stage.PUBLISH, clock.now()) > 0
    said = cpi(watched.hub, "reconcile", "--grace", "0")
    assert (said["wrong"], said["intake"]["lost"]) == ([], 0)
    assert cpi(watched.hub, "trace", last)["state"] == "a canary: under way"
    watched.route.enter_context(watched.worker(App.ROUTE))
    watched.wait_for(6)
    assert watched.canaries.watch.missing(Stage.PUBLISH, clock.now()) == 0
