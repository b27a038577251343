"""``cpi assess``: the supervisor sees the proposal, and a decision is checked before it is sent."""

import asyncio
from pathlib import Path

import pytest

from console.cli import assess as command
from schemas.assessment import Assessment
from schemas.codec import decode
from schemas.enums import DecisionStatus
from schemas.topics import ASSESSED, ASSESSMENTS, TRIAGED
from streams.outcome import Outgoing
from streams.reading import Reader
from tests.console.conftest import Hub, one_line
from tests.console.samples import assessed, name_of, proposal
from tests.forms import form


@pytest.fixture
def triaged(hub: Hub) -> str:
    """The reference of a form that waits for its assessment."""
    mine = form()
    hub.put(Outgoing(TRIAGED, proposal(mine)))
    return name_of(mine)


def assessments(hub: Hub, reference: str) -> list[object]:
    """What lies on the topic for a form."""

    async def read() -> list[object]:
        async with Reader(hub.options) as reader:
            records = [record async for record in reader.of_form(ASSESSMENTS.name, reference)]
        return [decode(ASSESSMENTS.schema, record.value) for record in records]

    return asyncio.run(read())


def test_a_decision_is_sent_after_the_proposal_is_shown(hub: Hub, triaged: str) -> None:
    """The priority and the words that made it so come first."""
    result = hub.cpi("assess", triaged.lower(), "--priority", "HIGH", "--by", "Insp. Quill")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        f"{triaged}: proposed NORMAL",
        "  vehicle_of_interest: “grey Audi” in information.narrative",
        "assessed HIGH by Insp. Quill",
    ]
    (sent,) = assessments(hub, triaged)
    assert isinstance(sent, Assessment)
    assert (sent.priority.value, sent.assessed_by) == ("HIGH", "Insp. Quill")


def test_every_option_reaches_the_topic(hub: Hub, triaged: str, tmp_path: Path) -> None:
    """District, destinations and a text of the person's own."""
    text = tmp_path / "text.txt"
    text.write_text("A car is seen.\n")
    document = hub.json(
        "assess", triaged, "--priority", "NORMAL", "--rationale", "as proposed",
        "--district", "southampton", "--destination", "mash", "--destination", "sector",
        "--sanitised-file", str(text),
    )  # fmt: skip
    (sent,) = assessments(hub, triaged)
    assert isinstance(sent, Assessment)
    assert sent.model_dump(mode="json") == document["assessment"]
    assert sent.destinations == ("mash", "sector")
    assert sent.sanitised_narrative == "A car is seen."
    assert document["proposal"]["priority"] == "NORMAL"
    assert document["supersedes"] is None
    assert document["place"].startswith("cpi.assessments/")


def test_a_dry_run_sends_nothing(hub: Hub, triaged: str) -> None:
    """Checked and shown, no more."""
    document = hub.json("assess", triaged, "--priority", "HIGH", "--dry-run")
    assert (document["dry_run"], document["place"]) == (True, None)
    assert assessments(hub, triaged) == []


def test_a_second_decision_needs_a_rationale(hub: Hub, triaged: str) -> None:
    """It supersedes the first: one line, status 1; with a rationale it goes."""
    mine = form(submission_id=str(_submission(hub, triaged)))
    hub.put(Outgoing(ASSESSED, assessed(mine)))
    result = hub.cpi("assess", triaged, "--priority", "HIGH")
    assert result.exit_code == 1
    assert "--rationale" in one_line(result)
    assert assessments(hub, triaged) == []
    document = hub.json("assess", triaged, "--priority", "HIGH", "--rationale", "a knife seen")
    assert document["supersedes"]["decided_by"] == "Insp. Quill"
    assert document["supersedes"]["revision"] == 1


def test_the_first_decision_after_the_clock_needs_no_rationale(hub: Hub, triaged: str) -> None:
    """What went out not yet assessed is nobody's decision."""
    mine = form(submission_id=str(_submission(hub, triaged)))
    hub.put(Outgoing(ASSESSED, assessed(mine, DecisionStatus.NOT_YET_ASSESSED)))
    assert hub.cpi("assess", triaged, "--priority", "HIGH").exit_code == 0


def test_an_unknown_form_is_found_wrong(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a short wait: status 1, one line."""
    monkeypatch.setattr(command, "_ARRIVAL_SECONDS", 0.2)
    result = hub.cpi("assess", name_of(form()), "--priority", "HIGH")
    assert result.exit_code == 1
    assert "has been triaged" in one_line(result)


def _submission(hub: Hub, reference: str) -> object:
    async def read() -> object:
        async with Reader(hub.options) as reader:
            records = [record async for record in reader.of_form(TRIAGED.name, reference)]
        found = decode(TRIAGED.schema, records[0].value)
        return getattr(found, "submission_id", None)

    return asyncio.run(read())
