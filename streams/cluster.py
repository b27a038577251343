"""Finds the Kafka to work with: the one that is set, or the hub's own (DESIGN section 6)."""

from streams.broker import running_broker
from streams.errors import HubError
from streams.settings import Settings


class NoClusterError(HubError):
    """There is no Kafka; the text says how to get one."""


def bootstrap_servers(settings: Settings) -> str:
    """Give the address of Kafka, ``host:port`` and more after commas.

    Raises:
        NoClusterError: none is set and none is running.
    """
    if settings.kafka_bootstrap_servers:
        return settings.kafka_bootstrap_servers
    broker = running_broker(settings.data_dir)
    if broker is None:
        message = "no Kafka is running: start it with `cpi up`, or set CPI_KAFKA_BOOTSTRAP_SERVERS"
        raise NoClusterError(message)
    return broker.bootstrap_servers
