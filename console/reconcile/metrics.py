"""The last reading for Prometheus. An old result stays, with the time it is from."""

from collections.abc import Iterator
from datetime import datetime
from threading import Lock

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from console.reconcile.report import Report
from rules.endings import State
from schemas.enums import Destination

NOWHERE = "none"
"""Stands as the destination of a form of which it is not known yet."""


class Metrics(Collector):
    """Serves the last result whole: a scrape never sees half of one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: tuple[Report, datetime] | None = None
        self._failures = 0

    def serve(self, host: str, port: int) -> int:
        """Answer at /metrics in a thread; give the port.

        Raises:
            OSError: the address is in use, or not of this machine.
        """
        registry = CollectorRegistry()
        registry.register(self)
        server, _ = start_http_server(port, host, registry)
        return int(server.server_port)

    def succeeded(self, report: Report, at: datetime) -> None:
        """Put a new result in the place of the last."""
        with self._lock:
            self._last = (report, at)

    def failed(self) -> None:
        """Count a reading that failed; the last result stays."""
        with self._lock:
            self._failures += 1

    def collect(self) -> Iterator[Metric]:
        """Give the metrics; before the first result only the failures."""
        with self._lock:
            last, failures = self._last, self._failures
        text = "Readings that failed; the last result stays."
        yield CounterMetricFamily("cpi_reconcile_failures", text, value=failures)
        if last is not None:
            yield from _of(*last)


def _of(report: Report, at: datetime) -> Iterator[Metric]:
    yield _forms(report)
    for name, text, value in (
        ("wrong", "Forms and records with which something is wrong.", len(report.wrong)),
        ("repeats", "Messages at a destination again, same id.", report.repeats.total()),
        ("duration_seconds", "How long the last reading took.", report.seconds),
        ("last_success_timestamp_seconds", "When the last reading ended.", at.timestamp()),
    ):
        yield GaugeMetricFamily(f"cpi_reconcile_{name}", text, value=value)


def _forms(report: Report) -> Metric:
    text = "Forms by their state at each destination."
    forms = GaugeMetricFamily("cpi_reconcile_forms", text, labels=("state", "destination"))
    counts = {(state, place): 0 for state in State for place in (*Destination, None)}
    for (state, destination, _), number in report.counts.items():
        counts[state, destination] += number
    for (state, destination), number in counts.items():
        forms.add_metric((state.value, destination.value if destination else NOWHERE), number)
    return forms
