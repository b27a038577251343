"""``cpi metrics``: the last result of each reading, never an old one without its age."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from console.metrics.collector import ClusterMetrics
from console.metrics.lag import Lag, LagFailedError
from console.metrics.letters import Letters
from console.metrics.proof import Proof
from console.metrics.reading import Of, Readings
from console.reconcile.read import Asked
from console.reconcile.report import Report
from rules.endings import Ending, State, Verdict
from rules.sightings import Form, Given, Sighting
from schemas.enums import Destination
from schemas.stages import DeadLetterStatus, Stage
from streams import clock, lag_model
from streams import metric_list as names
from streams.dead_letters import dead_letter, waiting_letter
from streams.envelope import Record
from streams.lag_model import GroupLag, Note, Owner, PartitionLag, Reading, Rule, Trend
from streams.metric_list_lag import LAG
from streams.sealing import load_keyring, make_key_file
from tests.console.conftest import Cpi, Hub, one_line
from tests.console.letters import FAULT, stuck
from tests.metrics import Seen, answer, collected, scraped

_SECONDS = 60.0
NOW = clock.now()
KEY = b"CPI-202610-ABCDEFGHJK"
AGE = "cpi_reading_age_seconds/reconcile"
FAILURES = "cpi_reading_failures_total/reconcile"


class Engine:
    """Gives the readings that a test wants, one after the other."""

    def __init__(self, *readings: Reading) -> None:
        self._readings = list(readings)

    def read(self, now: datetime) -> Reading:
        """Give the next."""
        del now
        return self._readings.pop(0)


def group(name: str, whose: str, partitions: Sequence[PartitionLag]) -> GroupLag:
    """A group of some partitions."""
    verdict = lag_model.worst(each.verdict for each in partitions)
    return GroupLag(name, whose, "stable", 2, partitions, verdict, "said so")


def partition(number: int, lag: int | None, verdict: lag_model.Verdict) -> PartitionLag:
    """A partition of cpi.mash with so much lag."""
    return PartitionLag(
        "cpi.mash",
        number,
        None if lag is None else 100 - lag,
        0,
        100,
        lag,
        verdict,
        Rule.NO_LAG,
        "said so",
        lag_seconds=None if lag is None else lag / 10,
        rate_in=1.5,
        trend=Trend.GROWING if lag else None,
        retention_seconds_left=None if not lag else 1000.0 - lag,
        owner=Owner("/10.0.0.9", "their-client"),
        notes=frozenset({Note.NEVER_COMMITTED} if lag is None else ()),
    )


def served(of: Of, source: Lag | Proof | Letters, every: float = 60) -> ClusterMetrics:
    """What is served of a source that is read by hand."""
    return ClusterMetrics([Readings(of, source, every, lambda _: None)])


async def test_lag_is_served_under_the_names_that_dashboards_know() -> None:
    """What is not known is absent, never 0; a stranger's hosts and clients are left out."""
    verdicts = lag_model.Verdict
    theirs = [partition(0, 7, verdicts.STALL), partition(1, 20, verdicts.WARN)]
    ours = [partition(2, None, verdicts.OK)]
    groups = (group("mash-team", "mash", theirs), group("cpi-hub-collate", "hub", ours))
    lag = Lag(Engine(Reading(NOW, 0.1, groups)), "cpi-hub")
    metrics = served(Of.LAG, lag)
    assert not any(name.startswith("kafka_") for name in collected(metrics))
    await lag.read()
    found = collected(metrics)
    # The labels in the order of their names: client, cluster, group, host, partition, topic.
    assert found["kafka_consumergroup_group_lag//cpi-hub/mash-team//1/cpi.mash"] == 20
    assert found["kafka_consumergroup_group_lag_seconds//cpi-hub/mash-team//1/cpi.mash"] == 2
    own = "their-client/cpi-hub/cpi-hub-collate//10.0.0.9/2/cpi.mash"
    assert f"kafka_consumergroup_group_lag/{own}" not in found
    assert found["kafka_partition_latest_offset/cpi-hub/2/cpi.mash"] == 100
    assert found["kafka_consumergroup_group_max_lag/cpi-hub/mash-team"] == 20
    assert found["kafka_consumergroup_group_sum_lag/cpi-hub/mash-team"] == 27
    assert found["kafka_consumergroup_group_topic_sum_lag/cpi-hub/mash-team/cpi.mash"] == 27
    assert found["cpi_lag_verdict/mash-team/STALL/mash"] == 1
    assert found["cpi_lag_verdict/mash-team/OK/mash"] == 0
    assert found["cpi_lag_partitions/mash-team/cpi.mash/WARN"] == 1
    assert found["cpi_lag_growing_partitions/mash-team/cpi.mash"] == 2
    assert found["cpi_lag_noted_partitions/cpi-hub-collate/never_committed/cpi.mash"] == 1
    assert found["cpi_lag_in_per_second/mash-team/cpi.mash"] == 3
    assert found["cpi_lag_retention_left_seconds/mash-team/cpi.mash"] == 980
    absent = {"cpi_lag_out_per_second", "cpi_lag_catch_up_seconds"}
    listed = {metric.name for metric in LAG} - absent
    lags = {name.split("/")[0] for name in found if name.startswith(("kafka_", "cpi_lag_"))}
    assert lags == listed


async def test_when_the_broker_is_gone_the_numbers_stay_and_every_verdict_is_unknown() -> None:
    """As soon as a reading has failed, and also where none comes back at all."""
    groups = (group("mash-team", "mash", [partition(0, 7, lag_model.Verdict.OK)]),)
    lag = Lag(
        Engine(
            Reading(NOW, 0.1, groups),
            Reading(NOW, 0.1, groups, trouble="Kafka does not answer", failed=True),
        ),
        "cpi-hub",
    )
    metrics = served(Of.LAG, lag)
    await lag.read()
    assert collected(metrics)["cpi_lag_verdict/mash-team/OK/mash"] == 1
    families = {each.name: each for each in lag.families(NOW, old=True)}
    known = {s.labels["verdict"]: s.value for s in families["cpi_lag_verdict"].samples}
    assert (known["OK"], known["UNKNOWN"]) == (0, 1)
    with pytest.raises(LagFailedError, match="Kafka does not answer"):
        await lag.read()
    found = collected(metrics)
    assert found["cpi_lag_verdict/mash-team/UNKNOWN/mash"] == 1
    assert found["cpi_lag_partitions/mash-team/cpi.mash/UNKNOWN"] == 1
    assert found["kafka_consumergroup_group_lag//cpi-hub/mash-team//0/cpi.mash"] == 7


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
    """Those that were sent on or given up are gone; the oldest open one says how long it lies."""
    make_key_file(tmp_path / "hub.key")
    keyring = load_keyring(tmp_path / "hub.key")
    records = [Record("cpi.assessed", 0, number, KEY, b"", {}, NOW) for number in range(3)]
    since = clock.now() - timedelta(seconds=600)
    first, second = (dead_letter(each, Stage.REDACT, FAULT, keyring, since) for each in records[:2])
    behind = waiting_letter(records[2], Stage.REDACT, first.dead_letter_id, keyring, since)
    letters = Letters()
    for each in (first, second, behind):
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
