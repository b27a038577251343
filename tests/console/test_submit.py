"""``cpi submit``: all forms or none, and a receipt for each."""

import asyncio
import json
import threading
import time
from pathlib import Path

import pytest

from schemas.enums import ReceiptStatus
from schemas.reference import reference_of
from schemas.topics import INTAKE, RECEIPTS
from streams.outcome import Outgoing
from streams.reading import Reader
from tests.console.conftest import Cpi, Hub, one_line
from tests.console.samples import name_of, receipt
from tests.forms import form, raw_form


def lines(path: Path, *forms: object) -> str:
    """Write forms as JSON lines; give the file's name."""
    path.write_text("".join(f"{json.dumps(each)}\n" for each in forms))
    return str(path)


def test_forms_are_sent_with_their_references(hub: Hub, tmp_path: Path) -> None:
    """One record a form on the intake topic, and the name by which the hub will know it."""
    one, two = form(), form()
    file = lines(tmp_path / "forms.jsonl", *(json.loads(f.model_dump_json()) for f in (one, two)))
    document = hub.json("submit", file)
    assert [each["reference"] for each in document["submitted"]] == [name_of(one), name_of(two)]
    assert [each["line"] for each in document["submitted"]] == [1, 2]
    assert all(each["place"].startswith("cpi.intake/") for each in document["submitted"])
    assert hub.sent(str(one.submission_id)) == 1


def test_a_form_comes_from_standard_input(hub: Hub) -> None:
    """``-``, and a line a form for a person to read."""
    raw = raw_form()
    result = hub.cpi("submit", "-", stdin=json.dumps(raw))
    assert result.exit_code == 0
    assert result.stdout.startswith("CPI-202610-")
    assert hub.sent(raw["submission_id"]) == 1


def test_a_dry_run_sends_nothing_and_needs_no_cluster(cpi: Cpi, tmp_path: Path) -> None:
    """Checked, named, not sent."""
    file = lines(tmp_path / "forms.jsonl", raw_form())
    document = json.loads(cpi("submit", file, "--dry-run", "--json").stdout)
    assert document["dry_run"] is True
    assert document["submitted"][0]["place"] is None
    assert "would be sent" in cpi("submit", file, "--dry-run").stdout


def test_one_bad_form_stops_all_and_is_named_by_file_line_and_field(
    hub: Hub, tmp_path: Path
) -> None:
    """Status 1, and the good form beside it is not on the topic."""
    good, bad = raw_form(), raw_form(submitted_at="2026-10-05T14:03:00")
    file = lines(tmp_path / "forms.jsonl", good, bad)
    result = hub.cpi("submit", file)
    assert result.exit_code == 1
    line = one_line(result)
    assert f"{file}, line 2: submitted_at" in line
    assert "nothing was sent" in line
    assert hub.sent(good["submission_id"]) == 0


def test_faults_come_as_json_too(cpi: Cpi, tmp_path: Path) -> None:
    """A program finds every fault in one document."""
    file = lines(tmp_path / "forms.jsonl", raw_form(colour="red"), {"submission_id": 7})
    result = cpi("submit", file, "--json")
    assert result.exit_code == 1
    faults = json.loads(result.stdout)["faults"]
    assert {"file": file, "line": 1, "field": "colour", "reason": "is an unknown field"} in faults
    assert {each["line"] for each in faults} == {1, 2}


def test_one_id_with_two_contents_is_refused(cpi: Cpi, tmp_path: Path) -> None:
    """The hub would refuse the second; the same form twice it would not."""
    raw = raw_form()
    file = lines(tmp_path / "forms.jsonl", raw, raw, {**raw, "immediate_danger": True})
    result = cpi("submit", file)
    assert result.exit_code == 1
    assert "line 3: submission_id was seen before" in one_line(result)


@pytest.mark.parametrize("text", ["", " \n\n", "not json", "[]", "\udcff"])
def test_a_file_that_is_no_form_is_one_line(cpi: Cpi, tmp_path: Path, text: str) -> None:
    """Empty, not JSON, not an object, not UTF-8."""
    file = tmp_path / "forms.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    result = cpi("submit", str(file))
    assert result.exit_code in {1, 2}
    assert "forms.json" in one_line(result)


def test_the_receipts_of_just_these_forms_are_waited_for(hub: Hub) -> None:
    """The answer to an earlier submission of the same form is not taken for this one's."""
    mine = form()
    hub.put(Outgoing(RECEIPTS, receipt(mine, "cpi.intake/0/999999", ReceiptStatus.REJECTED)))
    answering = threading.Thread(target=_answer, args=(hub, str(mine.submission_id)))
    answering.start()
    result = hub.cpi("submit", "-", "--wait", "20", "--json", stdin=mine.model_dump_json())
    answering.join()
    assert result.exit_code == 0, result.output
    row = json.loads(result.stdout)["submitted"][0]
    assert row["receipt"] == {
        "status": "accepted", "reason": None, "field": None, "advice": None,
    }  # fmt: skip


def test_a_receipt_that_does_not_come_is_found_wrong(hub: Hub) -> None:
    """Nobody answers: status 1 after the wait. One for the same place on a topic of old does not.

    The second submission lies behind the first: both have the same key.
    """
    raw = json.dumps(raw_form())
    first = json.loads(hub.cpi("submit", "-", "--json", stdin=raw).stdout)["submitted"][0]["place"]
    topic, partition, offset = first.split("/")
    hub.put(Outgoing(RECEIPTS, receipt(form(), f"{topic}/{partition}/{int(offset) + 1}")))
    result = hub.cpi("submit", "-", "--wait", "0.5", "--json", stdin=raw)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["submitted"][0]["receipt"] is None


def _answer(hub: Hub, submission_id: str) -> None:
    """Answer a submission as the desk would, once it is on the intake topic."""

    async def place() -> str | None:
        async with Reader(hub.options) as reader:
            async for record in reader.all(INTAKE.name):
                if record.key == submission_id.encode():
                    return record.place
        return None

    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        found = asyncio.run(place())
        if found:
            sent = form(submission_id=submission_id)
            assert name_of(sent) == reference_of(sent.submission_id, sent.submitted_at)
            hub.put(Outgoing(RECEIPTS, receipt(sent, found)))
            return
        time.sleep(0.2)
