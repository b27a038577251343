"""The one Kafka node that the hub can run by itself; its public face is `streams.broker`."""


class BrokerError(Exception):
    """The hub's own Kafka cannot be had; `str()` is one line that says why and what to do."""
