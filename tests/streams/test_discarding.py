"""A letter that is given up lets its line go on; its record is not tried again."""

import pytest

from schemas.enums import AuditAction
from schemas.records import DeadLetter
from schemas.reference import partition_of
from schemas.rejection import Rejection
from schemas.stages import DeadLetterStatus, Stage
from schemas.topics import ASSESSED, DEAD_LETTERS, INTAKE
from streams.dead_letters import dead_letter, refused_letter
from streams.discarding import discard_entry, discarded, release_of
from streams.envelope import Record
from streams.marks import DISCARD_HEADER
from streams.outcome import Copy, Outgoing
from tests.streams.parking_world import FORM, KEYRING, START, World, blocked

WHY = "nothing can read it"


async def give_up_first(world: World) -> DeadLetter:
    """Do what `cpi dead-letters discard` does with the open letter, but for the audit."""
    letters = await world.topics.letters()
    (letter,) = [each for each in letters if each.status is DeadLetterStatus.OPEN]
    release = release_of(letter)
    assert release is not None
    world.topics.put(release)
    state = discarded(letter, "operator 204", WHY, world.topics.now())
    world.topics.put(Outgoing(DEAD_LETTERS, state))
    return state


async def test_who_waits_goes_on_without_the_one_given_up() -> None:
    """In order, each once; the form is free again, and the letter stays given up."""
    world = await blocked()
    given_up = await give_up_first(world)
    await world.run()
    assert world.done == ["a2", "a3"]
    assert world.tried["a1"] == 1
    line = world.topics.line()
    assert line is not None
    assert not line.letters
    world.topics.form("a4")
    await world.run()
    assert world.done == ["a2", "a3", "a4"]
    first, *rest = await world.topics.letters()
    assert first == given_up
    assert {each.status for each in rest} == {DeadLetterStatus.REDRIVEN}


@pytest.mark.parametrize("lags", [False, True], ids=["committed at once", "commits lag"])
@pytest.mark.parametrize("stop", range(1, 9))
async def test_a_stop_after_any_write_loses_nobody(stop: int, *, lags: bool) -> None:
    """What is read again finds itself done."""
    world = await blocked()
    world.lags = lags
    await give_up_first(world)
    if await world.run(stop):
        await world.run()
    line = world.topics.line()
    assert line is not None
    assert not line.letters
    assert list(dict.fromkeys(world.done)) == ["a2", "a3"]
    assert world.tried["a1"] == 1


async def test_the_word_to_go_on_counts_once() -> None:
    """A second one, later, lets nobody overtake."""
    world = await blocked()
    state = await give_up_first(world)
    world.fails = lambda value, _tried: value == "a2"
    await world.run()
    again = release_of(state)
    assert again is not None
    world.topics.put(again)
    await world.run()
    assert world.done == []
    line = world.topics.line()
    assert line is not None
    assert len(line.letters) == 2


async def test_the_header_alone_skips_nothing() -> None:
    """A record that is no copy of a letter is processed, whatever its headers say."""
    world = World()
    partition = partition_of(FORM, world.topics.count)
    headers = {DISCARD_HEADER: b"1"}
    world.topics.put(Copy(ASSESSED.name, partition, FORM.encode(), b"a1", headers))
    await world.run()
    assert world.done == ["a1"]


def test_nobody_waits_behind_bad_input() -> None:
    """Then there is nothing to let go."""
    record = Record(INTAKE.name, 0, 7, b"k", b"v", {}, START)
    letter = dead_letter(record, Stage.TRIAGE, Rejection("is odd"), KEYRING, START)
    assert release_of(letter) is None
    mine = Record(ASSESSED.name, 0, 7, FORM.encode(), b"v", {}, START)
    refused = refused_letter(dead_letter(mine, Stage.REDACT, Rejection("x"), KEYRING, START))
    assert release_of(refused) is None


def test_the_audit_says_who_and_why() -> None:
    """One entry for a letter, however often it is written."""
    record = Record(ASSESSED.name, 0, 7, FORM.encode(), b"v", {}, START)
    letter = dead_letter(record, Stage.REDACT, Rejection("x"), KEYRING, START)
    entry = discard_entry(letter, "operator 204", WHY, START)
    assert (entry.audit_id, entry.reference) == (f"{letter.dead_letter_id}/discard", FORM)
    assert (entry.action, entry.actor, entry.reason) == (AuditAction.DISCARD, "operator 204", WHY)
    assert discarded(letter, "x", WHY, START).event_id == f"{letter.dead_letter_id}/discarded"
