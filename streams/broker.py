"""A real Kafka for where no other is given: started here, found again, stopped."""

import secrets
import shutil
import socket
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it ships no types

from streams.kafka import BrokerError
from streams.kafka.diagnosis import PORT_TAKEN, cause, tail
from streams.kafka.home import Home, State
from streams.kafka.probe import HOST, cluster_at
from streams.kafka.process import (
    check_installed,
    configure,
    end,
    find,
    format_storage,
    is_alive,
    spawn,
)
from streams.kafka_jars import locked_jars

__all__ = ["Broker", "BrokerError", "ensure_broker", "running_broker", "stop_broker"]

_READY_SECONDS = 90.0
# One that was found running may still be starting; one that says nothing for so long hangs.
_FOUND_SECONDS = 60.0
_STARTS = 3
_LEAST_ROOM_BYTES = 100_000_000
# Below the ports that systems hand out for outgoing connections, which could take it meanwhile.
_FIRST_PORT, _PORTS = 20000, 12000


@dataclass(frozen=True)
class Broker:
    """A broker that answers.

    Attributes:
        bootstrap_servers: `host:port`, for any Kafka client.
        pid: its process.
        owned: whether this very call started it, so that the caller should stop it.
    """

    bootstrap_servers: str
    pid: int
    owned: bool


def ensure_broker(data_dir: Path) -> Broker:
    """Return the broker that runs on a data directory, after starting it if none does.

    Blocks until the broker answers: some 3 seconds, the first time on a machine longer, for its
    jars are fetched. Safe to call from several processes at once: one starts it, all return it.

    Raises:
        BrokerError: it cannot be started; the reason in one line.
    """
    home = Home.under(data_dir)
    try:
        home.make()
        with home.locked():
            return _adopt(home) or _start(home)
    except OSError as error:
        raise _unusable(home, error) from error


def running_broker(data_dir: Path) -> Broker | None:
    """Return the broker that runs on a data directory and answers now; never starts one."""
    home = Home.under(data_dir)
    process, state = find(home), home.read_state()
    if process is None or state is None or cluster_at(state.port) != home.cluster_id():
        return None
    return Broker(f"{HOST}:{state.port}", process.pid, owned=False)


def stop_broker(data_dir: Path) -> bool:
    """Stop the broker of a data directory, and nothing that is not provably it.

    Returns:
        Whether there was one to stop. Its data stays.

    Raises:
        BrokerError: the data directory cannot be used.
    """
    home = Home.under(data_dir)
    if not home.path.is_dir():
        return False
    try:
        with home.locked():
            process = find(home)
            if process is not None:
                end(process)
            return process is not None
    except OSError as error:
        raise _unusable(home, error) from error


def _unusable(home: Home, error: OSError) -> BrokerError:
    where = error.filename or home.path
    return BrokerError(
        f"the broker cannot use {where} ({error.strerror}): free or mend it, or use another "
        "data directory."
    )


def _adopt(home: Home) -> Broker | None:
    process, state = find(home), home.read_state()
    if process is None:
        return None
    if state is not None and _answers(home, process, state, _FOUND_SECONDS):
        return Broker(f"{HOST}:{state.port}", process.pid, owned=False)
    end(process)
    return None


def _start(home: Home) -> Broker:
    check_installed()
    _check_room(home)
    jars = locked_jars(home.path / "jars")
    reason: Broker | str = ""
    for _ in range(_STARTS):
        reason = _start_once(home, jars, _with_free_ports(home.read_state()))
        if isinstance(reason, Broker):
            return reason
        if reason != cause(PORT_TAKEN):
            break
    message = f"the broker in {home.path} did not start: {reason} (see {home.log.name} there)"
    raise BrokerError(message)


def _check_room(home: Home) -> None:
    # Kafka on a full disk cannot even write down why it stops.
    free = shutil.disk_usage(home.path).free
    if free < _LEAST_ROOM_BYTES:
        message = (
            f"the disk of {home.path} has only {free // 1_000_000} MB free and the broker needs "
            f"{_LEAST_ROOM_BYTES // 1_000_000}: make room, or use another data directory."
        )
        raise BrokerError(message)


def _start_once(home: Home, jars: list[Path], state: State) -> Broker | str:
    home.write_state(state)
    if home.cluster_id() is None:
        format_storage(home, jars, state)
    configure(home, state)
    logged = home.log.stat().st_size if home.log.exists() else 0
    process = spawn(home, jars)
    home.write_state(state.model_copy(update={"pid": process.pid}))
    try:
        ready = _answers(home, process, state, _READY_SECONDS)
    except BaseException:
        end(process)
        raise
    if ready:
        return Broker(f"{HOST}:{state.port}", process.pid, owned=True)
    late = is_alive(process)
    end(process)
    reason = cause(tail(home.output) + tail(home.log, logged))
    return f"it did not answer within {_READY_SECONDS:.0f} seconds; {reason}" if late else reason


def _answers(home: Home, process: psutil.Process, state: State, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    cluster = home.cluster_id()
    while time.monotonic() < deadline and is_alive(process):
        if cluster_at(state.port) == cluster:
            return True
        time.sleep(0.05)
    return False


def _with_free_ports(state: State | None) -> State:
    """Keep the ports of last time while they are free: a client's settings stay true."""
    port = state.port if state is not None and _is_free(state.port) else _free_port()
    controller = state.controller_port if state is not None else port
    while controller == port or not _is_free(controller):
        controller = _free_port()
    return State(port=port, controller_port=controller)


def _free_port() -> int:
    while True:
        port = _FIRST_PORT + secrets.randbelow(_PORTS)
        if _is_free(port):
            return port


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        # As Kafka binds: connections of the last run that still linger are no hindrance.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
