"""A worker's table is a copy: missing, damaged or foreign, it is made anew, never in the way."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from streams.store import Row, Store

ROWS: list[Row] = [("a", b"1", True), ("b", b"2", False), ("a", b"3", False), ("c", b"4", True)]

FULL = """
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
import sqlite3
from streams.store import Store
store = Store(Path(sys.argv[1]), "one")
try:
    store.put([(str(number), b"x" * 1000, False) for number in range(1000)])
    print(store.on_disk, len(store.get("999") or b""))
except sqlite3.Error as error:
    print(store.on_disk, type(error).__name__)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the table lies."""
    return tmp_path / "cpi.desk-1.sqlite"


def filled(path: Path | None, cluster: str = "one") -> Store:
    """A table with something in it."""
    store = Store(path, cluster)
    store.put(ROWS)
    store.reached(7)
    return store


def contents(store: Store) -> tuple[int, bytes | None, list[tuple[str, bytes]]]:
    """What a table has."""
    return store.position, store.get("a"), store.pending()


WHOLE = (7, b"3", [("c", b"4")])
EMPTY = (0, None, list[tuple[str, bytes]]())


@pytest.mark.parametrize("on_disk", [True, False])
def test_the_newest_of_each_key_is_kept(path: Path, *, on_disk: bool) -> None:
    """With what is pending, and how far the topic was read."""
    store = filled(path if on_disk else None)
    assert contents(store) == WHOLE
    assert store.on_disk is on_disk
    store.clear()
    assert contents(store) == EMPTY


def test_the_next_process_finds_it(path: Path) -> None:
    """Also if the last one was killed: nothing was closed."""
    kept = filled(path)
    assert contents(Store(path, "one")) == WHOLE
    kept.close()


def test_the_table_of_another_topic_is_made_anew(path: Path) -> None:
    """One that was deleted and made again under its name: what is remembered is of no form."""
    filled(path, "one").close()
    store = Store(path, "other")
    assert contents(store) == EMPTY
    assert store.on_disk
    store.close()
    assert contents(Store(path, "other")) == EMPTY


@pytest.mark.parametrize("where", ["start", "page", "middle", "cut", "empty"])
def test_a_damaged_table_is_made_anew(
    path: Path, caplog: pytest.LogCaptureFixture, where: str
) -> None:
    """Half of it, one page, or rubbish in it; a table is used again at once. It says so."""
    store = filled(path)
    store.put([(f"key {number}", b"x" * 500, False) for number in range(200)])
    store.close()
    raw = path.read_bytes()
    damaged = {
        "start": b"rubbish!" * 20 + raw[160:],
        "page": raw[:40960] + bytes(4096) + raw[45056:],
        "middle": raw[:4096] + bytes(len(raw) - 4096),
        "cut": raw[: len(raw) // 2],
        "empty": b"",
    }
    path.write_bytes(damaged[where])
    store = Store(path, "one")
    assert (contents(store), store.on_disk) == (EMPTY, True)
    assert where == "empty" or "cpi.desk-1.sqlite is made anew (DatabaseError)" in caplog.text
    store.put(ROWS)
    assert store.get("a") == b"3"


def test_only_its_own_files_are_removed(path: Path) -> None:
    """Those of partition 10 lie beside those of partition 1."""
    beside = path.with_name("cpi.desk-10.sqlite")
    filled(beside).close()
    path.write_bytes(b"rubbish" * 1000)
    Store(path, "one").close()
    assert contents(Store(beside, "one")) == WHOLE


def test_where_there_is_no_folder_it_is_in_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It works all the same, and says so."""
    store = filled(tmp_path / "missing" / "x.sqlite")
    assert (contents(store), store.on_disk) == (WHOLE, False)
    assert "x.sqlite is kept in memory (OperationalError)" in caplog.text


@pytest.mark.parametrize(
    ("room", "told"), [(0, "False 1000"), (100_000, "True OperationalError"), (10**8, "True 1000")]
)
def test_a_full_disk_is_told_or_done_without(path: Path, room: int, told: str) -> None:
    """Full from the beginning it is in memory; full later it is an error."""
    found = subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", FULL, str(path), str(room)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert found.stdout.strip() == told, found.stderr


def test_a_read_of_what_is_damaged_meanwhile_is_an_error(path: Path) -> None:
    """Of the kind that the ledger knows."""
    store = filled(path)
    store._table.execute("DROP TABLE entries")
    with pytest.raises(sqlite3.Error):
        store.get("a")
