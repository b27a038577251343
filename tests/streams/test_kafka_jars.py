"""Kafka's jars: locked, checked, fetched again; nothing here needs the network."""

import hashlib
import os
import threading
from pathlib import Path

import pytest

from streams import kafka_jars
from streams.kafka import BrokerError
from streams.kafka_jars import KAFKA_VERSION, LOCK, Jar, locked_jars, read_lock

_GOOD = b"the jar that was locked"
_CONTENT = {"org.a:one:1.0": _GOOD, "org.b:two:2.0:linux": b"another"}


class Remote:
    """What the world outside has to offer: the content of each jar, or an error to raise."""

    def __init__(self) -> None:
        self.offers: dict[str, list[bytes | Exception]] = {}
        self.asked: list[str] = []
        self._one_at_a_time = threading.Lock()

    def download(self, jar: Jar, folder: Path) -> Path:
        """Stand in for jgo: the next offer of this jar, or its true content."""
        with self._one_at_a_time:
            self.asked.append(jar.coordinate)
            offers = self.offers.get(jar.coordinate, [])
            offer = offers.pop(0) if offers else _CONTENT[jar.coordinate]
        if isinstance(offer, Exception):
            raise offer
        file = folder / jar.filename
        file.write_bytes(offer)
        return file


@pytest.fixture
def remote(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Remote:
    """A remote that answers at once, and a user's cache that is empty."""
    remote = Remote()
    monkeypatch.setattr(kafka_jars, "_download", remote.download)
    monkeypatch.setattr("streams.kafka_jars.time.sleep", lambda _seconds: None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return remote


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """A lock of two small jars."""
    lock = tmp_path / "small.lock"
    lines = [f"{name} {hashlib.sha256(data).hexdigest()}" for name, data in _CONTENT.items()]
    lock.write_text("# made for a test\n" + "\n".join(lines) + "\n")
    return lock


def test_the_lock_holds_one_kafka_version_and_a_logger() -> None:
    """Every jar of Kafka itself is of the one version, and log4j is bound to its slf4j."""
    jars = {jar.coordinate.rpartition(":")[0]: jar for jar in read_lock()}
    versions = {jar.coordinate.split(":")[2] for name, jar in jars.items() if ".kafka:" in name}
    assert versions == {KAFKA_VERSION}
    assert jars["org.slf4j:slf4j-api"].coordinate.split(":")[2].startswith("1.7.")
    assert "org.apache.logging.log4j:log4j-slf4j-impl" in jars


def test_the_lock_names_no_host_and_no_file_twice() -> None:
    """The lock holds coordinates only, and no two of its jars would overwrite each other."""
    names = [jar.filename for jar in read_lock()]
    assert "//" not in LOCK.read_text()
    assert len(names) == len(set(names))


def test_jars_are_fetched_once_and_kept(remote: Remote, lock: Path, tmp_path: Path) -> None:
    """A second start asks nobody, and the folder holds the jars and nothing else."""
    first = locked_jars(tmp_path / "own", lock)
    second = locked_jars(tmp_path / "own", lock)
    assert first == second
    assert sorted(remote.asked) == sorted(_CONTENT)
    assert {file.name for file in first[0].parent.iterdir()} == {"one-1.0.jar", "two-2.0-linux.jar"}


def test_a_tampered_jar_is_fetched_again(remote: Remote, lock: Path, tmp_path: Path) -> None:
    """A jar whose bytes changed in the cache is replaced, and only that one."""
    one, _two = locked_jars(tmp_path / "own", lock)
    one.write_bytes(b"something else")
    remote.asked.clear()
    locked_jars(tmp_path / "own", lock)
    assert one.read_bytes() == _GOOD
    assert remote.asked == ["org.a:one:1.0"]


def test_a_jar_that_is_not_the_locked_one_is_refused(
    remote: Remote, lock: Path, tmp_path: Path
) -> None:
    """What comes with another hash never enters the cache; one line names the jar."""
    remote.offers["org.a:one:1.0"] = [b"forged"] * 9
    with pytest.raises(BrokerError, match=r"^org\.a:one:1\.0 is refused: sha256 .*lock") as caught:
        locked_jars(tmp_path / "own", lock)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.rglob("one-1.0.jar"))


def test_a_passing_failure_is_tried_again(remote: Remote, lock: Path, tmp_path: Path) -> None:
    """A lost connection and a cut-off file do not end the start."""
    remote.offers["org.a:one:1.0"] = [ConnectionError("reset"), _GOOD[:5]]
    one, _two = locked_jars(tmp_path / "own", lock)
    assert one.read_bytes() == _GOOD


def test_no_network_is_one_line_that_says_so(remote: Remote, lock: Path, tmp_path: Path) -> None:
    """A jar that cannot be fetched after all attempts ends the start, named."""
    remote.offers["org.b:two:2.0:linux"] = [RuntimeError("not\nfound")] * 9
    with pytest.raises(BrokerError, match=r"^org\.b:two:2\.0:linux cannot be fetched \(not found"):
        locked_jars(tmp_path / "own", lock)


@pytest.mark.usefixtures("remote")
def test_two_that_fill_the_cache_at_once_do_not_harm_each_other(lock: Path, tmp_path: Path) -> None:
    """Each writes aside and renames: both end with whole jars."""
    results: list[list[Path]] = []
    both = [
        threading.Thread(target=lambda: results.append(locked_jars(tmp_path / "own", lock)))
        for _ in range(2)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=30)
    assert [[jar.read_bytes() for jar in jars] for jars in results] == [list(_CONTENT.values())] * 2


@pytest.mark.usefixtures("remote")
def test_where_the_users_cache_cannot_be_made_the_data_directory_serves(
    lock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user without a home (a service account) can still start the broker."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file" / "cache"))
    assert {jar.parent for jar in locked_jars(tmp_path / "own", lock)} == {tmp_path / "own"}


@pytest.mark.parametrize("text", ["org.a:one:1.0", "one 12", "a:b " + "0" * 64])
def test_a_broken_lock_is_refused(text: str, tmp_path: Path) -> None:
    """A line without its hash, or without a whole coordinate, is not skipped."""
    (tmp_path / "kafka.lock").write_text(text + os.linesep)
    with pytest.raises(BrokerError, match=r"^kafka\.lock has a line"):
        read_lock(tmp_path / "kafka.lock")
