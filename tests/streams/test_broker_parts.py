"""How a failed start is explained, and what is not taken for a broker; no broker is needed."""

import socket
import threading
from pathlib import Path
from typing import NamedTuple

import pytest

from streams.kafka.diagnosis import cause, tail
from streams.kafka.probe import cluster_at


class Cause(NamedTuple):
    """What a log holds and the line that is made of it."""

    log: str
    line: str


@pytest.mark.parametrize(
    "case",
    [
        Cause("ERROR x\nBindException: Address already in use\nERROR y", "port was taken"),
        Cause("Error\nCould not reserve enough space for object heap", "too little memory"),
        Cause("java.io.IOException: No space left on device", "disk is full"),
        Cause("INFO a\n[t] ERROR   odd  thing (k)\nINFO shut down", "[t] ERROR odd thing (k)"),
        Cause("only this\n\n", "only this"),
        Cause("", "it wrote nothing"),
    ],
)
def test_the_cause_is_one_line_of_the_log(case: Cause) -> None:
    """A known cause is put plainly; of an unknown one the last telling line is shown."""
    assert case.line in cause(case.log)
    assert "\n" not in cause(case.log)


def test_only_what_this_start_logged_is_looked_at(tmp_path: Path) -> None:
    """An error of an earlier run is no cause, unless the log was rolled since."""
    log = tmp_path / "kafka.log"
    log.write_text("old\nnew")
    assert tail(log, 4) == "new"
    assert tail(log, 400) == "old\nnew"
    assert tail(tmp_path / "none") == ""


@pytest.mark.parametrize("reply", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0\0\0\4\0\0\0\1"])
def test_what_is_not_kafka_has_no_cluster(reply: bytes) -> None:
    """Another service on the port, or a cut-off answer, is not taken for the broker."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        answering = threading.Thread(target=_answer_once, args=(server, reply))
        answering.start()
        assert cluster_at(server.getsockname()[1]) is None
        answering.join(timeout=10)


def _answer_once(server: socket.socket, reply: bytes) -> None:
    link, _address = server.accept()
    with link:
        link.recv(1024)
        link.sendall(reply)
