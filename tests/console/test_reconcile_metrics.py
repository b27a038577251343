"""``cpi reconcile --every``: the last result as metrics, never an old one without its age."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from console.reconcile.metrics import Metrics
from console.reconcile.report import Report
from rules.endings import Ending, State, Verdict
from rules.sightings import Form, Given, Sighting
from schemas.enums import Destination
from streams import clock
from tests.console.conftest import Hub

_SECONDS = 60.0
NOW = clock.now()
AGE = "cpi_reconcile_last_success_timestamp_seconds"
FAILURES = "cpi_reconcile_failures_total"


def scraped(url: str) -> dict[str, float]:
    """What Prometheus would see, by name, destination and state."""
    text = httpx.get(url, timeout=5).text
    return {
        "/".join(
            (sample.name, *(value for _, value in sorted(sample.labels.items())))
        ): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_reading_that_fails_keeps_the_last_result_and_its_time() -> None:
    """It is counted; whoever watches sees by the time how old the result is."""
    metrics = Metrics()
    url = f"http://127.0.0.1:{metrics.serve('127.0.0.1', 0)}/metrics"
    metrics.failed()
    assert scraped(url) == {FAILURES: 1}
    report = Report(NOW, seconds=1.5)
    seen = Sighting("cpi.mash", 0, 3, NOW)
    endings = (
        Ending(State.DELIVERED, Destination.SECTOR, None, NOW),
        Ending(State.AWAITING_ASSESSMENT, None, None, NOW),
    )
    report.add(Form("CPI-202610-ABCDEFGHJK", [Given(seen)]), Verdict(endings, ("the same twice",)))
    metrics.succeeded(report, NOW + timedelta(seconds=2))
    metrics.failed()
    found = scraped(url)
    assert found["cpi_reconcile_forms/sector/delivered"] == 1
    assert found["cpi_reconcile_forms/none/awaiting_assessment"] == 1
    assert found["cpi_reconcile_forms/mash/delivered"] == 0
    assert found["cpi_reconcile_wrong"] == 1
    assert found["cpi_reconcile_repeats"] == 0
    assert found["cpi_reconcile_duration_seconds"] == 1.5
    assert found[AGE] == pytest.approx((NOW + timedelta(seconds=2)).timestamp(), abs=1e-3)
    assert found[FAILURES] == 2


@contextmanager
def running(*words: str) -> Iterator[str]:
    """Keep the command running; gives the address of its metrics."""
    command = [sys.executable, "-c", "from console.cli.main import main; main()", "reconcile"]
    options = ("--every", "1", "--listen", "127.0.0.1:0")
    with subprocess.Popen(  # noqa: S603 - our own command
        [*command, *options, *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    ) as process:
        try:
            assert process.stderr is not None
            found = re.search(r"http://\S+/metrics", process.stderr.readline())
            assert found
            yield found.group()
        finally:
            process.terminate()


def wait_for(url: str, name: str, least: float) -> dict[str, float]:
    """Scrape until a metric is there and is at least that."""
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        found = scraped(url)
        if found.get(name, -1) >= least:
            return found
    pytest.fail(f"{name} did not reach {least}")


@pytest.mark.kafka
def test_it_reads_again_and_again(hub: Hub) -> None:
    """The time of the last success moves on."""
    del hub
    with running() as url:
        first = wait_for(url, AGE, 0)
        assert wait_for(url, AGE, first[AGE] + 0.5)[FAILURES] == 0
        assert "cpi_reconcile_forms/sector/delivered" in first


@pytest.mark.kafka
def test_without_kafka_it_goes_on_and_says_that_nothing_is_known(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Failures are counted; there is no result and so no time of one."""
    del hub
    monkeypatch.setenv("CPI_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9")
    with running() as url:
        assert set(wait_for(url, FAILURES, 2)) == {FAILURES}
