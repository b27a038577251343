"""A port that nobody has."""

import secrets
import socket
from contextlib import suppress

from streams.kafka.probe import HOST


def free_port() -> int:
    """A port that nobody has, below those that systems hand out."""
    while True:
        port = 20000 + secrets.randbelow(12000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port
