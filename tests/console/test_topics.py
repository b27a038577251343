"""``cpi topics`` against the catalogue and a cluster."""

import json

import pytest

from schemas.topics import DESK, INTAKE, TOPICS
from tests.console.conftest import Cpi, Hub, one_line


def test_apply_twice_changes_nothing(hub: Hub) -> None:
    """What is as declared stays."""
    document = hub.json("topics", "apply")
    assert {each["change"] for each in document["topics"]} == {"none"}
    assert f"0 created, {len(TOPICS)} as declared" in hub.cpi("topics", "apply").stdout


def test_a_dry_run_says_so(hub: Hub) -> None:
    """The document tells a plan from a deed."""
    assert hub.json("topics", "apply", "--dry-run")["dry_run"] is True


def test_another_partition_count_is_found_wrong(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Partitions are never added: the line for each topic names the setting."""
    monkeypatch.setenv("CPI_PARTITIONS", "17")
    result = hub.cpi("topics", "apply")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert len(lines) == len(TOPICS)
    assert "CPI_PARTITIONS says 17" in lines[0]
    assert hub.json("topics", "list", status=1)["topics"][0]["state"] == "differs"


def test_list_shows_the_catalogue_beside_the_cluster(hub: Hub) -> None:
    """Every topic, with what the cluster has of it."""
    document = hub.json("topics", "list")
    assert document["cluster"] is True
    assert [each["name"] for each in document["topics"]] == [topic.name for topic in TOPICS]
    first = document["topics"][0]
    assert first["partitions"] >= 1
    assert first | {"partitions": 0} == {
        "name": "cpi.intake",
        "schema": "cpi_form",
        "schema_id": 1001,
        "key": "submission_id",
        "partitions": 0,
        "state": "as declared",
        "cleanup": "delete",
        "retention_days": 31,
        "writers": list(INTAKE.writers),
        "readers": ["triage"],
        "names_source": True,
        "purpose": "Forms as partners send them.",
    }


def test_partitions_that_were_added_are_shown_and_fine(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the cluster's topics; the desk alone must have as many as the setting says."""
    found = hub.json("topics", "list")["topics"][0]["partitions"]
    monkeypatch.setenv("CPI_PARTITIONS", str(found - 1))
    states = {
        each["name"]: each["state"] for each in hub.json("topics", "list", status=1)["topics"]
    }
    assert states.pop(DESK.name) == "differs"
    assert set(states.values()) == {"has partitions added"}
    assert f"{found} (added)" in hub.cpi("topics", "list").stdout
    applied = hub.cpi("topics", "apply")
    assert applied.exit_code == 1
    assert f"set it to {found}" in one_line(applied)


def test_list_works_without_a_cluster(cpi: Cpi) -> None:
    """The catalogue alone, the cluster's column empty, a note why."""
    result = cpi("topics", "list")
    assert result.exit_code == 0
    assert "the catalogue only" in one_line(result)
    assert "cpi.intake" in result.stdout
    document = json.loads(cpi("topics", "list", "--json").stdout)
    assert document["cluster"] is False
    assert {each["partitions"] for each in document["topics"]} == {None}


def test_a_piped_table_keeps_each_topic_on_one_line(cpi: Cpi) -> None:
    """Head, and a line a topic: no wrapping, no colour, no trailing space."""
    lines = cpi("topics", "list").stdout.splitlines()
    assert len(lines) == 1 + len(TOPICS)
    assert all(line == line.rstrip() and "\x1b" not in line for line in lines)
