"""Traces of forms, for OpenTelemetry: off unless the usual ``OTEL_…`` variables ask for them.

Nothing of OpenTelemetry is imported before that; ``streams.spans`` is the only module that does.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from schemas.stages import Stage
from streams.envelope import Context, Record
from streams.outcome import Copy, Outcome, Outgoing
from streams.settings import SettingsError

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_EXPORTERS = frozenset({"otlp", "console"})
_SPOKEN = "http/protobuf"


class StageSpan(Protocol):
    """What one stage does with one record."""

    def context_for(self, item: Outgoing | Copy) -> Context:
        """Say what goes on to a message; the same however often it is asked."""
        ...

    def end(self, outcome: Outcome) -> None:
        """Take note that all is on the broker."""
        ...


class Tracer(Protocol):
    """Keeps the spans of a worker and exports them, beside its work."""

    def begin(self, stage: Stage, record: Record, outcome: Outcome, began: datetime) -> StageSpan:
        """Open the span of a record that was decided on from ``began`` on."""
        ...

    def stop(self) -> None:
        """Export what there is; blocks for some seconds at most."""
        ...


def exporters(environ: Mapping[str, str]) -> frozenset[str]:
    """Say which exporters are asked for: ``otlp``, ``console``; none unless something is set.

    Raises:
        SettingsError: an exporter or a protocol that the hub does not have.
    """
    if environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return frozenset()
    asked = environ.get("OTEL_TRACES_EXPORTER", "").strip().lower()
    implied = "otlp" if any(environ.get(name) for name in _ENDPOINTS) else ""
    named = {name.strip() for name in (asked or implied).split(",")} - {"", "none"}
    unknown = sorted(named - _EXPORTERS)
    if unknown:
        message = f"OTEL_TRACES_EXPORTER: {unknown[0]!r} is none of otlp, console, none"
        raise SettingsError(message)
    for name in _PROTOCOLS if "otlp" in named else ():
        if environ.get(name, _SPOKEN) not in {"", _SPOKEN}:
            message = f"{name}: the hub exports by {_SPOKEN} alone"
            raise SettingsError(message)
    return frozenset(named)


def load_tracer(environ: Mapping[str, str], group: str) -> Tracer | None:
    """Make the tracer of a worker of a consumer group; null where no traces are asked for.

    Raises:
        SettingsError: a variable that cannot be used.
    """
    wanted = exporters(environ)
    if not wanted:
        return None
    from streams.spans import make_tracer  # noqa: PLC0415 - takes a third of a second to import

    return make_tracer(wanted, group)
