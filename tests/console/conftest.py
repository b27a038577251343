"""The console against a real Kafka: a hub's settings, its key, its topics, and what lies there."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from console.cli.main import commands
from schemas.topics import INTAKE
from streams.clients import client_options
from streams.envelope import Context
from streams.outcome import Outgoing
from streams.reading import Reader
from streams.sealing import Keyring, load_keyring, make_key_file
from streams.sending import Placed, Sender
from streams.settings import load_settings
from streams.topics import apply_topics, existing

Cpi = Callable[..., Result]
APP = commands()


def one_line(result: Result) -> str:
    """The one line on standard error; more than one, or a traceback, fails the test."""
    assert "Traceback" not in result.output
    lines = result.stderr.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("cpi: ")
    return lines[0]


@pytest.fixture
def cpi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cpi:
    """Run ``cpi`` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()

    def run(*words: str, stdin: str | None = None) -> Result:
        return runner.invoke(APP, list(words), input=stdin, prog_name="cpi")

    return run


@dataclass(frozen=True)
class Hub:
    """A hub without a worker: the test itself writes what the stages would."""

    cpi: Cpi
    options: dict[str, object]
    keyring: Keyring

    def put(self, *outgoing: Outgoing, context: Context = Context()) -> list[Placed]:  # noqa: B008 - frozen
        """Write messages, in this order, as what follows from a record."""

        async def put() -> list[Placed]:
            async with Sender(self.options) as sender:
                return [(await sender.send([each], context))[0] for each in outgoing]

        return asyncio.run(put())

    def sent(self, submission_id: str) -> int:
        """Count the records of a submission on the intake topic."""

        async def count() -> int:
            async with Reader(self.options) as reader:
                keys = [record.key async for record in reader.all(INTAKE.name)]
                return keys.count(submission_id.encode())

        return asyncio.run(count())

    def json(self, *words: str, status: int = 0) -> Any:  # noqa: ANN401 - any JSON document
        """Run a command with --json and read its document."""
        result = self.cpi(*words, "--json")
        assert result.exit_code == status, result.output
        return json.loads(result.stdout)


@pytest.fixture
def hub(kafka: str, cpi: Cpi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """The settings of a hub on the tests' Kafka, with a key of its own and all topics."""
    monkeypatch.setenv("CPI_KAFKA_BOOTSTRAP_SERVERS", kafka)
    monkeypatch.setenv("CPI_KEY_FILE", str(tmp_path / "hub.key"))
    make_key_file(tmp_path / "hub.key")
    options = client_options(load_settings(), kafka)
    found = asyncio.run(existing(options)).get("cpi.intake")
    if found:
        # Another test made the topics; each has as many partitions as that one wanted.
        monkeypatch.setenv("CPI_PARTITIONS", str(found))
    asyncio.run(apply_topics(options, load_settings()))
    return Hub(cpi, options, load_keyring(tmp_path / "hub.key"))
