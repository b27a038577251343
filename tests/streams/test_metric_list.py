"""The list of metrics: names as Prometheus wants them, labels that are explained."""

from streams.metric import LABELS, Kind
from streams.metric_list import METRICS

_OTHERS = ("_total", "_bucket", "_count", "_sum", "_created", "_info")


def test_each_name_is_there_once_and_ends_as_its_kind_and_unit_say() -> None:
    """A counter's ends in ``_total`` and no other's does; none is another's with an ending."""
    names = [metric.name for metric in METRICS]
    families = [name.removesuffix("_total") for name in names]
    assert len(set(families)) == len(families)
    for metric in METRICS:
        assert metric.name.startswith(("cpi_", "kafka_consumergroup_", "kafka_partition_"))
        assert metric.name.endswith("_total") == (metric.kind is Kind.COUNTER)
        assert (
            metric.name == "cpi_build_info"
            or metric.kind is Kind.COUNTER
            or not metric.name.endswith(_OTHERS)
        )


def test_each_label_is_explained_and_used() -> None:
    """The page says of each label what it holds."""
    assert {label for metric in METRICS for label in metric.labels} == set(LABELS)


def test_histograms_alone_have_buckets_and_these_grow() -> None:
    """Else a bucket would count nothing."""
    for metric in METRICS:
        assert bool(metric.buckets) == (metric.kind is Kind.HISTOGRAM)
        assert list(metric.buckets) == sorted(set(metric.buckets))
