"""A dead letter that can never pass is given up: with a reason, written down, and counted."""

from typing import Any

import pytest

from schemas.codec import encode
from schemas.enums import AuditAction
from schemas.records import AuditEntry
from schemas.stages import Stage
from schemas.topics import AUDIT, INTAKE, INTELLIGENCE
from streams import clock
from streams.marks import DISCARD_HEADER
from tests.console.conftest import Hub, one_line
from tests.console.letters import (
    copies,
    letter_of,
    messages_on,
    redriven,
    status_of,
    stuck,
)
from tests.console.test_reconcile import Since, accepted, counts
from tests.forms import form

pytestmark = pytest.mark.kafka

WHY = "nothing can read it"
GIVEN = ("--reason", WHY, "--by", "operator 204")


def discarded(hub: Hub, *words: str, status: int = 0) -> list[dict[str, Any]]:
    """Run the command; gives what became of each letter."""
    rows: list[dict[str, Any]] = hub.json("dead-letters", "discard", *words, status=status)[
        "letters"
    ]
    return rows


def test_a_letter_is_given_up_noted_and_written_down(hub: Hub) -> None:
    """Its line is told by an empty record at its place; who, when and why stand beside it."""
    letter = stuck(hub)
    (row,) = discarded(hub, "--id", letter.dead_letter_id, *GIVEN)
    assert (row["result"], row["reference"], row["reason"]) == ("discarded", letter.reference, None)
    (release,) = copies(hub, letter)
    assert (release.partition, release.value) == (letter.partition, None)
    assert (release.key or b"").decode() == letter.reference
    assert DISCARD_HEADER in release.headers
    standing = status_of(hub, letter)
    assert (standing["status"], standing["discarded_by"]) == ("discarded", "operator 204")
    assert standing["discarded_because"] == WHY
    entry = next(
        each
        for each in messages_on(hub, AUDIT)
        if isinstance(each, AuditEntry) and each.audit_id == f"{letter.dead_letter_id}/discard"
    )
    assert (entry.action, entry.actor, entry.reason) == (AuditAction.DISCARD, "operator 204", WHY)


def test_what_was_given_up_stays_so(hub: Hub) -> None:
    """Neither a second discard nor a redrive does anything with it, and both say why."""
    letter = stuck(hub)
    chosen = ("--id", letter.dead_letter_id)
    discarded(hub, *chosen, *GIVEN)
    (again,) = discarded(hub, *chosen, *GIVEN, status=1)
    (sent,) = redriven(hub, *chosen, *GIVEN, status=1)
    for row in (again, sent):
        assert row["result"] == "not open"
        assert row["reason"].startswith("was discarded at ")
    assert len(copies(hub, letter)) == 1
    listed = hub.json("dead-letters", "list")["dead_letters"]
    assert letter.dead_letter_id not in [each["dead_letter_id"] for each in listed]


def test_a_dry_run_changes_nothing(hub: Hub) -> None:
    """It needs no reason."""
    letter = stuck(hub)
    (row,) = discarded(hub, "--id", letter.dead_letter_id, "--dry-run")
    assert row["result"] == "would be discarded"
    assert (copies(hub, letter), status_of(hub, letter)["status"]) == ([], "open")


def test_behind_bad_input_nobody_has_to_be_let_go(hub: Hub) -> None:
    """A submission stands in no line: only the notes are written."""
    letter = letter_of(hub, Stage.TRIAGE, INTAKE, str(form().submission_id), b"not a form")
    discarded(hub, "--id", letter.dead_letter_id, *GIVEN)
    assert copies(hub, letter) == []
    assert status_of(hub, letter)["status"] == "discarded"


def test_reconcile_counts_it_as_closed_with_the_reason(hub: Hub) -> None:
    """Dead-lettered before; the empty record is nothing wrong."""
    since = Since(hub, clock.now().isoformat())
    made = accepted(since, form())
    value = encode(INTELLIGENCE.schema, made.log)
    letter = letter_of(hub, Stage.PUBLISH, INTELLIGENCE, made.log.reference, value)
    places = ("mash", "sector")
    assert counts(since.report()) == {("dead_lettered", each): 1 for each in places}
    discarded(hub, "--id", letter.dead_letter_id, *GIVEN)
    report = since.report()
    assert counts(report) == {("closed", each): 1 for each in places}
    assert {each["reason"] for each in report["counts"]} == {f"discarded: {WHY}"}
    assert report["open"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--dry-run",), "say which"),
        (("--id", "DL-x"), "needs a reason"),
        (("--id", "DL-x", "--dry-run"), "no dead letter 'DL-x'"),
    ],
)
def test_a_wrong_call_is_told_in_a_line(hub: Hub, words: tuple[str, ...], said: str) -> None:
    """And nothing is done."""
    result = hub.cpi("dead-letters", "discard", *words)
    assert result.exit_code in {1, 2}
    assert said in one_line(result)
