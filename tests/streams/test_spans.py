"""What a span says of a record, and what goes on from it; the collector is in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import format_span_id, format_trace_id

from schemas.rejection import Rejection
from schemas.stages import Stage
from schemas.topics import DEAD_LETTERS, INTAKE, SANITISED, SECTOR, TRIAGED
from streams.dead_letters import dead_letter
from streams.envelope import Context, Record, headers, trace_id_of
from streams.outcome import Outcome, Outgoing, then
from streams.redriving import copy_of
from streams.sealing import Keyring, load_keyring, make_key_file
from streams.spans import Spans, _Ids
from tests.console.samples import name_of, proposal, released
from tests.forms import SOURCE_WORDS, form

NOW = datetime(2026, 10, 5, 13, 30, tzinfo=UTC)
TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
MINE = form()
REFERENCE = name_of(MINE)
TRIAGE = then((Outgoing(TRIAGED, proposal(MINE)),))


@dataclass
class World:
    """A tracer and what it has exported."""

    tracer: Spans
    memory: InMemorySpanExporter

    def span(self, stage: Stage, record: Record, outcome: Outcome) -> tuple[Context, ReadableSpan]:
        """Take a record through a stage; gives what goes on to its first message, and its span."""
        opened = self.tracer.begin(stage, record, outcome, NOW)
        context = opened.context_for(outcome.groups[0][0])
        opened.end(outcome)
        return context, self.memory.get_finished_spans()[-1]


@pytest.fixture
def world() -> Iterator[World]:
    """A tracer of its own."""
    memory, ids = InMemorySpanExporter(), _Ids()
    provider = TracerProvider(id_generator=ids, shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(memory))
    made = World(Spans(provider, ids, "cpi-hub"), memory)
    yield made
    made.tracer.stop()


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    """The hub's key."""
    make_key_file(tmp_path / "hub.key")
    return load_keyring(tmp_path / "hub.key")


def record(topic: str = INTAKE.name, key: str = "Moira Tanfield", **sent: str) -> Record:
    """A record whose key and headers a partner may have filled with anything."""
    odd = {"x-from": b"m.tanfield", **{name: value.encode() for name, value in sent.items()}}
    return Record(topic, 2, 7, key.encode(), b"Moira Tanfield", odd, NOW)


def parent(span: ReadableSpan) -> str | None:
    """The id of a span's parent."""
    return format_span_id(span.parent.span_id) if span.parent else None


def test_a_form_without_a_trace_begins_the_one_that_it_has_anyway(world: World) -> None:
    """The same as without tracing: workers that trace and others agree."""
    context, span = world.span(Stage.TRIAGE, record(), TRIAGE)
    mine = span.get_span_context()
    assert mine is not None
    assert format_trace_id(mine.trace_id) == trace_id_of(REFERENCE) == context.trace_id
    assert parent(span) is None
    made = headers(TRIAGED.schema, proposal(MINE), REFERENCE, context, NOW)
    assert made["traceparent"].decode() == f"00-{context.trace_id}-{context.span_id}-01"
    untraced = headers(TRIAGED.schema, proposal(MINE), REFERENCE, Context(), NOW)
    assert untraced["traceparent"][:35] == made["traceparent"][:35]


def test_a_span_says_where_and_when_and_nothing_of_a_person(world: World) -> None:
    """By the messaging conventions; it begins when the stage took the record."""
    _, span = world.span(Stage.TRIAGE, record(traceparent=f"00-{TRACE}-{SPAN}-01"), TRIAGE)
    assert (span.name, parent(span)) == ("triage cpi.intake", SPAN)
    assert span.start_time == 1_791_207_000_000_000_000
    assert dict(span.attributes or {}) == {
        "messaging.system": "kafka",
        "messaging.operation.name": "triage",
        "messaging.operation.type": "process",
        "messaging.destination.name": "cpi.intake",
        "messaging.destination.partition.id": "2",
        "messaging.kafka.offset": 7,
        "messaging.consumer.group.name": "cpi-hub",
        "cpi.form.reference": REFERENCE,
    }
    assert not [word for word in SOURCE_WORDS if word in span.to_json()]


def test_what_a_partner_does_not_sample_is_not_exported(world: World) -> None:
    """And the next stage hears of it, though the trace goes on."""
    opened = world.tracer.begin(
        Stage.TRIAGE, record(traceparent=f"00-{TRACE}-{SPAN}-00"), TRIAGE, NOW
    )
    context = opened.context_for(TRIAGE.groups[0][0])
    opened.end(TRIAGE)
    assert not world.memory.get_finished_spans()
    assert (context.trace_id, context.sampled) == (TRACE, False)
    made = headers(TRIAGED.schema, proposal(MINE), REFERENCE, context, NOW)
    assert made["traceparent"].endswith(b"-00")


def test_a_message_to_a_destination_has_one_span_however_often_it_is_tried(world: World) -> None:
    """What it carries on is its own span, a child of the stage's."""
    sector = Outgoing(SECTOR, released(MINE)[2])
    opened = world.tracer.begin(Stage.PUBLISH, record("cpi.intelligence"), then((sector,)), NOW)
    first, again = opened.context_for(sector), opened.context_for(sector)
    opened.end(then((sector,)))
    send, stage = world.memory.get_finished_spans()
    assert first == again
    assert (send.name, first.span_id) == ("send cpi.sector", format_span_id(send.context.span_id))
    assert parent(send) == format_span_id(stage.context.span_id)


def test_a_redriven_record_goes_on_in_its_trace(world: World, keyring: Keyring) -> None:
    """The failure is told by its letter; the copy is a child of what the record was."""
    failed = record(SANITISED.name, REFERENCE, traceparent=f"00-{TRACE}-{SPAN}-01")
    rejection = Rejection("the enrich stage failed: KeyError")
    letter = dead_letter(failed, Stage.ENRICH, rejection, keyring, NOW)
    outcome = Outcome(((Outgoing(DEAD_LETTERS, letter),),), failed=True)
    _, span = world.span(Stage.ENRICH, failed, outcome)
    assert not span.status.is_ok
    told = span.attributes or {}
    assert told["cpi.dead_letter.id"] == "DL-enrich-cpi.sanitised-2-7"
    later = failed._replace(
        offset=9, headers=copy_of(letter, keyring).headers, appended_at=NOW + timedelta(days=1)
    )
    report = then((Outgoing(SANITISED, released(MINE)[0]),))
    context, again = world.span(Stage.ENRICH, later, report)
    assert (context.trace_id, parent(again)) == (TRACE, SPAN)
    assert again.status.is_unset
