"""``cpi schemas``: compatibility, and the generated files."""

import json
from pathlib import Path

from schemas.catalogue import SCHEMAS
from tests.console.conftest import Cpi, one_line


def test_check_finds_nothing_wrong(cpi: Cpi) -> None:
    """The schemas of this checkout understand each other."""
    result = cpi("schemas", "check", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"ok": True, "schemas": len(SCHEMAS), "findings": []}


def test_export_writes_what_a_partner_needs_then_nothing_more(cpi: Cpi, tmp_path: Path) -> None:
    """Avro, JSON Schema and AsyncAPI in a folder of the partner's choice."""
    folder = tmp_path / "for partners"
    written = json.loads(cpi("schemas", "export", "--to", str(folder), "--json").stdout)["written"]
    assert {"avro/cpi_form.v1.avsc", "cpi_form.schema.json", "asyncapi.json"} <= set(written)
    assert all((folder / path).is_file() for path in written)
    assert json.loads(cpi("schemas", "export", "--to", str(folder), "--json").stdout) == {
        "written": [],
        "stale": [],
    }


def test_check_names_what_is_stale_and_writes_nothing(cpi: Cpi, tmp_path: Path) -> None:
    """Status 1, and the folder is not even made."""
    result = cpi("schemas", "export", "--check", "--to", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "stale: asyncapi.json" in result.stdout
    assert "cpi schemas export" in one_line(result)
    assert not (tmp_path / "out").exists()


def test_a_dry_run_names_what_would_be_written(cpi: Cpi, tmp_path: Path) -> None:
    """Status 0: asking is no fault."""
    result = cpi("schemas", "export", "--dry-run", "--json", "--to", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert "asyncapi.json" in json.loads(result.stdout)["stale"]
    assert not (tmp_path / "out").exists()


def test_a_file_in_place_of_the_folder_is_refused(cpi: Cpi, tmp_path: Path) -> None:
    """Called wrongly."""
    (tmp_path / "out").write_text("x")
    result = cpi("schemas", "export", "--to", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert "no folder" in one_line(result)
