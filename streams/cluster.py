"""Finds the Kafka to work with: set, of `docker compose`, or the hub's own (DESIGN section 6)."""

from collections.abc import Callable
from dataclasses import dataclass

from streams.broker import running_broker
from streams.compose import running_compose
from streams.errors import HubError
from streams.settings import Settings


class NoClusterError(HubError):
    """There is no Kafka; the text says how to get one."""


@dataclass(frozen=True)
class Found:
    """A Kafka: `host:port`, and more after commas; and in words where that is from."""

    bootstrap_servers: str
    origin: str


def find_cluster(settings: Settings) -> Found | None:
    """Find the Kafka that is set, else that runs in compose, else the hub's own if it runs."""
    if settings.kafka_bootstrap_servers:
        return Found(settings.kafka_bootstrap_servers, "CPI_KAFKA_BOOTSTRAP_SERVERS")
    compose = running_compose(settings.data_dir)
    if compose is not None:
        return Found(compose.bootstrap_servers, f"docker compose ({compose.project})")
    broker = running_broker(settings.data_dir)
    return Found(broker.bootstrap_servers, "the hub's own") if broker is not None else None


def in_compose(settings: Settings, say: Callable[[str], None]) -> Settings:
    """Settings in which the Kafka that runs in compose is set, and says so; else the same."""
    found = None if settings.kafka_bootstrap_servers else running_compose(settings.data_dir)
    if found is None:
        return settings
    say(f"Kafka of docker compose ({found.project}) found at {found.bootstrap_servers}")
    return settings.model_copy(update={"kafka_bootstrap_servers": found.bootstrap_servers})


def bootstrap_servers(settings: Settings) -> str:
    """Give the address of Kafka, ``host:port`` and more after commas.

    Raises:
        NoClusterError: none is set and none is running.
    """
    found = find_cluster(settings)
    if found is None:
        message = "no Kafka is running: start it with `cpi up`, or set CPI_KAFKA_BOOTSTRAP_SERVERS"
        raise NoClusterError(message)
    return found.bootstrap_servers
