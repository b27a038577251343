"""What a metric is: its name, kind, labels, unit and meaning. The list is ``metric_list.py``."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of Prometheus."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class Unit(StrEnum):
    """What a metric counts or measures."""

    SECONDS = "seconds"
    RECORDS = "records"
    FORMS = "forms"
    MESSAGES = "messages"
    OFFSET = "offset"
    PER_SECOND = "records a second"
    PARTITIONS = "partitions"
    NUMBER = "a number"
    YES_NO = "1 or 0"
    SHARE = "0 to 1"


@dataclass(frozen=True)
class Metric:
    """One name that is served, and what stands behind it.

    A counter's name ends in ``_total``. ``labels`` are keys of ``LABELS``, in the order in which
    their values are given; ``buckets`` are a histogram's upper bounds, in its unit.
    """

    name: str
    kind: Kind
    unit: Unit
    labels: tuple[str, ...]
    means: str
    buckets: tuple[float, ...] = ()


@dataclass(frozen=True)
class Section:
    """Metrics that belong together, and who serves them."""

    title: str
    served_by: str
    metrics: tuple[Metric, ...]


MOMENTS = (
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0,
)  # fmt: skip
"""Buckets for what a stage takes: milliseconds, and what it is when something is wrong."""

MINUTES = tuple(60.0 * minutes for minutes in (1, 2, 5, 10, 15, 20, 25, 30, 45, 60, 120, 360, 1440))
"""Buckets for what people take; the limits of the clock are among them."""

LABELS = {
    "app": "`route`, `index` or `collate`",
    "client_id": "the client that has the partition; empty for a group that is not the hub's",
    "cluster_name": "the hub's name, `CPI_GROUP`",
    "destination": "`mash`, `sector`, `control-room`, `crime-occurrence`; `none`: not known yet",
    "group": "the consumer group",
    "kind": "what an alert calls a person for: `breach`, `high_proposed`, ...",
    "member_host": "where that client runs; empty for a group that is not the hub's",
    "note": "what is said of a partition: `topic_deleted`, `lost_to_retention`, ...",
    "of": "`lag`, `reconcile`, `dead_letters`, `canary`",
    "outcome": "`passed`; `refused`: bad input; `failed`: a fault of the hub; `waits`: behind one",
    "partition": "the partition's number",
    "priority": "`NORMAL`, `HIGH`, `CRIME`, `NO_FURTHER_ACTION`",
    "reason": (
        "`unreadable`: bytes that nothing can read; `field`: what a field says is refused; "
        "`reference`: what a reference points to is not there; `stage_failed`: a fault of the hub; "
        "`not_taken`: a topic does not take what follows; `waits`: behind another letter"
    ),
    "stage": "`triage`, `assess`, `redact`, `enrich`, `publish`, and those beside the journey",
    "state": "as `cpi reconcile` has them",
    "status": "of a letter: `open` or `waiting`; of a decision: `assessed` or `automatic`",
    "topic": "the topic",
    "urgent": "`yes` for a HIGH form, else `no`",
    "verdict": "`OK`, `WARN`, `UNKNOWN`, `REWIND`, `STALL`, `STOP`",
    "version": "of the hub",
    "whose": "`hub`, the name of a destination, or `other`",
}
"""What each label holds. Never personal data, nor any text that a form or a partner brought."""
