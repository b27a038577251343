"""The metrics of the lag. Those that existing dashboards know have the names that these ask for."""

from streams.metric import Kind, Metric, Unit

_GAUGE = Kind.GAUGE
_PARTITION = ("cluster_name", "topic", "partition")
_READER = ("cluster_name", "group", "topic", "partition", "member_host", "client_id")
_GROUP = ("cluster_name", "group")

LATEST = Metric(
    "kafka_partition_latest_offset", _GAUGE, Unit.OFFSET, _PARTITION,
    "Where a partition ends: the last stable offset.",
)  # fmt: skip
EARLIEST = Metric(
    "kafka_partition_earliest_offset", _GAUGE, Unit.OFFSET, _PARTITION,
    "Where a partition begins.",
)  # fmt: skip
OFFSET = Metric(
    "kafka_consumergroup_group_offset", _GAUGE, Unit.OFFSET, _READER,
    "What a group has committed; absent where it never has.",
)  # fmt: skip
MESSAGES_BEHIND = Metric(
    "kafka_consumergroup_group_lag", _GAUGE, Unit.RECORDS, _READER,
    "Records that a group has not committed.",
)  # fmt: skip
SECONDS_BEHIND = Metric(
    "kafka_consumergroup_group_lag_seconds", _GAUGE, Unit.SECONDS, _READER,
    "Age of the oldest record that it has not committed; 0 without lag, absent where not known.",
)  # fmt: skip
MOST_BEHIND = Metric(
    "kafka_consumergroup_group_max_lag", _GAUGE, Unit.RECORDS, _GROUP,
    "The largest lag of a group's partitions.",
)  # fmt: skip
LONGEST_BEHIND = Metric(
    "kafka_consumergroup_group_max_lag_seconds", _GAUGE, Unit.SECONDS, _GROUP,
    "The longest lag of a group's partitions.",
)  # fmt: skip
SUM_BEHIND = Metric(
    "kafka_consumergroup_group_sum_lag", _GAUGE, Unit.RECORDS, _GROUP,
    "The lag of all of a group's partitions.",
)  # fmt: skip
TOPIC_BEHIND = Metric(
    "kafka_consumergroup_group_topic_sum_lag", _GAUGE, Unit.RECORDS, (*_GROUP, "topic"),
    "The lag of all of a group's partitions of a topic.",
)  # fmt: skip

VERDICT = Metric(
    "cpi_lag_verdict", _GAUGE, Unit.YES_NO, ("group", "whose", "verdict"),
    "1 for the verdict on a group (that of its worst partition), 0 for the others. All are UNKNOWN "
    "when the reading is too old.",
)  # fmt: skip
VERDICTS = Metric(
    "cpi_lag_partitions", _GAUGE, Unit.PARTITIONS, ("group", "topic", "verdict"),
    "A group's partitions by the verdict on each.",
)  # fmt: skip
GROWING = Metric(
    "cpi_lag_growing_partitions", _GAUGE, Unit.PARTITIONS, ("group", "topic"),
    "Partitions on which the lag grows.",
)  # fmt: skip
NOTES = Metric(
    "cpi_lag_noted_partitions", _GAUGE, Unit.PARTITIONS, ("group", "topic", "note"),
    "Partitions of which something has to be said; absent where it has not.",
)  # fmt: skip
RATE_IN = Metric(
    "cpi_lag_in_per_second", _GAUGE, Unit.PER_SECOND, ("group", "topic"),
    "Records that come in.",
)  # fmt: skip
RATE_OUT = Metric(
    "cpi_lag_out_per_second", _GAUGE, Unit.PER_SECOND, ("group", "topic"),
    "Records that the group commits.",
)  # fmt: skip
CATCH_UP = Metric(
    "cpi_lag_catch_up_seconds", _GAUGE, Unit.SECONDS, ("group", "topic"),
    "Until the slowest partition has caught up, as things go; absent where it does not.",
)  # fmt: skip
RETENTION_LEFT = Metric(
    "cpi_lag_retention_left_seconds", _GAUGE, Unit.SECONDS, ("group", "topic"),
    "Until retention deletes a record that the group has not read; absent where none is in danger.",
)  # fmt: skip
COMPLETE = Metric(
    "cpi_lag_complete", _GAUGE, Unit.SHARE, ("group", "whose"),
    "How much of the evidence for the verdict on a group is there.",
)  # fmt: skip
MEMBERS = Metric(
    "cpi_lag_members", _GAUGE, Unit.NUMBER, ("group", "whose"),
    "Members of a group.",
)  # fmt: skip

LAG = (
    LATEST, EARLIEST, OFFSET, MESSAGES_BEHIND, SECONDS_BEHIND, MOST_BEHIND, LONGEST_BEHIND,
    SUM_BEHIND, TOPIC_BEHIND, VERDICT, VERDICTS, GROWING, NOTES, RATE_IN, RATE_OUT, CATCH_UP,
    RETENTION_LEFT, COMPLETE, MEMBERS,
)  # fmt: skip
