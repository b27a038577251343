"""Whether one Avro schema can read what another wrote: the resolution rules of Avro 1.12.

Stricter than Avro where the hub's own rules need it: the meaning of a value (its logical type) may
not change, and a value that was allowed stays allowed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from schemas.avro_model import ALLOWED, Avro

_PROMOTED = {
    "int": {"long", "float", "double"},
    "long": {"float", "double"},
    "float": {"double"},
    "string": {"bytes"},
    "bytes": {"string"},
}
_NAMED = {"record", "enum", "fixed"}


@dataclass(frozen=True)
class Problem:
    """What keeps a reader from reading: the field as a dotted path, empty for the whole."""

    field: str
    what: str


def problems(
    reader: dict[str, Any], writer: dict[str, Any], *, closed: bool = True
) -> list[Problem]:
    """Name all that keeps ``reader`` from reading what ``writer`` wrote; empty if nothing does.

    ``closed`` says that the reader refuses values that it does not list as allowed, as the hub
    does; destinations are told to expect them.
    """
    return list(_Pair(_names(reader), _names(writer), set(), closed).compare(reader, writer, ""))


@dataclass(frozen=True)
class _Pair:
    readers: dict[str, dict[str, Any]]
    writers: dict[str, dict[str, Any]]
    seen: set[tuple[str, str]]
    closed: bool

    def compare(self, reader: Avro, writer: Avro, field: str) -> Iterator[Problem]:
        reader, writer = _found(reader, self.readers), _found(writer, self.writers)
        if isinstance(writer, list):
            for branch in writer:
                yield from self.compare(reader, branch, field)
        elif isinstance(reader, list):
            yield from self._any(reader, writer, field)
        elif _kind(reader) != _kind(writer):
            yield from _promotion(reader, writer, field)
        else:
            yield from self._same(reader, writer, field)

    def _any(self, branches: list[Any], writer: Avro, field: str) -> Iterator[Problem]:
        tried = [list(self.compare(branch, writer, field)) for branch in branches]
        if all(tried):
            # The branch of the same kind says best what is wrong.
            alike = [t for b, t in zip(branches, tried, strict=True) if self._alike(b, writer)]
            lacks = [Problem(field, f"may be {_kind(writer)}, which the reader does not take")]
            yield from alike[0] if alike else lacks

    def _alike(self, branch: Avro, writer: Avro) -> bool:
        return _kind(_found(branch, self.readers)) == _kind(writer)

    def _same(self, reader: Any, writer: Any, field: str) -> Iterator[Problem]:  # noqa: ANN401 - Avro of one kind
        kind = _kind(reader)
        if kind == "array":
            yield from self.compare(reader["items"], writer["items"], f"{field}[]")
        elif kind == "map":
            yield from self.compare(reader["values"], writer["values"], f"{field}{{}}")
        elif kind in _NAMED and _bare(reader["name"]) != _bare(writer["name"]):
            yield Problem(field, f"is {_bare(writer['name'])}, not {_bare(reader['name'])}")
        elif kind == "record":
            yield from self._fields(reader, writer, field)
        elif kind == "enum":
            yield from _lost(writer["symbols"], reader["symbols"], field)
        elif kind == "fixed" and reader["size"] != writer["size"]:
            yield Problem(field, "has another size")
        elif _mark(reader, "logicalType") != _mark(writer, "logicalType"):
            yield Problem(field, "has another logical type")
        elif self.closed and _mark(reader, ALLOWED) is not None:
            yield from _lost(_mark(writer, ALLOWED) or ["any text"], reader[ALLOWED], field)

    def _fields(self, reader: Any, writer: Any, field: str) -> Iterator[Problem]:  # noqa: ANN401 - records
        pair = (reader["name"], writer["name"])
        if pair in self.seen:
            return
        self.seen.add(pair)
        written = {inner["name"]: inner["type"] for inner in writer["fields"]}
        for inner in reader["fields"]:
            path = f"{field}.{inner['name']}" if field else inner["name"]
            if inner["name"] in written:
                yield from self.compare(inner["type"], written[inner["name"]], path)
            elif "default" not in inner:
                yield Problem(path, "is not in what was written, and has no default")
        self.seen.discard(pair)


def _promotion(reader: Avro, writer: Avro, field: str) -> Iterator[Problem]:
    if _kind(reader) not in _PROMOTED.get(_kind(writer), set()):
        yield Problem(field, f"is {_kind(writer)}, which does not read as {_kind(reader)}")


def _lost(written: list[str], read: list[str], field: str) -> Iterator[Problem]:
    lost = [value for value in written if value not in read]
    if lost:
        yield Problem(field, f"may be {', '.join(lost)}, which the reader does not know")


def _names(avro: Avro) -> dict[str, dict[str, Any]]:
    """Collect the named types of a schema by their bare names."""
    if isinstance(avro, list):
        return {name: found for inner in avro for name, found in _names(inner).items()}
    if not isinstance(avro, dict):
        return {}
    own = {_bare(avro["name"]): avro} if avro["type"] in _NAMED else {}
    parts = [avro.get("items"), avro.get("values"), *(f["type"] for f in avro.get("fields", []))]
    return own | _names([part for part in parts if part is not None])


def _found(avro: Avro, names: dict[str, dict[str, Any]]) -> Avro:
    return names.get(_bare(avro), avro) if isinstance(avro, str) else avro


def _kind(avro: Avro) -> str:
    return str(avro["type"]) if isinstance(avro, dict) else str(avro)


def _mark(avro: Avro, name: str) -> Any:  # noqa: ANN401 - JSON
    return avro.get(name) if isinstance(avro, dict) else None


def _bare(name: str) -> str:
    return name.rpartition(".")[2]
