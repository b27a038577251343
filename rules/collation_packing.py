"""Cells as bytes, and as the records of a message, and back."""

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from rules.collation_cells import ORGANISATION, Cell, Difference, Tally
from schemas.collation import Changed, Counted


def pack(tally: Tally) -> bytes:
    """Write a tally; the same cells give the same bytes."""
    return zlib.compress(canonical(tally))


def canonical(tally: Tally) -> bytes:
    """Write a tally as text, cell by cell in order, what counts nothing left out."""
    cells = [[cell.table, *cell.key, count] for cell, count in sorted(tally.items()) if count]
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode()


def unpack(packed: bytes) -> Tally:
    """Read what ``pack`` wrote."""
    cells = json.loads(zlib.decompress(packed))
    return Tally({Cell(table, tuple(key)): count for table, *key, count in cells})


def sealed_part(tally: Tally, differences: Iterable[Difference]) -> bytes:
    """Write what of an issue names organisations: its cells and its differences."""
    cells = Tally({cell: count for cell, count in tally.items() if _is_sealed(cell)})
    changed = [[*each.cell.key, each.before, each.after] for each in differences if _told(each)]
    document = {"cells": json.loads(canonical(cells)), "differences": changed}
    return zlib.compress(json.dumps(document, ensure_ascii=False).encode())


def open_part(cells: Iterable[Counted]) -> Tally:
    """Read the cells of an issue that anybody may see who may read the topic."""
    return Tally({Cell(each.table, each.key): each.count for each in cells})


def read_sealed(packed: bytes) -> tuple[Tally, tuple[Difference, ...]]:
    """Read what ``sealed_part`` wrote."""
    document: Mapping[str, Any] = json.loads(zlib.decompress(packed))
    cells = Tally({Cell(table, tuple(key)): n for table, *key, n in document["cells"]})
    changed = tuple(
        Difference(Cell(ORGANISATION, tuple(key)), before, after)
        for *key, before, after in document["differences"]
    )
    return cells, changed


def counted(tally: Tally) -> tuple[Counted, ...]:
    """Give the cells that name no organisation as records, in order."""
    return tuple(
        Counted(table=cell.table, key=cell.key, count=count)
        for cell, count in sorted(tally.items())
        if count and not _is_sealed(cell)
    )


def changed(differences: Iterable[Difference]) -> tuple[Changed, ...]:
    """Give the differences that name no organisation as records."""
    return tuple(
        Changed(table=each.cell.table, key=each.cell.key, before=each.before, after=each.after)
        for each in differences
        if not _told(each)
    )


def _is_sealed(cell: Cell) -> bool:
    return cell.table == ORGANISATION


def _told(difference: Difference) -> bool:
    return _is_sealed(difference.cell)
