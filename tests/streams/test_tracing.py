"""Traces are off and cost no import, until the usual variables ask for them."""

import subprocess
import sys
from pathlib import Path

import pytest

from streams.settings import SettingsError
from streams.tracing import exporters, load_tracer

_ASK = """
import os, sys
from pathlib import Path
from agents.app import build, make_hub
from schemas.ids import CATALOGUE_IDS
from streams.sealing import load_keyring, make_key_file
from streams.settings import Settings
make_key_file(Path("hub.key"))
settings = Settings(data_dir=Path("."))
hub = make_hub(settings, "127.0.0.1:1", load_keyring(settings.key_path), CATALOGUE_IDS)
build(hub, "127.0.0.1:1")
print(hub.tools.tracer is not None, any(name.startswith("opentelemetry") for name in sys.modules))
"""


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({}, set()),
        ({"OTEL_SERVICE_NAME": "hub"}, set()),
        ({"OTEL_TRACES_EXPORTER": "none"}, set()),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, {"otlp"}),
        ({"OTEL_TRACES_EXPORTER": "OTLP, console"}, {"otlp", "console"}),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, {"otlp"}),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, {"otlp"}),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, set()),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_TRACES_EXPORTER": "none"}, set()),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_SDK_DISABLED": "true"}, set()),
    ],
)
def test_the_usual_variables_switch_traces_on(environ: dict[str, str], found: set[str]) -> None:
    """An endpoint or an exporter asks for them; the SDK's own switch goes before."""
    assert exporters(environ) == found


@pytest.mark.parametrize(
    "environ",
    [
        {"OTEL_TRACES_EXPORTER": "zipkin"},
        {"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
    ],
)
def test_what_the_hub_does_not_have_is_refused(environ: dict[str, str]) -> None:
    """In one line that names the variable."""
    with pytest.raises(SettingsError, match=r"^OTEL_\w+: .*"):
        load_tracer(environ, "cpi-hub")


@pytest.mark.parametrize(("exporter", "is_on"), [("", False), ("otlp", True)])
def test_a_worker_imports_nothing_of_opentelemetry_unless_asked(
    tmp_path: Path, exporter: str, *, is_on: bool
) -> None:
    """Put together as ``cpi worker`` does it, in a process of its own."""
    ended = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", _ASK],
        cwd=tmp_path,
        env={"PATH": "", "OTEL_TRACES_EXPORTER": exporter},
        capture_output=True,
        check=True,
        text=True,
    )
    assert ended.stdout.split() == [str(is_on)] * 2
