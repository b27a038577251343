"""A collector of traces on loopback: takes what OpenTelemetry exports over HTTP, and keeps it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)


@dataclass(frozen=True)
class Seen:
    """One span as it was exported; ids in hex, ``parent`` empty for the first of a trace."""

    name: str
    trace: str
    span: str
    parent: str
    links: tuple[str, ...]
    failed: bool
    attributes: dict[str, Any]


@dataclass
class Collector:
    """What has come so far; ``url`` is where to export to."""

    url: str
    spans: list[Seen] = field(default_factory=list)
    services: set[str] = field(default_factory=set)

    def of(self, trace: str) -> list[Seen]:
        """The spans of a trace."""
        return [each for each in self.spans if each.trace == trace]


@contextmanager
def collecting() -> Iterator[Collector]:
    """Serve until the end."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Take one export."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            _take(collector, ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.end_headers()
            self.wfile.write(ExportTraceServiceResponse().SerializeToString())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector = Collector(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _take(collector: Collector, request: ExportTraceServiceRequest) -> None:
    for resource in request.resource_spans:
        named = {each.key: each.value.string_value for each in resource.resource.attributes}
        collector.services.add(named["service.name"])
        for scope in resource.scope_spans:
            collector.spans += [_seen(span) for span in scope.spans]


def _seen(span: Any) -> Seen:  # noqa: ANN401 - a message of protobuf
    return Seen(
        span.name,
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        tuple(link.trace_id.hex() for link in span.links),
        span.status.code == span.status.STATUS_CODE_ERROR,
        {each.key: _value(each.value) for each in span.attributes},
    )


def _value(value: Any) -> Any:  # noqa: ANN401 - a message of protobuf
    return getattr(value, value.WhichOneof("value"))
