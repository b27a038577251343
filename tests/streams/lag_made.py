"""Makes what the lag engine says, for tests of those who show it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from streams.lag_model import GroupLag, PartitionLag, Reading, Rule, Sample, Verdict, worst

AT = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)


def a_partition(topic: str = "cpi.intake", partition: int = 0, **given: Any) -> PartitionLag:  # noqa: ANN401 - fields of the model
    """A partition; without lag and OK, unless ``given`` says otherwise."""
    usual: dict[str, Any] = {
        "committed": 100,
        "earliest": 0,
        "end": 100,
        "lag": 0,
        "verdict": Verdict.OK,
        "rule": Rule.NO_LAG,
        "reason": "nothing waits",
        "lag_seconds": 0.0,
        "catch_up_seconds": 0.0,
        "history": tuple(Sample(AT - timedelta(seconds=10 * n), 100, 100) for n in (2, 1, 0)),
    }
    return PartitionLag(topic, partition, **{**usual, **given})


def a_group(group: str = "cpi-hub", *partitions: PartitionLag, **given: Any) -> GroupLag:  # noqa: ANN401 - fields of the model
    """A group of the hub with these partitions, or with one that is OK; as the worst of them."""
    held = sorted(partitions or (a_partition(),), key=lambda each: -each.verdict.gravity)
    usual: dict[str, Any] = {
        "whose": "hub",
        "state": "stable",
        "members": 1,
        "verdict": worst(each.verdict for each in held),
        "reason": held[0].reason,
    }
    return GroupLag(group, partitions=held, **{**usual, **given})


def a_reading(*groups: GroupLag, **given: Any) -> Reading:  # noqa: ANN401 - fields of the model
    """A reading with these groups, worst first."""
    order = sorted(groups, key=lambda each: -each.verdict.gravity)
    return Reading(**{"at": AT, "seconds": 0.2, "groups": order, **given})
