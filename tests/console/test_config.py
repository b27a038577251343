"""``cpi config``: where each setting comes from, what is wrong with what they point to."""

import json
from pathlib import Path
from typing import Any

import pytest

from streams.sealing import make_key_file
from streams.settings import Settings
from tests.console.conftest import Cpi


def shown(cpi: Cpi) -> dict[str, dict[str, Any]]:
    """The settings by their names."""
    result = cpi("config", "show", "--json")
    assert result.exit_code == 0
    return {each["name"]: each for each in json.loads(result.stdout)["settings"]}


def checks(cpi: Cpi, status: int) -> dict[str, dict[str, Any]]:
    """The checks by what they look at."""
    result = cpi("config", "check", "--json")
    assert result.exit_code == status
    return {each["what"]: each for each in json.loads(result.stdout)["checks"]}


def test_show_says_where_each_setting_comes_from(
    cpi: Cpi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment wins over the file, the file over the default; empty is not set."""
    (tmp_path / ".env").write_text("CPI_GROUP=night\nCPI_PARTITIONS=6\n")
    monkeypatch.setenv("CPI_GROUP", "day")
    monkeypatch.setenv("CPI_LOG_LEVEL", "")
    found = shown(cpi)
    assert len(found) == len(Settings.model_fields)
    assert (found["CPI_GROUP"]["value"], found["CPI_GROUP"]["from"]) == ("day", "environment")
    assert (found["CPI_PARTITIONS"]["value"], found["CPI_PARTITIONS"]["from"]) == ("6", ".env")
    assert (found["CPI_LOG_LEVEL"]["value"], found["CPI_LOG_LEVEL"]["from"]) == ("warn", "default")
    assert all(each["description"] for each in found.values())


def test_secrets_are_masked(cpi: Cpi, monkeypatch: pytest.MonkeyPatch) -> None:
    """The password, and the one inside the registry's address."""
    monkeypatch.setenv("CPI_KAFKA_SASL_PASSWORD", "hunter2")
    monkeypatch.setenv("CPI_SCHEMA_REGISTRY_URL", "http://hub:hunter2@registry.example")
    assert "hunter2" not in cpi("config", "show").output
    assert shown(cpi)["CPI_SCHEMA_REGISTRY_URL"]["value"] == "http://hub:********@registry.example/"


def test_check_is_content_with_a_fresh_folder(cpi: Cpi) -> None:
    """No key yet is no fault: `cpi up` makes one."""
    assert all(each["ok"] for each in checks(cpi, 0).values())
    assert "ok     key file: none yet" in cpi("config", "check").stdout


def test_check_says_what_is_wrong_with_the_key(
    cpi: Cpi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Missing, then readable by others, then right."""
    key = tmp_path / "hub.key"
    monkeypatch.setenv("CPI_KEY_FILE", str(key))
    assert "no key at" in checks(cpi, 1)["key file"]["detail"]
    make_key_file(key)
    key.chmod(0o644)
    assert "0644" in checks(cpi, 1)["key file"]["detail"]
    key.chmod(0o600)
    assert checks(cpi, 0)["key file"]["ok"]


def test_check_names_a_setting_that_cannot_be_used(
    cpi: Cpi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For the command that checks, a wrong setting is something found: status 1."""
    monkeypatch.setenv("CPI_PARTITIONS", "none")
    result = cpi("config", "check")
    assert result.exit_code == 1
    assert "WRONG  settings: CPI_PARTITIONS" in result.stdout


def test_check_names_a_certificate_that_is_not_there(
    cpi: Cpi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a worker finds out; with none named, those of the system are used."""
    monkeypatch.setenv("CPI_KAFKA_SECURITY_PROTOCOL", "SSL")
    assert checks(cpi, 0)["certificates"]["ok"]
    monkeypatch.setenv("CPI_KAFKA_SSL_CA_FILE", "nonesuch.pem")
    found = checks(cpi, 1)["certificates"]
    assert found["detail"] == "CPI_KAFKA_SSL_CA_FILE: there is no file nonesuch.pem"


def test_check_names_a_certificate_that_is_none(
    cpi: Cpi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that holds something else."""
    (tmp_path / "ca.pem").write_text("no certificate")
    monkeypatch.setenv("CPI_KAFKA_SECURITY_PROTOCOL", "SSL")
    monkeypatch.setenv("CPI_KAFKA_SSL_CA_FILE", str(tmp_path / "ca.pem"))
    assert "ssl.ca.location" in checks(cpi, 1)["certificates"]["detail"]


def test_check_names_a_vocabulary_file_that_cannot_be_used(
    cpi: Cpi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder of a site's own rules holds broken TOML."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "redaction.toml").write_text("= broken")
    monkeypatch.setenv("CPI_RULES_DIR", str(folder))
    assert not checks(cpi, 1)["vocabulary"]["ok"]


def test_make_key_makes_one_and_never_another(
    cpi: Cpi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dry run makes none; a key that is there is kept, and must be one that can be used."""
    key = tmp_path / "keys" / "hub.key"
    monkeypatch.setenv("CPI_KEY_FILE", str(key))
    assert json.loads(cpi("config", "make-key", "--dry-run", "--json").stdout)["made"]
    assert not key.exists()
    assert cpi("config", "make-key").stdout == f"made a key in {key}\n"
    made = key.read_bytes()
    assert cpi("config", "make-key").stdout == f"{key} is there and stays as it is\n"
    assert key.read_bytes() == made
    key.chmod(0o644)
    assert cpi("config", "make-key").exit_code == 2


def test_check_names_a_distribution_that_ships_a_package_of_ours(
    cpi: Cpi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The image is not built with one: its modules would lie among the hub's."""
    assert checks(cpi, 0)["packages"]["ok"]
    shipped = {"agents": ["cpi-hub", "openai-agents"], "rules": ["cpi-hub"]}
    monkeypatch.setattr("importlib.metadata.packages_distributions", lambda: shipped)
    detail = checks(cpi, 1)["packages"]["detail"]
    assert detail == "openai-agents also installs a package named agents: remove it"
