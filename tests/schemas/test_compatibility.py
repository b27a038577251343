"""Every version of a schema is checked against every other, and the old ones stay as they are."""

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.catalogue import Schema
from schemas.compatibility import BOTH_WAYS, FROZEN, check, freeze
from schemas.form import CpiForm
from tests.schemas.test_resolution import choice, record

V1 = record(("id", "string"), ("note", ["null", "string"], None), ("kind", choice("a")))
V2 = record(
    ("id", "string"),
    ("note", ["null", "string"], None),
    ("kind", choice("a", "b")),
    ("n", "long", 0),
)
V3 = record(("id", "string"), ("kind", choice("a", "b")), ("n", "long", 0))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a folder for invented Avro files."""
    return tmp_path


def versions(root: Path, *files: dict[str, Any]) -> list[Schema]:
    """Lay down the versions of an invented schema, the older ones frozen."""
    for number, avro in enumerate(files, start=1):
        (root / f"thing.v{number}.avsc").write_text(json.dumps(avro), encoding="utf-8")
    schemas: list[Schema] = [Schema("thing", CpiForm, tuple(range(1, len(files) + 1)))]
    freeze(schemas, root)
    return schemas


def test_the_catalogue_is_sound() -> None:
    """The files that are shipped pass their own check."""
    assert check() == []


def test_partners_and_destinations_are_promised_both_ways() -> None:
    """The promise is read from the topics."""
    assert {"cpi_form", "assessment", "receipt", "mash_referral"} <= BOTH_WAYS
    assert "proposal" not in BOTH_WAYS


def test_a_good_succession_has_no_findings(root: Path) -> None:
    """Fields with defaults come, optional ones go, values are added."""
    assert check(versions(root, V1, V2, V3), root, frozenset({"thing"})) == []


def test_the_newest_must_read_all_older_ones_not_only_the_last(root: Path) -> None:
    """``note`` is dropped and comes back as another type: v3 reads v2, and not v1."""
    back = record(
        ("id", "string"), ("kind", choice("a", "b")), ("n", "long", 0), ("note", "long", 0)
    )
    found = check(versions(root, V1, V3, back), root, frozenset())
    assert [(f.reader, f.writer, f.field) for f in found] == [(3, 1, "note"), (3, 1, "note")]
    assert str(found[0]).startswith("thing v3 reads v1: note ")


def test_old_readers_are_checked_only_where_it_is_promised(root: Path) -> None:
    """A mandatory field may go where only the hub reads."""
    without = record(("note", ["null", "string"], None), ("kind", choice("a")))
    schemas = versions(root, V1, without)
    assert check(schemas, root, frozenset()) == []
    assert [(f.reader, f.writer, f.field) for f in check(schemas, root, frozenset({"thing"}))] == [
        (1, 2, "id")
    ]


def test_a_value_that_was_allowed_stays_allowed(root: Path) -> None:
    """Old messages that hold it must still be read."""
    (found,) = check(versions(root, V2, V1), root, frozenset())
    assert (found.field, found.what) == ("kind", "may be b, which the reader does not know")


def test_a_released_version_may_not_change(root: Path) -> None:
    """Not even its layout; and freezing again does not hide it."""
    schemas = versions(root, V1, V2)
    (root / "thing.v1.avsc").write_text(json.dumps(V1, indent=1), encoding="utf-8")
    assert freeze(schemas, root) == []
    assert [f.what for f in check(schemas, root)] == ["v1 changed after its release"]


def test_an_older_version_without_a_digest_is_found(root: Path) -> None:
    """Freezing adds what lacks."""
    schemas = versions(root, V1, V2)
    (root / FROZEN).unlink()
    assert [f.what for f in check(schemas, root)] == [f"v1 has no digest in {FROZEN}"]
    assert freeze(schemas, root) == ["thing.v1.avsc"]
    assert check(schemas, root) == []


@pytest.mark.parametrize("text", [None, "{", '{"type": "record"}', '{"type": "nonsense"}', "[1]"])
def test_a_version_that_is_missing_or_broken_is_found(root: Path, text: str | None) -> None:
    """A finding, not a traceback."""
    schemas = versions(root, V1, V2)
    (root / "thing.v2.avsc").unlink()
    if text is not None:
        (root / "thing.v2.avsc").write_text(text, encoding="utf-8")
    assert "v2 is missing or no Avro" in [f.what for f in check(schemas, root)]


def test_an_id_is_never_given_twice(root: Path) -> None:
    """An id stands for one version for ever."""
    versions(root, V1)
    twice: list[Schema] = [Schema("thing", CpiForm, (5,)), Schema("thing", CpiForm, (5,))]
    assert [f.what for f in check(twice, root)] == ["v1 has the id 5 of thing.v1"]
