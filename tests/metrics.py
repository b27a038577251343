"""What Prometheus would see of something that is served."""

import socket

import httpx
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

Seen = dict[str, float]
"""The samples: name and label values in the order of the labels' names, ``name/value/value``."""


def scraped(url: str) -> Seen:
    """Scrape an address."""
    return parsed(httpx.get(url, timeout=10, trust_env=False).text)


def collected(collector: Collector) -> Seen:
    """Scrape what would be served."""
    registry = CollectorRegistry()
    registry.register(collector)
    return parsed(generate_latest(registry).decode())


def parsed(text: str) -> Seen:
    """Read the text format."""
    return {
        "/".join(
            (sample.name, *(value for _, value in sorted(sample.labels.items())))
        ): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def answer(url: str) -> tuple[int, str]:
    """Ask for the health of something: the status, and what is said in one line."""
    found = httpx.get(url, timeout=10, trust_env=False)
    (line,) = found.text.splitlines()
    return found.status_code, line


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
