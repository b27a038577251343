"""Spans with OpenTelemetry: one a stage and record, one a message to a destination.

A form is one trace. Its parent is what came with the record; a form that came without one begins a
trace of its own, always the same. Names and attributes are those of OpenTelemetry's messaging
conventions, with ``cpi.…`` beside them. They hold no personal data: no key or header of a partner,
no text of an exception.
"""

import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from opentelemetry.context import Context as Around
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    ConsoleSpanExporter,
    SimpleSpanProcessor,
)
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
    format_span_id,
    set_span_in_context,
)
from opentelemetry.trace import Tracer as SdkTracer

from schemas.base import Message
from schemas.records import DeadLetter
from schemas.stages import Stage
from schemas.topics import CONTROL_ROOM, CRIME, MASH, SECTOR
from streams.dead_letters import reference_of_record
from streams.envelope import Context, Record, trace_id_of
from streams.outcome import Copy, Outcome, Outgoing
from streams.sending import keys_of

SERVICE = "cpi-hub"
"""The service's name where ``OTEL_SERVICE_NAME`` says no other."""

_DESTINATIONS = frozenset({MASH, SECTOR, CONTROL_ROOM, CRIME})
_STOP_SECONDS = 5.0
_EPOCH = datetime.fromtimestamp(0, UTC)


def make_tracer(exporters: Iterable[str], group: str) -> "Spans":
    """Make the tracer of a worker; the SDK reads the rest of the ``OTEL_…`` variables itself."""
    ids, resource = _Ids(), Resource.create()
    if str(resource.attributes[SERVICE_NAME]).startswith("unknown_service"):
        resource = resource.merge(Resource({SERVICE_NAME: SERVICE}))
    provider = TracerProvider(resource=resource, id_generator=ids, shutdown_on_exit=False)
    if "otlp" in exporters:
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    if "console" in exporters:
        provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter()))
    return Spans(provider, ids, group)


class _Ids(RandomIdGenerator):
    """Ids of spans by chance; the trace that begins next has the id ``trace_id``."""

    trace_id = 0

    def generate_trace_id(self) -> int:
        return self.trace_id


class Spans:
    """The tracer of a worker (``streams.tracing.Tracer``)."""

    def __init__(self, provider: TracerProvider, ids: _Ids, group: str) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer(SERVICE)
        self._ids = ids
        self._group = group

    def begin(self, stage: Stage, record: Record, outcome: Outcome, began: datetime) -> "StageSpan":
        """Open the span of a record that was decided on from ``began`` on."""
        came = Context.of(record)
        context = outcome.context or came
        reference = reference_of_record(record) or _reference(outcome)
        trace_id = context.trace_id or trace_id_of(reference or _subject(outcome) or record.place)
        self._ids.trace_id = int(trace_id, 16)
        aside = came.trace_id is not None and came.trace_id != trace_id
        span = self._tracer.start_span(
            f"{stage.value} {record.topic}",
            context=_parent(context),
            kind=SpanKind.CONSUMER,
            attributes={
                **_messaging(stage.value, "process", record.topic),
                "messaging.destination.partition.id": str(record.partition),
                "messaging.kafka.offset": record.offset,
                "messaging.consumer.group.name": self._group,
                **({"cpi.form.reference": reference} if reference else {}),
                **({"cpi.canary": True} if record.is_canary else {}),
            },
            links=[Link(_remote(came))] if aside else (),
            start_time=_nanoseconds(began),
        )
        return StageSpan(self._tracer, span, replace(context, trace_id=trace_id))

    def stop(self) -> None:
        """Export what there is; a collector that does not answer is not waited for long."""
        work = threading.Thread(target=self._provider.shutdown, daemon=True)
        work.start()
        work.join(_STOP_SECONDS)


class StageSpan:
    """What one stage does with one record (``streams.tracing.StageSpan``)."""

    def __init__(self, tracer: SdkTracer, span: Span, context: Context) -> None:
        self._tracer = tracer
        self._span = span
        self._context = _within(context, span)
        self._sends: dict[str, Span] = {}

    def context_for(self, item: Outgoing | Copy) -> Context:
        """Say what goes on to a message; what goes to a destination has a span of its own."""
        if isinstance(item, Copy) or item.topic not in _DESTINATIONS:
            return self._context
        name, event_id = item.topic.name, item.message.event_id
        span = self._sends.get(event_id) or self._tracer.start_span(
            f"send {name}",
            context=set_span_in_context(self._span, Around()),
            kind=SpanKind.PRODUCER,
            attributes={**_messaging("send", "send", name), "messaging.message.id": event_id},
        )
        self._sends[event_id] = span
        return _within(self._context, span)

    def end(self, outcome: Outcome) -> None:
        """Take note that all is on the broker; a dead letter is told by its id."""
        letters = [each for each in _messages(outcome) if isinstance(each, DeadLetter)]
        if letters:
            self._span.set_attribute("cpi.dead_letter.id", letters[0].dead_letter_id)
        if outcome.failed:
            self._span.set_attribute("error.type", "dead_lettered")
            self._span.set_status(StatusCode.ERROR)
        for span in (*self._sends.values(), self._span):
            span.end()


def _messaging(operation: str, kind: str, topic: str) -> dict[str, str]:
    return {
        "messaging.system": "kafka",
        "messaging.operation.name": operation,
        "messaging.operation.type": kind,
        "messaging.destination.name": topic,
    }


def _reference(outcome: Outcome) -> str | None:
    """Name the form that a submission is, where it could be read."""
    about = (getattr(message, "reference", None) for message in _messages(outcome))
    return next((each for each in about if each), None)


def _subject(outcome: Outcome) -> str | None:
    """Name what is no form by what follows from it: a month, say."""
    return next((keys_of(message)[1] for message in _messages(outcome)), None)


def _messages(outcome: Outcome) -> list[Message]:
    items = [item for group in outcome.groups for item in group]
    return [item.message for item in items if isinstance(item, Outgoing)]


def _parent(context: Context) -> Around:
    if context.trace_id is None or context.parent_id is None:
        return Around()
    return set_span_in_context(NonRecordingSpan(_remote(context)), Around())


def _remote(context: Context) -> SpanContext:
    flags = TraceFlags(TraceFlags.SAMPLED if context.sampled else TraceFlags.DEFAULT)
    trace_id, span_id = int(context.trace_id or "0", 16), int(context.parent_id or "0", 16)
    return SpanContext(trace_id, span_id, is_remote=True, trace_flags=flags)


def _within(context: Context, span: Span) -> Context:
    own = span.get_span_context()
    return replace(
        context, span_id=format_span_id(own.span_id), sampled=bool(own.trace_flags.sampled)
    )


def _nanoseconds(moment: datetime) -> int:
    return round((moment - _EPOCH).total_seconds() * 1_000_000) * 1_000
