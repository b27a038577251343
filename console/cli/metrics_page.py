"""Writes the list of metrics into ``docs/metrics.md``, between its two markers."""

from collections.abc import Iterator

from console.cli.generated import DOCS, Generated, table
from streams.metric import LABELS, Kind, Metric
from streams.metric_list import SECTIONS

PART = Generated(
    DOCS / "metrics.md",
    "<!-- metrics: generated from streams/metric_list.py, do not edit -->",
    "<!-- end of the metrics -->",
)


def metrics_part() -> str:
    """Give a Markdown table for each section, and one of what the labels hold."""
    return "\n\n".join(_parts())


def page(text: str) -> str:
    """Give the page with its tables as the list is now.

    Raises:
        ValueError: the page lacks a marker.
    """
    return PART.put(text, metrics_part())


def write_page() -> None:
    """Write the tables into the checkout."""
    PART.write(metrics_part())


def _parts() -> Iterator[str]:
    for section in SECTIONS:
        yield f"## {section.title}\n\nServed by {section.served_by}."
        rows = [
            (_name(each), each.kind.value, each.unit.value, _means(each))
            for each in section.metrics
        ]
        yield table(("metric", "kind", "unit", "meaning"), rows)
    yield "## Labels"
    yield table(("label", "what it holds"), [(f"`{name}`", text) for name, text in LABELS.items()])


def _name(metric: Metric) -> str:
    labels = f"{{{','.join(metric.labels)}}}" if metric.labels else ""
    return f"`{metric.name}{labels}`"


def _means(metric: Metric) -> str:
    if metric.kind is not Kind.HISTOGRAM:
        return metric.means
    return f"{metric.means} Buckets: {', '.join(f'{each:g}' for each in metric.buckets)}."
