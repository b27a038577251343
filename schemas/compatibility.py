"""Whether partners and destinations can go on as they are when a schema gets a new version."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import fastavro
from fastavro.schema import SchemaParseException, UnknownType

from schemas.catalogue import SCHEMAS, Schema
from schemas.resolution import problems
from schemas.topics import TOPICS

ROOT = Path(__file__).parent / "avro"
FROZEN = "frozen.sha256"
"""The digests of versions that have left the machine, as ``sha256sum`` writes them."""

BOTH_WAYS = frozenset(topic.schema.name for topic in TOPICS if topic.both_ways)
"""Schemas whose old readers must understand new messages."""


@dataclass(frozen=True)
class Finding:
    """What is wrong between two versions of a schema; ``field`` is a dotted path, or empty."""

    schema: str
    reader: int
    writer: int
    field: str
    what: str

    def __str__(self) -> str:
        """Say it in one line."""
        pair = f"v{self.reader} reads v{self.writer}: " if self.reader != self.writer else ""
        return f"{self.schema} {pair}{f'{self.field} ' if self.field else ''}{self.what}"


def check(
    schemas: Iterable[Schema] = SCHEMAS,
    root: Path = ROOT,
    both_ways: frozenset[str] = BOTH_WAYS,
) -> list[Finding]:
    """Check every version of every schema against every other (DESIGN section 3).

    A newer version reads all older ones; for ``both_ways`` the older ones read the newer too; a
    version that isn't the newest is as it was when it was released; no id is given twice.
    """
    known = list(schemas)
    found = [*_ids(known)]
    for schema in known:
        found += _frozen(schema, root)
        found += _versions(schema, root, both=schema.name in both_ways)
    return found


def freeze(schemas: Iterable[Schema] = SCHEMAS, root: Path = ROOT) -> list[str]:
    """Note the digests of older versions that have none yet, and name them; none is changed."""
    digests = _digests(root)
    old = [s.filename(version) for s in schemas for version in range(1, s.version)]
    added = [name for name in old if name not in digests and (root / name).is_file()]
    digests |= {name: _digest(root / name) for name in added}
    if added:
        lines = [f"{digest}  {name}\n" for name, digest in sorted(digests.items())]
        (root / FROZEN).write_text("".join(lines), encoding="utf-8", newline="\n")
    return added


def _versions(schema: Schema, root: Path, *, both: bool) -> Iterator[Finding]:
    files = {
        number: _load(root / schema.filename(number)) for number in range(1, schema.version + 1)
    }
    present = {number: avro for number, avro in files.items() if avro is not None}
    for number in files.keys() - present.keys():
        yield Finding(schema.name, number, number, "", f"v{number} is missing or no Avro")
    for old, new in combinations(sorted(present), 2):
        pairs = [(new, old), (old, new)] if both else [(new, old)]
        for reader, writer in pairs:
            for problem in problems(present[reader], present[writer], closed=reader > writer):
                yield Finding(schema.name, reader, writer, problem.field, problem.what)


def _frozen(schema: Schema, root: Path) -> Iterator[Finding]:
    digests = _digests(root)
    for number in range(1, schema.version):
        path = root / schema.filename(number)
        if not path.is_file():
            continue
        if path.name not in digests:
            yield Finding(schema.name, number, number, "", f"v{number} has no digest in {FROZEN}")
        elif digests[path.name] != _digest(path):
            yield Finding(schema.name, number, number, "", f"v{number} changed after its release")


def _ids(schemas: list[Schema]) -> Iterator[Finding]:
    owners: dict[int, str] = {}
    for schema in schemas:
        for number, schema_id in enumerate(schema.ids, start=1):
            if schema_id in owners:
                what = f"v{number} has the id {schema_id} of {owners[schema_id]}"
                yield Finding(schema.name, number, number, "", what)
            owners.setdefault(schema_id, f"{schema.name}.v{number}")


def _load(path: Path) -> dict[str, Any] | None:
    try:
        avro = json.loads(path.read_text(encoding="utf-8"))
        fastavro.parse_schema(avro)
    except (OSError, ValueError, KeyError, TypeError, SchemaParseException, UnknownType):
        return None
    return avro if isinstance(avro, dict) else None


def _digests(root: Path) -> dict[str, str]:
    path = root / FROZEN
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
