"""From what was counted to what Prometheus reads, by the list of metrics."""

from collections.abc import Iterable
from itertools import accumulate

from prometheus_client import core, metrics_core

from streams.metric import Kind, Metric
from streams.metrics import Timing

Labels = tuple[str, ...]
"""The values of a metric's labels, in the order of the list."""

Family = metrics_core.Metric
"""A metric with its values, as the library serves it."""

_FAMILIES = {
    Kind.COUNTER: core.CounterMetricFamily,
    Kind.GAUGE: core.GaugeMetricFamily,
}


def family(metric: Metric, samples: Iterable[tuple[Labels, float]]) -> Family:
    """Give a counter or a gauge with its values."""
    made: core.CounterMetricFamily | core.GaugeMetricFamily
    made = _FAMILIES[metric.kind](metric.name, metric.means, labels=metric.labels)
    for labels, value in samples:
        made.add_metric(labels, value)
    return made


def single(metric: Metric, value: float | None) -> Family:
    """Give a metric without labels; without a value, the series is absent."""
    return family(metric, [((), value)] if value is not None else [])


def histogram(metric: Metric, samples: Iterable[tuple[Labels, Timing]]) -> Family:
    """Give a histogram; the thread that counts may go on meanwhile."""
    made = core.HistogramMetricFamily(metric.name, metric.means, labels=metric.labels)
    edges = [*(str(edge) for edge in metric.buckets), "+Inf"]
    for labels, timing in samples:
        counts = list(timing.counts)
        buckets = list(zip(edges, accumulate(counts), strict=True))
        made.add_metric(labels, buckets, timing.sum)
    return made
