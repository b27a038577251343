"""``cpi metrics``: the last result of each reading, never an old one without its age."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from console.metrics.collector import ClusterMetrics
from console.metrics.letters import Letters
from console.metrics.proof import Proof
from console.metrics.reading import Of, Readings, Source
from console.reconcile.read import Asked
from console.reconcile.report import Report
from rules.endings import Ending, State, Verdict
from rules.sightings import Form, Given, Sighting
from schemas.enums import Destination
from schemas.stages import DeadLetterStatus, Stage
from streams import clock
from streams import metric_list as names
from streams.dead_letters import dead_letter, waiting_letter
from streams.envelope import CANARY_HEADER, Record
from streams.sealing import load_keyring, make_key_file
from tests.console.conftest import Cpi, Hub, one_line
from tests.console.letters import FAULT, stuck
from tests.metrics import Seen, answer, collected, scraped

_SECONDS = 60.0
NOW = clock.now()
KEY = b"CPI-202610-ABCDEFGHJK"
AGE = "cpi_reading_age_seconds/reconcile"
FAILURES = "cpi_reading_failures_total/reconcile"


def served(of: Of, source: Source, every: float = 60) -> ClusterMetrics:
    """What is served of a source that is read by hand."""
    return ClusterMetrics([Readings(of, source, every, lambda _: None)])


def test_a_result_is_old_when_three_readings_have_failed() -> None:
    """From the beginning on, where there has been none; one that takes long is given longer."""
    readings = Readings(Of.LAG, Letters(), 10, lambda _: None)
    assert readings.wanting() == "lag has not been read yet"
    assert readings.age(clock.now() + timedelta(seconds=29)) >= 29
    assert not readings.is_old(clock.now() + timedelta(seconds=29))
    assert readings.is_old(clock.now() + timedelta(seconds=31))
    readings.seconds = 60.0
    assert not readings.is_old(clock.now() + timedelta(seconds=170))


def test_the_proof_that_no_form_is_lost_is_served_by_state_and_destination() -> None:
    """All of them, those that are 0 too; what waits beyond the limit by itself."""
    report = Report(NOW, seconds=1.5)
    seen = Sighting("cpi.mash", 0, 3, NOW)
    endings = (
        Ending(State.DELIVERED, Destination.SECTOR, None, NOW),
        Ending(State.AWAITING_ASSESSMENT, None, None, NOW, overdue=True),
    )
    report.add(Form("CPI-202610-ABCDEFGHJK", [Given(seen)]), Verdict(endings, ("the same twice",)))
    proof = Proof(None, Asked(timedelta(), timedelta()))  # type: ignore[arg-type] # nothing is read
    proof._last = report
    found = collected(served(Of.RECONCILE, proof))
    assert found["cpi_reconcile_forms/sector/delivered"] == 1
    assert found["cpi_reconcile_forms/none/awaiting_assessment"] == 1
    assert found["cpi_reconcile_forms/mash/delivered"] == 0
    assert (found["cpi_reconcile_wrong"], found["cpi_reconcile_repeats"]) == (1, 0)
    assert found["cpi_reconcile_overdue_forms"] == 1


def test_dead_letters_are_counted_by_their_newest_state(tmp_path: Path) -> None:
    """Those that were sent on or given up are gone, as is the letter of a canary.

    The oldest open one says how long it lies.
    """
    make_key_file(tmp_path / "hub.key")
    keyring = load_keyring(tmp_path / "hub.key")
    records = [Record("cpi.assessed", 0, number, KEY, b"", {}, NOW) for number in range(3)]
    since = clock.now() - timedelta(seconds=600)
    first, second = (dead_letter(each, Stage.REDACT, FAULT, keyring, since) for each in records[:2])
    canary = records[2]._replace(headers={CANARY_HEADER: b"1"})
    behind = waiting_letter(records[2], Stage.REDACT, first.dead_letter_id, keyring, since)
    letters = Letters()
    for each in (first, second, behind, dead_letter(canary, Stage.REDACT, FAULT, keyring, since)):
        letters.take(each, NOW)
    gone = second.model_copy(update={"status": DeadLetterStatus.REDRIVEN})
    letters.take(gone, NOW + timedelta(seconds=1))
    found = collected(served(Of.DEAD_LETTERS, letters))
    assert found["cpi_dead_letters_standing/stage_failed/redact/open"] == 1
    assert found["cpi_dead_letters_standing/waits/redact/waiting"] == 1
    assert found["cpi_dead_letters_standing/field/triage/open"] == 0
    assert 600 <= found["cpi_dead_letters_oldest_seconds"] < 660
    opened = first.model_copy(update={"status": DeadLetterStatus.DISCARDED})
    letters.take(opened, NOW + timedelta(seconds=1))
    assert collected(served(Of.DEAD_LETTERS, letters))["cpi_dead_letters_oldest_seconds"] == 0


@contextmanager
def running(*words: str, **settings: str) -> Iterator[str]:
    """Keep the command running; gives where it serves."""
    command = [sys.executable, "-c", "from console.cli.main import main; main()", "metrics"]
    options = ("--every", "1", "--reconcile-every", "1", "--listen", "127.0.0.1:0")
    with subprocess.Popen(  # noqa: S603 - our own command
        [*command, *options, *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **settings},
    ) as process:
        try:
            assert process.stderr is not None
            found = re.search(r"http://\S+(?=/metrics)", process.stderr.readline())
            assert found
            yield found.group()
        finally:
            process.terminate()


def wait_for(url: str, name: str, least: float) -> Seen:
    """Scrape until a metric is there and is at least that."""
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        found = scraped(f"{url}/metrics")
        if found.get(name, -1) >= least:
            return found
        time.sleep(0.1)
    pytest.fail(f"{name} did not reach {least}")


@pytest.mark.kafka
def test_it_reads_a_cluster_again_and_again(hub: Hub) -> None:
    """Ready when each reading has succeeded; what comes meanwhile is counted; ages stay small."""
    waits = "cpi_dead_letters_standing/stage_failed/redact/open"
    stuck(hub)
    with running(CPI_CANARY="600") as url:
        before = wait_for(url, waits, 1)
        stuck(hub)
        found = wait_for(url, waits, before[waits] + 1)
        wait_for(url, "cpi_canary_sent_total", 1)
        wait_for(url, "cpi_reading_seconds/reconcile", 0)
        wait_for(url, "cpi_reading_seconds/lag", 0)
        assert answer(f"{url}/readyz") == answer(f"{url}/livez") == (200, "ok")
        assert found["cpi_reading_age_seconds/dead_letters"] < _SECONDS
        served = {name.split("/")[0] for name in scraped(f"{url}/metrics")}
        mine = [each for each in names.SECTIONS if each.served_by == "`cpi metrics`"]
        absent = {metric.name for each in mine for metric in each.metrics} - served
        # There is no group, nor has a canary arrived: no worker runs.
        unseen = ("cpi_lag_", "kafka_", "cpi_canary_last_")
        assert not {name for name in absent if not name.startswith(unseen)}


@pytest.mark.kafka
def test_without_kafka_it_goes_on_and_says_that_nothing_is_known(hub: Hub) -> None:
    """Failures are counted, there is no result, and how long there has been none grows."""
    del hub
    with running(CPI_KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:9") as url:
        found = wait_for(url, FAILURES, 1)
        assert found[AGE] > 0
        assert "cpi_reconcile_wrong" not in found
        status, why = answer(f"{url}/readyz")
        assert (status, why) == (503, "lag has not been read yet")


def test_an_address_in_use_or_none_at_all_is_one_line(
    cpi: Cpi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With status 2, before anything is asked of Kafka."""
    monkeypatch.setenv("CPI_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        result = cpi("metrics", "--listen", place)
    assert result.exit_code == 2
    assert one_line(result).startswith(f"cpi: nothing can listen on {place} (")
    result = cpi("metrics", "--listen", "nowhere")
    assert result.exit_code == 2
    assert one_line(result) == "cpi: --listen should be HOST:PORT, as 127.0.0.1:9464"
