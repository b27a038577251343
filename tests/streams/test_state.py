"""Each worker has a folder of its own, and the next one after it has it again."""

import errno
import fcntl
import subprocess
import sys
import time
from pathlib import Path

import pytest

from streams.state import instance_of, state_folder

HOLD = """
import sys
from pathlib import Path
from streams.state import state_folder
print(state_folder(Path(sys.argv[1]), "group"), flush=True)
sys.stdin.read()
"""


def worker(data_dir: Path) -> "subprocess.Popen[str]":
    """A process that takes a folder, and holds it until it is killed."""
    return subprocess.Popen(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", HOLD, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def told(process: "subprocess.Popen[str]") -> str:
    """The folder that it has."""
    assert process.stdout is not None
    return Path(process.stdout.readline().strip()).name


def test_two_processes_have_two_folders_and_one_after_a_kill_has_the_first(tmp_path: Path) -> None:
    """The lock ends with the process, however it ends."""
    first, second = worker(tmp_path), worker(tmp_path)
    third = None
    try:
        folders = [told(first), told(second)]
        assert sorted(folders) == ["0", "1"]
        first.kill()
        first.wait(10)
        third = worker(tmp_path)
        assert told(third) == folders[0]
    finally:
        for each in (first, second, third):
            if each is not None:
                each.kill()
                each.communicate()


def test_the_folder_is_the_workers_alone(tmp_path: Path) -> None:
    """What lies there was read from the desk."""
    folder = state_folder(tmp_path, "group")
    assert folder == tmp_path / "state" / "group" / "0"
    assert folder.stat().st_mode & 0o077 == 0
    assert state_folder(tmp_path, "other") == tmp_path / "state" / "other" / "0"


def test_where_no_folder_can_be_made_there_is_none(tmp_path: Path) -> None:
    """A worker can do without."""
    (tmp_path / "state").write_text("a file")
    assert state_folder(tmp_path, "group") is None


def test_where_nothing_can_be_locked_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems know no locks: a worker that looked on would look for ever."""
    asked: list[int] = []

    def unable(_file: int, _how: int) -> None:
        asked.append(1)
        assert len(asked) < 20, "it looks for ever"
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(fcntl, "flock", unable)
    assert state_folder(tmp_path, "group") is None


def test_a_worker_is_named_after_its_host_and_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same after a start, another in another folder; of letters that Kafka allows."""
    names = {instance_of(tmp_path / "0"), instance_of(tmp_path / "0"), instance_of(tmp_path / "1")}
    assert len(names) == 2
    monkeypatch.setattr("platform.node", lambda: "häns.example_1" * 50)
    name = instance_of(tmp_path)
    assert name is not None
    assert len(name) <= 200
    assert name.isascii()
    assert instance_of(None) is None


def test_a_folder_is_found_soon(tmp_path: Path) -> None:
    """Also the tenth in one process."""
    begun = time.monotonic()
    assert [str(state_folder(tmp_path, "group"))[-1] for _ in range(10)] == list("0123456789")
    assert time.monotonic() - begun < 5
