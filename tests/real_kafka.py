"""A real Kafka for tests: in a container where an engine answers, else a process of the hub's.

Both have the same settings, so the same tests give the same results.
"""

import functools
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from testcontainers.community.kafka import KafkaContainer

from streams import kafka
from streams.broker import ensure_broker, stop_broker
from streams.kafka.probe import HOST, cluster_at
from tests import engine

IMAGE = "confluentinc/cp-kafka:7.6.0"
_START_SECONDS = 120
# As the process has it: started soon rather than fast in the long run.
_JAVA = {
    "KAFKA_HEAP_OPTS": "-Xmx512m",
    "KAFKA_JVM_PERFORMANCE_OPTS": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
}
# What a container of its own decides itself: who it is, where it listens, where its data lies.
_PLACE = ("process.", "node.", "controller.", "listener", "advertised.", "inter.", "log.dirs")


def said() -> str:
    """Say which is used, and why."""
    return engine.said("kafka", IMAGE, "processes of the hub's own")


@contextmanager
def real_kafka(folder: Path) -> Iterator[str]:
    """Give the address of one that serves, without topics; it is gone afterwards."""
    if not engine.provides(IMAGE):
        yield ensure_broker(folder).bootstrap_servers
        stop_broker(folder)
        return
    container = KafkaContainer(IMAGE).with_kraft()
    for name, value in {**_JAVA, **_settings()}.items():
        container = container.with_env(name, value)
    start = functools.partial(container.start, timeout=_START_SECONDS)
    with engine.running(container, (container.port,), start) as (port,):
        deadline = time.monotonic() + _START_SECONDS
        # It says that it has started before it serves; the process, too, is waited for like this.
        while cluster_at(port) is None:
            assert time.monotonic() < deadline, "the container's Kafka does not serve"
            time.sleep(0.05)
        yield f"{HOST}:{port}"


def _settings() -> Mapping[str, str]:
    """The settings of the hub's own broker, as the image takes them."""
    text = (Path(kafka.__file__).parent / "server.properties").read_text(encoding="utf-8")
    pairs = [line.split("=", 1) for line in text.splitlines() if line[:1].isalpha()]
    return {
        f"KAFKA_{name.upper().replace('.', '_')}": value
        for name, value in pairs
        if not name.startswith(_PLACE)
    }
