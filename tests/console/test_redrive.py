"""Dead letters are sent on their way again: each once, with a reason, where the rules take them."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from console.cli import redrive as command
from schemas.base import Message
from schemas.catalogue import INTELLIGENCE_LOG
from schemas.codec import decode, encode
from schemas.enums import AuditAction
from schemas.examples import messages
from schemas.records import AuditEntry
from schemas.stages import DeadLetterStatus, Stage
from schemas.topics import ASSESSED, AUDIT, DEAD_LETTERS, INTAKE, INTELLIGENCE
from streams import clock
from streams.dead_letters import waiting_letter
from streams.envelope import Record
from streams.marks import ONLY_HEADER
from streams.outcome import Outgoing
from streams.redriving import send_on
from tests.console.conftest import Hub, one_line
from tests.console.letters import TRACE, copies, letter_of, messages_on, redriven, status_of, stuck
from tests.console.samples import name_of
from tests.forms import form

GIVEN = ("--reason", "the rules are mended", "--by", "operator 204")


def test_a_letter_is_copied_noted_and_written_down(hub: Hub) -> None:
    """To the same partition, with key, value and headers; who, when and why stand beside it."""
    letter = stuck(hub)
    (row,) = redriven(hub, "--id", letter.dead_letter_id, *GIVEN)
    (copy,) = copies(hub, letter)
    assert (row["result"], row["copied_to"]) == ("redriven", copy.place)
    assert row["causes"] == ["cpi.sources", "cpi.sanitised"]
    assert (copy.partition, (copy.key or b"").decode()) == (letter.partition, letter.reference)
    assert {name: copy.headers[name] for name in TRACE} == TRACE
    assert isinstance(decode(ASSESSED.schema, copy.value), Message)
    standing = status_of(hub, letter)
    assert (standing["status"], standing["redriven_by"]) == ("redriven", "operator 204")
    entry = next(
        each
        for each in messages_on(hub, AUDIT)
        if isinstance(each, AuditEntry) and each.audit_id == f"{letter.dead_letter_id}/redrive"
    )
    assert (entry.action, entry.actor, entry.reason) == (
        AuditAction.REDRIVE, "operator 204", "the rules are mended",
    )  # fmt: skip


def test_a_second_run_sends_nothing_again(hub: Hub) -> None:
    """By condition there is nothing left; by name one is told why not."""
    letter = stuck(hub)
    redriven(hub, "--id", letter.dead_letter_id, *GIVEN)
    (row,) = redriven(hub, "--id", letter.dead_letter_id, *GIVEN, status=1)
    assert row["result"] == "not open"
    assert row["reason"].startswith("was redriven at ")
    words = ("--stage", "redact")
    others = redriven(hub, *words, "--dry-run", status=_any_status(hub, *words))
    assert letter.dead_letter_id not in [each["dead_letter_id"] for each in others]
    assert len(copies(hub, letter)) == 1


def test_a_dry_run_says_all_and_changes_nothing(hub: Hub) -> None:
    """It needs no reason, and the letter is as open as before."""
    letter = stuck(hub)
    (row,) = redriven(hub, "--id", letter.dead_letter_id, "--dry-run")
    assert (row["result"], row["copied_to"]) == ("would be redriven", None)
    assert row["causes"] == ["cpi.sources", "cpi.sanitised"]
    assert copies(hub, letter) == []
    assert status_of(hub, letter)["status"] == "open"


def test_what_the_rules_still_refuse_stays(hub: Hub) -> None:
    """Status 1 and the reason of today; the others are sent on."""
    bad = letter_of(hub, Stage.TRIAGE, INTAKE, str(form().submission_id), b"not a form")
    ahead = form(submitted_at="2999-10-05T14:03:00+01:00")
    value = encode(INTAKE.schema, ahead)
    early = letter_of(hub, Stage.TRIAGE, INTAKE, str(ahead.submission_id), value)
    good = stuck(hub)
    ids = [word for each in (bad, early, good) for word in ("--id", each.dead_letter_id)]
    rows = redriven(hub, *ids, *GIVEN, status=1)
    assert [(each["result"], each["field"]) for each in rows] == [
        ("would fail again", None), ("would fail again", "submitted_at"), ("redriven", None),
    ]  # fmt: skip
    assert rows[0]["reason"].startswith("is not in the Confluent wire format")
    assert status_of(hub, bad)["status"] == "open"
    assert (copies(hub, bad), len(copies(hub, good))) == ([], 1)


def test_one_that_waits_follows_by_itself(hub: Hub) -> None:
    """It cannot be sent past the one before it."""
    letter = stuck(hub)
    record = Record(ASSESSED.name, 0, letter.offset + 1, b"k", b"v", {}, clock.now())
    behind = waiting_letter(record, Stage.REDACT, letter.dead_letter_id, hub.keyring, clock.now())
    hub.put(Outgoing(DEAD_LETTERS, behind))
    (row,) = redriven(hub, "--id", behind.dead_letter_id, *GIVEN, status=1)
    assert row["reason"] == f"follows by itself behind {letter.dead_letter_id}"
    listed = hub.json("dead-letters", "list")["dead_letters"]
    assert behind.dead_letter_id not in [each["dead_letter_id"] for each in listed]
    assert status_of(hub, behind)["waits_for"] == letter.dead_letter_id
    assert letter.dead_letter_id in hub.cpi("dead-letters", "list", "--all").stdout


def test_reason_stage_and_topic_pick_together(hub: Hub) -> None:
    """All that is given must hold, whatever the case of the letters."""
    letter = stuck(hub)

    def picked(*words: str) -> bool:
        rows = redriven(hub, *words, "--dry-run", status=_any_status(hub, *words))
        return letter.dead_letter_id in [each["dead_letter_id"] for each in rows]

    assert picked("--reason-like", "keyerror", "--stage", "redact", "--topic", "cpi.assessed")
    assert not picked("--reason-like", "keyerror", "--stage", "enrich")
    assert not picked("--reason-like", "no such reason")
    assert not picked("--all", "--topic", "cpi.triaged")
    assert picked("--all")


def test_a_log_goes_to_one_destination_alone(hub: Hub) -> None:
    """The copy says which; only the publish stage has destinations, and only those of the rules."""
    log = messages(INTELLIGENCE_LOG)[0].model_copy(update={"reference": name_of(form())})
    value = encode(INTELLIGENCE.schema, log)
    letter = letter_of(hub, Stage.PUBLISH, INTELLIGENCE, log.reference, value)
    chosen = ("--id", letter.dead_letter_id)
    (row,) = redriven(hub, *chosen, "--to", "sector", "--dry-run", status=1)
    assert row["reason"] == "the rules send nothing to sector"
    redriven(hub, *chosen, "--to", "mash", *GIVEN)
    (copy,) = copies(hub, letter)
    assert copy.headers[ONLY_HEADER] == b"mash"
    other = stuck(hub)
    result = hub.cpi(
        "dead-letters", "redrive", "--id", other.dead_letter_id, "--to", "sector", "--dry-run"
    )
    assert result.exit_code == 2
    assert "publish" in one_line(result)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--dry-run",), "say which"),
        (("--all",), "needs a reason"),
        (("--id", "DL-x", "--dry-run"), "no dead letter 'DL-x'"),
    ],
)
def test_a_wrong_call_is_told_in_a_line(hub: Hub, words: tuple[str, ...], said: str) -> None:
    """And nothing is done."""
    result = hub.cpi("dead-letters", "redrive", *words)
    assert result.exit_code in {1, 2}
    assert said in one_line(result)


def test_another_key_sends_nothing(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be opened cannot be copied; the key is named."""
    letter = stuck(hub)
    other = replace(hub.keyring, key_id="another")
    monkeypatch.setattr(command, "load_keyring", lambda _path: other)
    (row,) = redriven(hub, "--id", letter.dead_letter_id, *GIVEN, status=1)
    assert row["reason"].startswith("sealed with key ")
    assert copies(hub, letter) == []


def test_two_at_once_send_each_letter_once(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that began first is ended by the other, and says so."""
    letters = [stuck(hub) for _ in range(2)]
    ids = [word for each in letters for word in ("--id", each.dead_letter_id)]
    real, calls = send_on, []

    async def meanwhile(*given: Any) -> Any:  # noqa: ANN401 - passes on whatever it is given
        calls.append(given)
        if len(calls) == 2:
            # In another terminal, between the first letter and the second.
            await asyncio.to_thread(redriven, hub, *ids, *GIVEN, status=1)
        return await real(*given)

    monkeypatch.setattr(command, "send_on", meanwhile)
    result = hub.cpi("dead-letters", "redrive", *ids, *GIVEN)
    assert result.exit_code == 1
    assert "another `cpi dead-letters redrive` has begun" in one_line(result)
    assert [len(copies(hub, each)) for each in letters] == [1, 1]
    assert {status_of(hub, each)["status"] for each in letters} == {DeadLetterStatus.REDRIVEN}


def _any_status(hub: Hub, *words: str) -> int:
    """Letters of other tests may be among those that are picked, and be refused."""
    return hub.cpi("dead-letters", "redrive", *words, "--dry-run").exit_code
