"""``cpi try``: the rules on forms, without a broker."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from schemas.enums import Destination, EntityType
from tests.console.conftest import Cpi, one_line
from tests.forms import SOURCE_WORDS, raw_form, told

KEYS = [
    "submission_id", "reference", "rejected", "proposal", "destinations", "district", "grade",
    "sanitised", "entities",
]  # fmt: skip


def tried(cpi: Cpi, *forms: object, status: int = 0) -> list[dict[str, Any]]:
    """Try forms as JSON lines; give what is said of each."""
    result = cpi("try", "-", "--json", stdin="\n".join(map(json.dumps, forms)))
    assert result.exit_code == status, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_form_gives_the_object_of_the_contract(cpi: Cpi) -> None:
    """DESIGN section 6: the keys in their order, spans that fit the sanitised text."""
    raw = raw_form()
    (document,) = tried(cpi, raw)
    assert list(document) == KEYS
    assert document["submission_id"] == raw["submission_id"]
    assert document["rejected"] is None
    assert set(document["proposal"]) == {"priority", "because"}
    assert set(document["destinations"]) <= {each.value for each in Destination}
    assert document["district"] == "southampton"
    assert len(document["grade"]) == 3
    for entity in document["entities"]:
        assert entity["type"] in {each.value for each in EntityType}
        assert document["sanitised"][entity["start"] : entity["end"]] == entity["raw"]
    assert "HX19KLD" in {entity["canonical"] for entity in document["entities"]}


def test_the_words_of_a_proposal_are_where_it_says(cpi: Cpi) -> None:
    """Spans into the narrative as it was sent."""
    narrative = "He said he has a knife in his bag and will stab the boy at the gate now."
    (document,) = tried(cpi, told(narrative))
    assert document["proposal"]["priority"] == "HIGH"
    for because in document["proposal"]["because"]:
        assert because["field"] == "information.narrative"
        assert narrative[because["start"] : because["end"]] == because["words"]


def test_the_source_is_not_in_what_is_released(cpi: Cpi) -> None:
    """No word of the submitter in the sanitised text or in an entity."""
    (document,) = tried(
        cpi, told("Moira Tanfield of Elmwick Vale School saw a grey Audi HX19 KLD.")
    )
    released = json.dumps([document["sanitised"], document["entities"]])
    assert not [word for word in SOURCE_WORDS if word.lower() in released.lower()]


def test_a_rejected_form_has_its_reason_and_nothing_else(cpi: Cpi) -> None:
    """It names the field; the forms around it go on; status 1."""
    good, bad = raw_form(), raw_form(submitted_at="2026-10-05T14:03:00")
    first, second, third = tried(cpi, good, bad, raw_form(), status=1)
    assert (first["rejected"], third["rejected"]) == (None, None)
    assert list(second) == KEYS
    assert "submitted_at" in second["rejected"]
    assert second["submission_id"] == bad["submission_id"]
    rest = [value for key, value in second.items() if key not in {"submission_id", "rejected"}]
    assert rest == [None] * 7


def test_one_id_with_other_content_is_rejected_the_second_time(cpi: Cpi) -> None:
    """The same form twice is the same form; another under its id is not."""
    raw = raw_form()
    first, again, other = tried(cpi, raw, raw, {**raw, "immediate_danger": True}, status=1)
    assert first == again
    assert other["rejected"].startswith("submission_id was seen before")


def test_no_further_action_goes_nowhere(cpi: Cpi) -> None:
    """Whatever its text holds."""
    (document,) = tried(cpi, told("Test message, please ignore."))
    assert document["proposal"]["priority"] == "NO_FURTHER_ACTION"
    assert document["destinations"] == []


def test_a_person_reads_it_in_words(cpi: Cpi) -> None:
    """Without --json: priority, destinations, district, text."""
    result = cpi("try", "-", stdin=json.dumps(raw_form()))
    assert result.exit_code == 0
    assert "district: southampton" in result.stdout
    assert "sanitised: Jaydn Foss" in result.stdout
    result = cpi("try", "-", stdin='{"submission_id": 7}')
    assert result.exit_code == 1
    assert "rejected" in result.stdout


def test_vocabulary_that_cannot_be_used_is_one_line(
    cpi: Cpi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file and the line."""
    (tmp_path / "grading.toml").write_text("= broken")
    monkeypatch.setenv("CPI_RULES_DIR", str(tmp_path))
    result = cpi("try", "-", stdin=json.dumps(raw_form()))
    assert result.exit_code == 2
    assert "grading.toml" in one_line(result)


def test_a_terminal_without_a_character_gets_its_escape(tmp_path: Path) -> None:
    """Both renderings, in an encoding that lacks the quotation marks and the letter."""
    file = tmp_path / "form.json"
    file.write_text(json.dumps(told("He has a knife and will stab \u0141ukasz Foss now.")))
    for extra in ([], ["--json"]):
        done = subprocess.run(  # noqa: S603 - our own command
            [str(Path(sys.executable).with_name("cpi")), "try", file.name, *extra],
            capture_output=True,
            cwd=tmp_path,
            env={"PYTHONIOENCODING": "latin-1"},
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"\\u0141ukasz" in done.stdout


def test_the_installed_command_takes_a_file(tmp_path: Path) -> None:
    """End to end: a process of its own, an empty folder, no settings, no broker."""
    file = tmp_path / "form.json"
    file.write_text(json.dumps(raw_form(submission_id=str(uuid4())), indent=2))
    done = subprocess.run(  # noqa: S603 - our own command
        [str(Path(sys.executable).with_name("cpi")), "try", file.name, "--json"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PATH": "", "LC_ALL": "C"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["reference"].startswith("CPI-202610-")
