"""A worker that cannot work says why in one line, and ends with status 2."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import pytest

from schemas.topic import Topic
from schemas.topics import ALERTS
from streams.clients import Options, client_options
from streams.home import at_home, declare
from streams.settings import Settings
from streams.topics import existing
from tests.integration.cluster import delete

pytestmark = pytest.mark.kafka

_DEADLINE_SECONDS = 60
Given = Mapping[str, str]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Given]:
    """The settings of a worker that has all that it needs: Kafka, key, topics."""
    data_dir: Path = tmp_path_factory.mktemp("hub")
    with at_home(Settings(data_dir=data_dir), lambda _: None) as servers:
        yield {"CPI_KAFKA_BOOTSTRAP_SERVERS": servers, "CPI_DATA_DIR": str(data_dir)}


def refusal(given: Given, folder: Path) -> str:
    """The one line with which ``cpi worker`` refuses; it ended with status 2."""
    ended = subprocess.run(  # noqa: S603 - our own command
        [str(Path(sys.executable).with_name("cpi")), "worker"],
        env={**os.environ, **given},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_DEADLINE_SECONDS,
        check=False,
    )
    assert ended.returncode == 2, ended.stderr
    assert not ended.stdout
    (line,) = ended.stderr.splitlines()
    return line


async def see_it_gone(options: Options, topic: Topic) -> None:
    """Wait until the cluster shows the topic no more."""
    async with asyncio.timeout(10):
        while topic.name in await existing(options):
            pass


def test_a_missing_topic_is_named(ready: Given, tmp_path: Path) -> None:
    """With what to do; Faust would read nothing and say nothing."""
    servers = ready["CPI_KAFKA_BOOTSTRAP_SERVERS"]
    options = client_options(Settings(), servers)
    delete(options, ALERTS)
    asyncio.run(see_it_gone(options, ALERTS))
    try:
        found = refusal(ready, tmp_path)
    finally:
        declare(Settings(), servers, lambda _: None)
    assert found == "cpi: topic cpi.alerts is missing: run `cpi topics apply`"


def test_another_partition_count_is_named(ready: Given, tmp_path: Path) -> None:
    """Both numbers, and the setting."""
    found = refusal({**ready, "CPI_PARTITIONS": "6"}, tmp_path)
    assert found.startswith("cpi: topic cpi.intake has 4 partitions, CPI_PARTITIONS says 6")


def test_a_key_that_others_can_read_is_refused(ready: Given, tmp_path: Path) -> None:
    """The file, its mode, the one that will do."""
    key = tmp_path / "hub.key"
    key.write_bytes((Path(ready["CPI_DATA_DIR"]) / "hub.key").read_bytes())
    key.chmod(0o644)
    found = refusal({**ready, "CPI_KEY_FILE": str(key)}, tmp_path)
    assert found == f"cpi: the key at {key} has mode 0644: make it 0600 with chmod"
    assert key.read_text().strip() not in found


def test_a_missing_key_is_not_made_anew(ready: Given, tmp_path: Path) -> None:
    """A new one would open nothing that was sealed before."""
    key = tmp_path / "none.key"
    found = refusal({**ready, "CPI_KEY_FILE": str(key)}, tmp_path)
    assert found.startswith(f"cpi: no key at {key}: set CPI_KEY_FILE")
    assert not key.exists()


def test_a_broken_vocabulary_file_is_named_with_line_and_field(
    ready: Given, tmp_path: Path
) -> None:
    """A supervisor can go straight to it."""
    packaged = (files("rules") / "data" / "districts.toml").read_text(encoding="utf-8")
    broken = packaged.replace('SO14 = "southampton"', 'SO14 = "soton"', 1)
    line = next(n for n, text in enumerate(broken.splitlines(), 1) if '"soton"' in text)
    (tmp_path / "districts.toml").write_text(broken, encoding="utf-8")
    found = refusal({**ready, "CPI_RULES_DIR": str(tmp_path)}, tmp_path)
    assert found.startswith(f"cpi: districts.toml, line {line}: outcodes.SO14: ")


def test_an_unknown_setting_is_named(ready: Given, tmp_path: Path) -> None:
    """A slip in a name would else leave the default, silently."""
    found = refusal({**ready, "CPI_BREECH_AFTER": "60"}, tmp_path)
    assert found == "cpi: CPI_BREECH_AFTER is not a setting; `cpi config show` lists them"


def test_a_wrong_value_is_told_by_its_name_alone(ready: Given, tmp_path: Path) -> None:
    """From ``.env`` too."""
    (tmp_path / ".env").write_text("CPI_ASSESSMENT=hunter2\n")
    found = refusal(ready, tmp_path)
    assert found.startswith("cpi: CPI_ASSESSMENT: ")
    assert "hunter2" not in found
