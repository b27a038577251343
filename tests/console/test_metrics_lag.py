"""The last reading of the lag as metrics: known names, and never a stale OK."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from console.metrics.lag import Lag, LagFailedError
from console.metrics.reading import Of
from streams import clock, lag_model
from streams.lag_model import GroupLag, Note, Owner, PartitionLag, Reading, Rule, Trend
from streams.metric_list_lag import LAG
from tests.console.test_metrics import served
from tests.metrics import collected

NOW = clock.now()


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
