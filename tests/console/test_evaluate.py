"""``cpi evaluate``: the rules measured on labelled forms, without a broker."""

import json
from pathlib import Path
from typing import Any

import pytest

from console.cli import evaluate
from rules.evaluation_cases import parse_cases
from tests.console.conftest import Cpi, one_line

LABELLED = """
[[case]]
id = "t-01"
writer = "school, short"
tests = "labels that the rules cannot meet"
[case.form]
submission_id = "0b7e6d0e-6c1e-4a0e-9a53-3f4d2f0c9a11"
submitted_at = 2126-10-05T14:03:00+01:00
[case.form.submitter]
name = "Moira Tanfield"
organisation = "Elmwick Vale School"
agency_type = "education"
email = "m.tanfield@elmwickvale.example"
[case.form.source]
how_known = "saw_or_heard"
[case.form.information]
theme = "other"
narrative = "A grey Audi HX19 KLD stops at SO14 0JT most evenings, Moira Tanfield says."
[case.expected]
priority = "HIGH"
why = "so that it is missed"
destinations = ["sector"]
district = "southampton"
gone = ["Moira Tanfield", "grey Audi"]
stay = ["HX19 KLD", "Moira"]
entities = [
  {type = "vehicle", canonical = "HX19KLD"},
  {type = "postcode", canonical = "SO14 0JT"},
  {type = "imei", canonical = "490154203237518"},
]
"""
WORDS = ("grey audi", "moira", "490154203237518", "so that it is missed", "hx19")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one form of either part."""
    other = LABELLED.replace("t-01", "t-02").replace("9a11", "9a12")
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "look-t.toml").write_text(LABELLED)
    (tmp_path / "set" / "end-t.toml").write_text(other)
    return tmp_path / "set"


def measured(cpi: Cpi, *words: str) -> dict[str, Any]:
    """Evaluate; give the document."""
    result = cpi("evaluate", "--json", *words)
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert isinstance(document, dict)
    return document


def test_the_figures_of_a_set(cpi: Cpi, folder: Path) -> None:
    """Priority, destinations, district, redaction, entities and time, in one document."""
    document = measured(cpi, "--set", str(folder))
    assert (document["part"], document["forms"]) == ("all", 2)
    assert (document["held"], document["refused"]) == (0, 0)
    assert next(iter(document["priority"]["classes"])) == "HIGH"
    assert document["priority"]["classes"]["HIGH"]["recall"] == 0
    assert document["priority"]["classes"]["CRIME"]["recall"] is None
    assert document["priority"]["confusion"]["HIGH"]["NORMAL"] == 2
    assert document["destinations"]["exact"] == 1
    assert document["destinations"]["each"]["sector"]["f1"] == 1
    assert document["district"] == {"accuracy": 1}
    assert document["redaction"] == {
        "without_leak": 0, "gone": 4, "leaks": 2, "kept": 0.5, "stay": 4, "losses": 2,
    }  # fmt: skip
    assert document["entities"]["types"]["vehicle"]["f1"] == 1
    assert document["entities"]["fixed_format"]["recall"] == pytest.approx(2 / 3)
    assert document["entities"]["aliases"] == {"expected": 0, "found": 0}
    assert 0 < document["time"]["median_ms"] <= document["time"]["ninety_ms"]
    assert (document["time"]["usual_median_ms"], document["time"]["usual_forms"]) == (None, 0)


def test_the_strings_are_shown_of_the_part_to_look_at(cpi: Cpi, folder: Path) -> None:
    """What leaked, what was lost, which entity, and why the priority is another."""
    document = measured(cpi, "--set", str(folder), "--part", "look")
    assert document["forms"] == 1
    wrong = {each["kind"]: each for each in document["wrong"]}
    assert wrong["priority"]["detail"] == ["expected HIGH, got NORMAL"]
    assert wrong["priority"]["why"] == "so that it is missed"
    assert wrong["leak"] | {"why": None} == {
        "id": "t-01", "kind": "leak", "count": 1, "detail": ["grey Audi"], "why": None,
    }  # fmt: skip
    assert wrong["loss"]["detail"] == ["Moira"]
    assert wrong["entity missed"]["detail"] == ["imei 490154203237518"]


@pytest.mark.parametrize("extra", [(), ("--json",)])
def test_no_text_of_the_part_held_back_is_shown(
    cpi: Cpi, folder: Path, extra: tuple[str, ...]
) -> None:
    """Its ids and kinds of faults alone, in the table and in the document."""
    result = cpi("evaluate", "--set", str(folder / "end-t.toml"), *extra)
    assert result.exit_code == 0
    assert "t-02" in result.stdout
    assert "leak" in result.stdout
    assert not [word for word in WORDS if word in result.stdout.lower()]


def test_a_person_reads_tables(cpi: Cpi, folder: Path) -> None:
    """HIGH first; every part of the figures; each wrong case."""
    result = cpi("evaluate", "--set", str(folder / "look-t.toml"))
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[0] == "1 forms, 0 held, 0 refused"
    assert lines[3] == "HIGH 0.000 - 0.000 1 0 0 1"
    assert "HIGH 0 0 1 0 0" in lines
    assert "exactly the right destinations: 1.000" in lines
    assert "the right district: 1.000" in lines
    assert "forms without a leak: 0.000 (1 of 2 strings leak)" in lines
    assert "kept of what must stay: 0.500 (1 of 2 strings are lost)" in lines
    assert "all of a fixed format 0.667 1.000 0.800 3 2 0 1" in lines
    assert "of 150 to 250 words: median - ms (0 forms)" in lines
    assert "t-01 priority 1 expected HIGH, got NORMAL (why: so that it is missed)" in lines
    assert "t-01 leak 1 grey Audi" in lines


def test_it_measures_what_try_gives(cpi: Cpi, tmp_path: Path) -> None:
    """A form labelled with what `cpi try` says of it has nothing wrong."""
    right = LABELLED.replace('"HIGH"', '"NORMAL"').replace(', "grey Audi"', "")
    right = right.replace(', "Moira"', "").replace("2126", "2026")
    right = "\n".join(line for line in right.splitlines() if "imei" not in line)
    file = tmp_path / "look-t.toml"
    file.write_text(right)
    form = parse_cases([(file.name, right)])[0].case.form
    tried = json.loads(cpi("try", "-", "--json", stdin=form.model_dump_json()).stdout)
    assert tried["proposal"]["priority"] == "NORMAL"
    assert (tried["destinations"], tried["district"]) == (["sector"], "southampton")
    assert {each["canonical"] for each in tried["entities"]} == {"HX19KLD", "SO14 0JT"}
    result = cpi("evaluate", "--set", str(file))
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "nothing is wrong")


def test_a_wrong_file_is_one_line_that_names_file_case_and_field(cpi: Cpi, folder: Path) -> None:
    """Status 2; nothing is measured."""
    (folder / "look-t.toml").write_text(LABELLED.replace('"HIGH"', '"URGENT"'))
    result = cpi("evaluate", "--set", str(folder))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "look-t.toml, case t-01: expected.priority should be one of" in one_line(result)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--set", "nonesuch"), "nonesuch cannot be read"),
        (("--set", "empty"), "empty holds no *.toml"),
        (("--set", "latin.toml"), "latin.toml cannot be read (it is no UTF-8 text)"),
        (("--set", "look.toml", "--part", "end"), "of the part end"),
        (("--set", "look.toml", "--set", "look.toml"), "is there twice"),
        (("--part", "both"), "--part"),
    ],
)
def test_a_wrong_call_is_one_line(
    cpi: Cpi, tmp_path: Path, words: tuple[str, ...], named: str
) -> None:
    """Status 2, and what is wrong."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "latin.toml").write_bytes(b"\xe9")
    (tmp_path / "look.toml").write_text(LABELLED)
    result = cpi("evaluate", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert named in one_line(result)


def test_outside_a_checkout_it_asks_for_a_set(
    cpi: Cpi, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The set of the checkout is taken where there is one."""
    monkeypatch.setattr(evaluate, "CHECKOUT", folder)
    assert measured(cpi)["forms"] == 2
    monkeypatch.setattr(evaluate, "CHECKOUT", folder / "nonesuch")
    result = cpi("evaluate")
    assert result.exit_code == 2
    assert "--set FOLDER" in one_line(result)


def test_the_set_of_the_checkout_can_be_used() -> None:
    """Every file of it is whole; both parts are there; at least 150 forms."""
    files = sorted(evaluate.CHECKOUT.glob("*.toml"))
    filed = parse_cases([(path.name, path.read_text(encoding="utf-8")) for path in files])
    assert len(filed) >= 150
    assert {each.held_back for each in filed} == {True, False}
