"""A form's later messages wait behind a dead letter, and follow it when it has been seen to."""

import pytest

from schemas.enums import Priority
from schemas.records import DeadLetter
from schemas.reference import partition_of
from schemas.stages import DeadLetterStatus, Stage
from schemas.topics import INTELLIGENCE, SECTOR
from streams.settings import Settings
from streams.topics import config_of
from tests.forms import raw_form
from tests.integration.cluster import configure, take_up_to
from tests.integration.commands import BY, cpi, letters, redriven, states
from tests.integration.running import RunningHub, until
from tests.integration.workers import wait_until_all_is_read

pytestmark = pytest.mark.kafka

LIMIT = "max.message.bytes"


def letter_of(hub: RunningHub, reference: str, status: DeadLetterStatus) -> DeadLetter:
    """Wait for a form's dead letter of that status."""
    return hub.wait_for_dead_letter(
        lambda each: each.reference == reference and each.status is status
    )


def revise(hub: RunningHub, reference: str) -> None:
    """Assess a form again."""
    hub.assess(reference, Priority.NORMAL, rationale="somebody has asked again")


def sector_of(hub: RunningHub, reference: str) -> list[int]:
    """The revisions that the sector has of a form, in order; each of their messages came once."""
    ids = [each.message_id for each in hub.of(SECTOR, reference)]
    assert len(ids) == len(set(ids))
    revisions = [each.revision for each in hub.of(SECTOR, reference)]
    assert revisions == sorted(revisions)
    return sorted(set(revisions))


def poisoned(hub: RunningHub) -> tuple[str, DeadLetter]:
    """A form that is delivered, then has a record at publish that nothing can read."""
    (reference,) = hub.submit(raw_form())
    hub.wait_for(SECTOR, reference)
    partition = partition_of(reference, hub.settings.partitions)
    hub.send_bytes(INTELLIGENCE, reference.encode(), b"not a log", partition)
    return reference, letter_of(hub, reference, DeadLetterStatus.OPEN)


def test_a_revision_waits_behind_what_cannot_be_read(automatic_hub: RunningHub) -> None:
    """It is kept, waiting; redriving the first is refused and says why; other forms go on."""
    hub = automatic_hub
    reference, letter = poisoned(hub)
    assert (letter.stage, letter.lined) == (Stage.PUBLISH, True)
    revise(hub, reference)
    waiting = letter_of(hub, reference, DeadLetterStatus.WAITING)
    assert waiting.waits_for == letter.dead_letter_id
    row = redriven(hub, letter, status=1)
    assert row["result"] == "would fail again"
    assert row["reason"].startswith("is not in the Confluent wire format")
    (other,) = hub.submit(raw_form())
    hub.wait_for(SECTOR, other)
    wait_until_all_is_read(hub)
    assert sector_of(hub, reference) == [1]
    assert [each["status"] for each in letters(hub, reference)] == ["open", "waiting"]


def test_a_revision_goes_on_when_the_letter_is_given_up(automatic_hub: RunningHub) -> None:
    """What waited is delivered, once; the letter is no fault any more."""
    hub = automatic_hub
    reference, letter = poisoned(hub)
    revise(hub, reference)
    letter_of(hub, reference, DeadLetterStatus.WAITING)
    discard = ("dead-letters", "discard", "--id", letter.dead_letter_id, *BY)
    (row,) = cpi(hub, *discard)["letters"]
    assert row["result"] == "discarded"
    until(lambda: sector_of(hub, reference), lambda found: 2 in found, "the second revision")
    wait_until_all_is_read(hub)
    assert sector_of(hub, reference) == [1, 2]
    assert [each["status"] for each in letters(hub, reference)] == ["discarded", "redriven"]
    assert reference not in {each["reference"] for each in cpi(hub, "reconcile")["open"]}


def test_what_a_mended_topic_missed_follows_in_order(automatic_hub: RunningHub) -> None:
    """Redriven once the sector's topic takes it: each revision once, by itself, in order."""
    hub = automatic_hub
    before = states(hub)
    take_up_to(hub.options, SECTOR, 1)
    (reference,) = hub.submit(raw_form())
    letter = letter_of(hub, reference, DeadLetterStatus.OPEN)
    assert "MSG_SIZE_TOO_LARGE" in letter.reason
    revise(hub, reference)
    letter_of(hub, reference, DeadLetterStatus.WAITING)
    dead = ("dead_lettered", "sector")
    assert states(hub)[dead] == before.get(dead, 0) + 1
    configure(hub.options, SECTOR, LIMIT, config_of(SECTOR, Settings())[LIMIT])
    assert not hub.of(SECTOR, reference)
    redrive = ("dead-letters", "redrive", "--all", "--reason-like", "MSG_SIZE", *BY)
    (row,) = cpi(hub, *redrive)["letters"]
    assert (row["dead_letter_id"], row["result"]) == (letter.dead_letter_id, "redriven")
    until(lambda: sector_of(hub, reference), lambda found: 2 in found, "the second revision")
    wait_until_all_is_read(hub)
    assert sector_of(hub, reference) == [1, 2]
    assert cpi(hub, *redrive)["letters"] == []
    assert {each["status"] for each in letters(hub, reference)} == {"redriven"}
    assert states(hub).get(dead, 0) == before.get(dead, 0)
    assert states(hub)["delivered", "sector"] == before["delivered", "sector"] + 1
