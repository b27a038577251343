"""A report as Parquet: the lines of its long form, typed."""

import tempfile
from pathlib import Path

import duckdb

from console.report.long_form import Line, data_lines
from rules.report.model import Report

_TYPES = {"value": "DOUBLE", "held_back": "BOOLEAN"}


def as_parquet(report: Report) -> bytes:
    """Write it; the same report gives the same bytes."""
    columns = list(zip(*data_lines(report), strict=True))
    fields = ", ".join(
        f"unnest(${at}::{_TYPES.get(name, 'VARCHAR')}[]) AS {name}"
        for at, name in enumerate(Line._fields, start=1)
    )
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": "1",
        "autoinstall_known_extensions": "false",
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        duckdb.connect(":memory:", config=settings) as database,
    ):
        path = Path(folder) / "report.parquet"
        database.execute(f"CREATE TABLE lines AS SELECT {fields}", [list(it) for it in columns])
        database.execute(f"COPY lines TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        return path.read_bytes()
