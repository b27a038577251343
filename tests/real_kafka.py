"""A real Kafka for tests: in a container where an engine answers, else a process of the hub's.

Both have the same settings, so the same tests give the same results. ``TESTS_KAFKA=process`` takes
the process all the same.
"""

import functools
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import docker
from docker.errors import DockerException
from testcontainers.community.kafka import KafkaContainer

from streams import kafka
from streams.broker import ensure_broker, stop_broker
from streams.kafka.probe import HOST

IMAGE = "confluentinc/cp-kafka:7.6.0"
_START_SECONDS = 120
# What a container of its own decides itself: who it is, where it listens, where its data lies.
_PLACE = ("process.", "node.", "controller.", "listener", "advertised.", "inter.", "log.dirs")


@functools.cache
def in_containers() -> bool:
    """Whether the tests' Kafka comes in a container."""
    if os.environ.get("TESTS_KAFKA") == "process":
        return False
    try:
        client = docker.from_env(timeout=5)
        return bool(client.ping())
    except (DockerException, OSError):
        return False


def said() -> str:
    """Say which is used, and why."""
    if in_containers():
        return f"kafka: containers of {IMAGE}, for a Docker engine answers"
    return "kafka: processes of the hub's own, for no Docker engine answers (or none is wanted)"


@contextmanager
def real_kafka(folder: Path) -> Iterator[str]:
    """Give the address of one that serves, without topics; it is gone afterwards."""
    if not in_containers():
        yield ensure_broker(folder).bootstrap_servers
        stop_broker(folder)
        return
    container = KafkaContainer(IMAGE).with_kraft().with_env("KAFKA_HEAP_OPTS", "-Xmx512m")
    for name, value in _settings().items():
        container = container.with_env(name, value)
    # On this machine alone; testcontainers itself would publish it to all.
    ports: dict[str, Any] = container.ports
    ports[str(container.port)] = (HOST, None)
    container.start(timeout=_START_SECONDS)
    try:
        yield container.get_bootstrap_server()
    finally:
        container.stop()


def _settings() -> Mapping[str, str]:
    """The settings of the hub's own broker, as the image takes them."""
    text = (Path(kafka.__file__).parent / "server.properties").read_text(encoding="utf-8")
    pairs = [line.split("=", 1) for line in text.splitlines() if line[:1].isalpha()]
    return {
        f"KAFKA_{name.upper().replace('.', '_')}": value
        for name, value in pairs
        if not name.startswith(_PLACE)
    }
