"""A table on disk of what a worker remembers of one partition: a copy of a topic, never the truth.

It is rebuilt from the topic whenever it is missing, damaged or of another cluster, and kept in
memory where the disk does not take it.
"""

import logging
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

_TABLES = """
CREATE TABLE IF NOT EXISTS entries (
  key TEXT PRIMARY KEY, value BLOB NOT NULL, pending INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS still_pending ON entries (key) WHERE pending;
CREATE TABLE IF NOT EXISTS progress (cluster TEXT NOT NULL, position INTEGER NOT NULL);
"""
_IN_MEMORY = ":memory:"

Row = tuple[str, bytes, bool]
"""A key, its value, and whether something is still to come for it."""


class Store:
    """The table of one partition of one cluster's topic; ``position`` is where to read on."""

    def __init__(self, path: Path | None, cluster: str) -> None:
        self._cluster = cluster
        self._path = path
        self._table = self._opened()
        (found,) = self._table.execute("SELECT max(position) FROM progress").fetchone()
        self.position = int(found or 0)

    @property
    def on_disk(self) -> bool:
        """Whether it outlives the process."""
        return self._path is not None

    def get(self, key: str) -> bytes | None:
        """Give the value of a key; null where there is none."""
        row = self._table.execute("SELECT value FROM entries WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def put(self, rows: Iterable[Row]) -> None:
        """Write values.

        Raises:
            sqlite3.Error: the disk is full, or the file is damaged.
        """
        self._table.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", rows)

    def pending(self) -> list[tuple[str, bytes]]:
        """Give what something is still to come for."""
        return list(self._table.execute("SELECT key, value FROM entries WHERE pending"))

    def after(self, key: str, most: int) -> list[tuple[str, bytes]]:
        """Give what comes after a key, in their order; "" is before all of them."""
        query = "SELECT key, value FROM entries WHERE key > ? ORDER BY key LIMIT ?"
        return list(self._table.execute(query, (key, most)))

    def reached(self, position: int) -> None:
        """Take note that the topic is in the table up to an offset.

        Raises:
            sqlite3.Error: the disk is full, or the file is damaged.
        """
        if position != self.position:
            self._table.execute("UPDATE progress SET position = ?", (position,))
            self.position = position

    def clear(self) -> None:
        """Begin anew: the topic is not the one that the table was made from."""
        self._table.execute("DELETE FROM entries")
        self.reached(0)

    def close(self) -> None:
        """Let go of the file."""
        with suppress(sqlite3.Error):
            self._table.close()

    def _opened(self) -> sqlite3.Connection:
        if self._path is None:
            return self._connected(_IN_MEMORY)
        try:
            return self._connected(str(self._path))
        except (sqlite3.Error, OSError) as error:
            log.warning("the table %s is made anew (%s)", self._path.name, type(error).__name__)
        try:
            for each in self._path.parent.glob(f"{self._path.name}*"):
                each.unlink(missing_ok=True)
            return self._connected(str(self._path))
        except (sqlite3.Error, OSError) as error:
            kind = type(error).__name__
            log.warning("the table %s is kept in memory (%s)", self._path.name, kind)
        self._path = None
        return self._connected(_IN_MEMORY)

    def _connected(self, name: str) -> sqlite3.Connection:
        """Open the table; a file of another cluster, or a damaged one, is an error."""
        # The loop's thread made it; at a rebalance the loop's thread closes it.
        table = sqlite3.connect(name, isolation_level=None)
        try:
            self._checked(table, name)
        except sqlite3.Error:
            # Left open, it would remove its files beside the table when it is collected.
            table.close()
            raise
        return table

    def _checked(self, table: sqlite3.Connection, name: str) -> None:
        # A killed process loses nothing; a killed machine may lose the last of it, but nothing in
        # part: where to read on lies beside it.
        table.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {_TABLES}")
        if name != _IN_MEMORY and table.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError
        row = table.execute("SELECT cluster FROM progress").fetchone()
        if row is None:
            table.execute("INSERT INTO progress VALUES (?, 0)", (self._cluster,))
        elif row[0] != self._cluster:
            raise sqlite3.DatabaseError
