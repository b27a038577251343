"""``cpi lag`` against a real Kafka: what it says, how it ends, and that it leaves no trace."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

from schemas.topics import MASH, SECTOR
from tests.console.conftest import Cpi, Hub, one_line

TEAM = "mash-team"
WELL = "sector-team"
pytestmark = pytest.mark.kafka


def commit(servers: str, group: str, topic: str, *offsets: int) -> None:
    """Commit for a group, one offset after the other, so far apart that each counts."""
    consumer = Consumer({"bootstrap.servers": servers, "group.id": group})
    for at, offset in enumerate(offsets):
        if at:
            time.sleep(1.1)
        consumer.commit(offsets=[TopicPartition(topic, 0, offset)], asynchronous=False)
    consumer.close()


@pytest.fixture
def teams(hub: Hub, kafka: str) -> Hub:
    """A team that has read all that there is, and one that has gone back from 5 to 2 of 9."""
    producer = Producer({"bootstrap.servers": kafka})
    for topic in (MASH.name, SECTOR.name):
        for _ in range(9):
            producer.produce(topic, b"x", partition=0)
    producer.flush(30)
    ends = Consumer({"bootstrap.servers": kafka, "group.id": "none"})
    _, end = ends.get_watermark_offsets(TopicPartition(SECTOR.name, 0), timeout=30)
    ends.close()
    commit(kafka, WELL, SECTOR.name, end)
    commit(kafka, TEAM, MASH.name, 5, 2)
    return hub


def test_who_went_back_is_before_who_is_well_and_the_status_says_so(teams: Hub) -> None:
    """One screen, plain; one group alone; why it is so; what is not there is a line of its own.

    Other tests leave messages for the hub's own groups, which nobody works on: they may come first.
    """
    result = teams.cpi("lag")
    assert result.exit_code == 1, result.output
    lines = result.stdout.splitlines()
    rows = [line.split()[:3] for line in lines]
    assert rows.index(["REWIND", TEAM, "mash"]) < rows.index(["OK", WELL, "sector"])
    assert any(line.startswith(f"REWIND {TEAM}: {MASH.name} 0: ") for line in lines)
    assert teams.cpi("lag", "--group", WELL).exit_code == 0
    document = teams.json("lag", "--group", TEAM, status=1)
    first = document["groups"][0]["partitions"][0]
    assert (first["topic"], first["committed"], first["rule"]) == (MASH.name, 2, "went_back")
    why = teams.cpi("lag", "explain", TEAM)
    assert why.exit_code == 1
    assert "went_back" in why.stdout
    assert "1. Ask the team" in why.stdout
    assert teams.json("lag", "explain", WELL)["ok"]
    for words in (("--group", "nobody"), ("explain", "nobody"), ("--topic", "cpi.nothing")):
        wrong = teams.cpi("lag", *words)
        assert wrong.exit_code == 2
        one_line(wrong)


def test_without_kafka_it_is_one_line(cpi: Cpi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 2, with --watch too: there is nothing yet to go on showing."""
    monkeypatch.setenv("CPI_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9")
    for words in ((), ("--watch",)):
        result = cpi("lag", *words)
        assert result.exit_code == 2
        assert "does not answer" in one_line(result)


def test_it_keeps_looking_until_it_is_told_to_stop(teams: Hub) -> None:
    """Piped, with --json: an object a line; Ctrl-C ends it with the status of the last."""
    del teams
    command = [sys.executable, "-c", "from console.cli.main import main; main()"]
    with subprocess.Popen(  # noqa: S603 - our own command
        [*command, "lag", "--watch", "--json", "--group", TEAM],
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    ) as process:
        assert process.stdout is not None
        lines: Iterator[str] = iter(process.stdout)
        first, second = json.loads(next(lines)), json.loads(next(lines))
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 1
    assert first["at"] < second["at"]
    assert second["groups"][0]["verdict"] == "REWIND"
