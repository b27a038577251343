"""One metadata request over a plain socket: callable before and beside any event loop."""

import struct
from io import BytesIO
from socket import create_connection
from typing import BinaryIO

HOST = "127.0.0.1"

_CORRELATION = 1
# Metadata, version 4, no client id; then: no topics, and none to be made.
_REQUEST = struct.pack(">hhih", 3, 4, _CORRELATION, -1) + struct.pack(">i?", 0, False)  # noqa: FBT003 - a byte on the wire
_LONGEST_REPLY = 65536


def cluster_at(port: int, timeout_seconds: float = 2.0) -> str | None:
    """Ask the Kafka on a port of this machine who it is.

    Returns:
        Its cluster id, once it serves requests and has a live broker; None in every other case,
        also where something else than Kafka answers.
    """
    try:
        with create_connection((HOST, port), timeout_seconds) as link, link.makefile("rb") as reply:
            link.sendall(struct.pack(">i", len(_REQUEST)) + _REQUEST)
            size = _int(reply)
            if not 0 < size <= _LONGEST_REPLY:
                return None
            return _live_cluster(BytesIO(reply.read(size)))
    except (OSError, struct.error, UnicodeDecodeError):
        return None


def _live_cluster(body: BinaryIO) -> str | None:
    if _int(body) != _CORRELATION:
        return None
    _int(body)  # throttle time
    brokers = _int(body)
    for _ in range(brokers):
        _int(body)  # node id
        _text(body)  # host
        _int(body)  # port
        _text(body)  # rack
    cluster = _text(body)
    return cluster if brokers > 0 else None


def _int(stream: BinaryIO) -> int:
    (number,) = struct.unpack(">i", stream.read(4))
    return int(number)


def _text(stream: BinaryIO) -> str | None:
    (length,) = struct.unpack(">h", stream.read(2))
    return None if length < 0 else stream.read(length).decode()
