"""How every command answers a call that it cannot carry out: one line, the right status."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.cli import common, link
from console.cli.link import Link, NoAnswerError
from schemas.ids import CATALOGUE_IDS
from schemas.topics import INTAKE
from streams import clock
from streams.envelope import Record
from streams.reading import MissingTopicError, Reader
from streams.settings import Settings
from tests.console.conftest import Cpi, Hub, one_line
from tests.forms import raw_form


@pytest.fixture
def hub_link() -> Link:
    """A link to a cluster without topics."""
    return Link(Settings(), {}, CATALOGUE_IDS, {}, Reader({}))


REFERENCE = "CPI-202610-7Q2M8C4T0V"
READING = (
    ("trace", REFERENCE),
    ("dead-letters", "list"),
    ("dead-letters", "show", "DL-triage-cpi.intake-0-0"),
    ("source", "reveal", REFERENCE, "--reason", "a call back"),
    ("assess", REFERENCE, "--priority", "HIGH"),
    ("topics", "apply"),
    ("lag",),
    ("lag", "explain", "cpi-hub"),
)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("nonesuch",), "nonesuch"),
        (("trace",), "REF"),
        (("trace", REFERENCE, "--jsn"), "--json"),
        (("trace", "CPI-1"), "CPI-1"),
        (("source", "reveal", REFERENCE), "--reason"),
        (("source", "reveal", REFERENCE, "--reason", " "), "--reason"),
        (("source", "reveal", "CPI-1", "--reason", "a call back"), "CPI-1"),
        (("dead-letters", "show", "x", "--reveal"), "--reason"),
        (("dead-letters", "list", "--stage", "nonesuch"), "--stage"),
        (("assess", REFERENCE, "--priority", "URGENT"), "NO_FURTHER_ACTION"),
        (("assess", REFERENCE), "--priority"),
        (("assess", "CPI-1", "--priority", "HIGH"), "CPI-1"),
        (("assess", REFERENCE, "--priority", "NO_FURTHER_ACTION"), "rationale"),
        (("assess", REFERENCE, "--priority", "HIGH", "--by", " "), "--by"),
        (("assess", REFERENCE, "--priority", "HIGH", "--sanitised-file", "nonesuch"), "nonesuch"),
        (("submit", "nonesuch.json"), "nonesuch.json"),
        (("submit", "-", "--wait", "-1"), "--wait"),
        (("try", "nonesuch.json"), "nonesuch.json"),
        (("try",), "FILE"),
    ],
)
def test_a_wrong_call_is_one_line_that_names_what_is_wrong(
    cpi: Cpi, words: tuple[str, ...], named: str
) -> None:
    """Status 2, one line, no traceback."""
    result = cpi(*words)
    assert result.exit_code == 2
    assert named in one_line(result)


@pytest.mark.parametrize("words", [(), ("topics",), ("source",), ("config",)])
def test_a_call_without_a_command_shows_the_help(cpi: Cpi, words: tuple[str, ...]) -> None:
    """The help on standard output, and still status 2."""
    result = cpi(*words)
    assert result.exit_code == 2
    assert "Usage: cpi" in result.stdout
    assert "name a command" in one_line(result)


@pytest.mark.parametrize("words", READING)
def test_without_a_cluster_each_command_says_how_to_get_one(
    cpi: Cpi, words: tuple[str, ...]
) -> None:
    """Status 2 and the way out."""
    result = cpi(*words)
    assert result.exit_code == 2
    assert "cpi up" in one_line(result)


@pytest.mark.parametrize("words", READING)
def test_an_unknown_setting_is_named(
    cpi: Cpi, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A misspelt variable is not passed over."""
    monkeypatch.setenv("CPI_PARTITION", "4")
    result = cpi(*words)
    assert result.exit_code == 2
    assert "CPI_PARTITION is not a setting" in one_line(result)


def test_a_broker_that_is_gone_is_one_line_and_no_hang(
    cpi: Cpi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A closed port: at once."""
    monkeypatch.setenv("CPI_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9")
    began = time.monotonic()
    result = cpi("trace", REFERENCE)
    assert result.exit_code == 2
    assert "127.0.0.1:9 does not answer" in one_line(result)
    assert time.monotonic() - began < 12


def test_a_port_that_is_no_kafka_is_one_line_and_no_hang(
    cpi: Cpi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something listens and says nothing: within some ten seconds."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setenv("CPI_KAFKA_BOOTSTRAP_SERVERS", f"127.0.0.1:{port}")
        began = time.monotonic()
        result = cpi("dead-letters", "list")
    assert result.exit_code == 2
    assert "does not answer" in one_line(result)
    assert time.monotonic() - began < 12


async def test_a_broker_that_goes_away_in_the_middle_is_no_hang(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A read that brings nothing for too long ends."""
    monkeypatch.setattr(link, "_READ_SECONDS", 0.05)

    async def silence() -> AsyncIterator[Record]:
        await asyncio.sleep(60)
        yield Record("cpi.intake", 0, 0, None, None, {}, clock.now())

    with pytest.raises(NoAnswerError, match="stopped answering"):
        await anext(link.patiently(silence()))


async def test_a_topic_that_is_missing_is_no_wait(hub_link: Link) -> None:
    """A producer would wait half a minute for it."""
    with pytest.raises(MissingTopicError, match="cpi topics apply"):
        async with hub_link.sender(INTAKE):
            pass


def test_a_fault_of_the_hub_itself_quotes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """The text of an unforeseen error may hold a form: only its kind and place are told."""

    def broken() -> None:
        message = "Moira Tanfield"
        raise RuntimeError(message)

    assert common.status_of(broken) == common.Status.MISUSED
    line = capsys.readouterr().err
    assert "RuntimeError at test_calling.py" in line
    assert "Moira" not in line


def test_ctrl_c_ends_a_command_quietly_with_130(hub: Hub, tmp_path: Path) -> None:
    """An installed command that waits for a receipt: no line, no traceback."""
    raw = raw_form()
    (tmp_path / "form.json").write_text(json.dumps(raw))
    process = subprocess.Popen(  # noqa: S603 - our own command
        [_cpi(), "submit", "form.json", "--wait", "60"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    deadline = time.monotonic() + 30
    while hub.sent(raw["submission_id"]) == 0 and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=20)
    assert (process.returncode, output, errors) == (130, "", "")


def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path) -> None:
    """``cpi config show | head -1``, the pipe closed early."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CPI_")}
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(  # noqa: S603 - our own command
        [_cpi(), "config", "show"],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=False,
    )
    os.close(writing)
    assert done.stderr == ""


def _cpi() -> str:
    return str(Path(sys.executable).with_name("cpi"))


@pytest.mark.parametrize(
    ("called", "absent", "present"),
    [
        # Half a second of each call, and only the worker needs it.
        ("", "faust", "console.cli.lag"),
        # All of them together are a second.
        ("'lag'", "console.cli.collate", "console.cli.lag"),
    ],
)
def test_a_command_imports_what_it_needs_alone(called: str, absent: str, present: str) -> None:
    """None waits for Faust, and one that is called for none of the others."""
    asked = (
        f"import sys; from console.cli.main import commands; commands({called}); "
        f"sys.exit({absent!r} in sys.modules or {present!r} not in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", asked], check=False)  # noqa: S603 - our own text
    assert ended.returncode == 0
