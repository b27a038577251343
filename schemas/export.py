"""Everything that is generated from the models: Avro, JSON Schema, AsyncAPI.

Paths are relative to the package's folder, ``ROOT``. A file of an older version is never written:
it has left the machine.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from schemas.asyncapi import asyncapi_document
from schemas.avro_model import avro_of
from schemas.catalogue import SCHEMAS
from schemas.compatibility import FROZEN, freeze
from schemas.form_schema import form_schema

ROOT = Path(__file__).parent
"""The folder of this package, where the generated files lie."""


def generate() -> Mapping[str, str]:
    """Give the text of every generated file by its path; the same models give the same bytes."""
    avro = {f"avro/{s.filename(s.version)}": _json(avro_of(s.model)) for s in SCHEMAS}
    return {
        **avro,
        "cpi_form.schema.json": _json(form_schema()),
        "asyncapi.json": _json(asyncapi_document()),
    }


def stale(root: Path = ROOT) -> list[str]:
    """Name the generated files that are missing or differ from the models."""
    return [path for path, text in generate().items() if _read(root / path) != text]


def write(root: Path = ROOT) -> list[str]:
    """Write what is stale and name it; note the digests of versions that are no longer newest."""
    changed = stale(root)
    files = generate()
    for path in changed:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(files[path], encoding="utf-8", newline="\n")
    return changed + [f"avro/{FROZEN}"] * bool(freeze(root=root / "avro"))


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
