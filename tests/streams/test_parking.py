"""Later records of a form wait behind a dead-lettered one, and follow it."""

from datetime import timedelta

import pytest

from schemas.codec import decode
from schemas.records import DeadLetter, WaitingLine
from schemas.stages import DeadLetterStatus, Stage
from schemas.topics import ASSESSED, DEAD_LETTERS, INTAKE, PARKING, SANITISED
from streams.dead_letters import dead_letter, refused_letter
from streams.envelope import Record
from streams.marks import REDRIVE_HEADER, mark_of
from streams.outcome import Copy, Outgoing
from streams.parking import Turn, Verdict
from streams.redriving import copy_of
from tests.streams.parking_world import (
    FAULT,
    FORM,
    KEYRING,
    OTHER,
    OTHER_KEY,
    STAGE,
    START,
    World,
    blocked,
    failing,
    parking_on,
    redriven_head,
)


async def test_later_records_of_the_form_wait_and_no_others() -> None:
    """Each has a letter that says behind which it stands."""
    world = failing("a1")
    for value, reference in (("a1", FORM), ("b1", OTHER), ("a2", FORM), ("a3", FORM)):
        world.topics.form(value, reference)
    await world.run()
    assert world.done == ["b1"]
    first, second, third = await world.topics.letters()
    assert [each.status for each in (first, second, third)] == [
        DeadLetterStatus.OPEN, DeadLetterStatus.WAITING, DeadLetterStatus.WAITING,
    ]  # fmt: skip
    assert (second.waits_for, third.waits_for) == (first.dead_letter_id, second.dead_letter_id)
    assert [each.attempt for each in (first, second, third)] == [1, 0, 0]


async def test_who_waited_follows_by_itself_in_order() -> None:
    """One redrive by a person sends all of them on, and the form is free again."""
    world = await blocked()
    assert await world.redrive() == 1
    world.fails = lambda _value, _tried: False
    await world.run()
    assert world.done == ["a1", "a2", "a3"]
    world.topics.form("a4")
    await world.run()
    assert world.done[-1] == "a4"
    assert {each.status for each in await world.topics.letters()} == {DeadLetterStatus.REDRIVEN}


async def test_what_fails_again_keeps_its_place() -> None:
    """A new letter at the head, with a higher attempt; the others go on waiting."""
    world = await blocked()
    (first, *_) = await world.topics.letters()
    await world.redrive()
    await world.run()
    again = next(x for x in await world.topics.letters() if x.status is DeadLetterStatus.OPEN)
    assert (again.attempt, again.first_id) == (2, first.dead_letter_id)
    line = world.topics.line()
    assert line is not None
    assert line.letters[0].dead_letter_id == again.dead_letter_id
    assert len(line.letters) == 3
    assert world.done == []


async def test_a_follower_goes_back_as_it_came() -> None:
    """Key, value, headers and partition of the original, and the mark beside them."""
    world = failing("a1")
    world.topics.form("a1")
    kept = world.topics.form("x")
    item = Copy(kept.topic, kept.partition, kept.key, b"a2", {"traceparent": b"00-1"})
    world.topics.held[kept.topic, kept.partition].pop()
    original = world.topics.put(item)
    await world.run()
    parking, copy = parking_on(world), await redriven_head(world)
    outcome = await parking.passed(STAGE, copy)
    assert outcome is not None
    follower = outcome.groups[0][0]
    assert isinstance(follower, Copy)
    assert (follower.key, follower.value, follower.partition) == (
        original.key, original.value, original.partition,
    )  # fmt: skip
    assert follower.headers["traceparent"] == b"00-1"
    assert REDRIVE_HEADER in follower.headers


async def test_the_letter_is_there_before_the_line_and_the_copy_before_the_shorter_line() -> None:
    """The order of the groups is what makes a stop between them harmless."""
    world = failing("a1")
    parking, record = parking_on(world), world.topics.form("a1")
    await parking.look(STAGE, record)
    letter = dead_letter(record, STAGE, FAULT, KEYRING, START)
    (letters, lines) = parking.park(STAGE, record, letter).groups
    assert letters == (Outgoing(DEAD_LETTERS, letter),)
    assert [each.topic for each in lines if isinstance(each, Outgoing)] == [PARKING]
    world = await blocked()
    passed = await parking_on(world).passed(STAGE, await redriven_head(world))
    assert passed is not None
    assert isinstance(passed.groups[0][0], Copy)
    assert [each.topic for each in passed.groups[1] if isinstance(each, Outgoing)] == [PARKING]


async def test_a_copy_that_comes_twice_is_done_once() -> None:
    """Out of the line it is a repeat, whether others wait or not."""
    world = await blocked()
    copy = await redriven_head(world)
    await world.run()
    assert (await parking_on(world).look(STAGE, copy)).turn is Turn.REPEAT


@pytest.mark.parametrize(
    ("stage", "topic", "key"),
    [
        (Stage.TRIAGE, INTAKE.name, FORM.encode()),
        (Stage.ASSESS, "cpi.assessments", FORM.encode()),
        (Stage.REDACT, ASSESSED.name, None),
        (Stage.REDACT, ASSESSED.name, b"no reference"),
    ],
)
async def test_where_there_is_no_line_none_is_looked_for(
    stage: Stage, topic: str, key: bytes | None
) -> None:
    """The record goes, its letter stands alone, and nobody follows it."""
    world = World()
    record = Record(topic, 0, 0, key, b"a1", {}, START)
    parking = parking_on(world)
    assert await parking.look(stage, record) == Verdict(Turn.GO)
    letter = dead_letter(record, stage, FAULT, KEYRING, START)
    assert parking.park(stage, record, letter).groups == ((Outgoing(DEAD_LETTERS, letter),),)
    assert await parking.passed(stage, record) is None
    assert world.topics.reads == []


async def test_lines_of_different_stages_have_nothing_to_do_with_one_another() -> None:
    """What waits to be redacted does not hold up what is to be enriched."""
    world = await blocked()
    report = Record(SANITISED.name, 0, 0, FORM.encode(), b"s1", {}, START)
    assert (await parking_on(world).look(Stage.ENRICH, report)).turn is Turn.GO


async def test_what_is_refused_holds_nobody_up() -> None:
    """Bad input was answered; and where it stood at the head of a line, the next one follows."""
    world = await blocked()
    parking, copy = parking_on(world), await redriven_head(world)
    await parking.look(STAGE, copy)
    letter = refused_letter(dead_letter(copy, STAGE, FAULT, KEYRING, START))
    assert parking.park(STAGE, copy, letter).groups == ((Outgoing(DEAD_LETTERS, letter),),)
    passed = await parking.passed(STAGE, copy)
    assert passed is not None
    assert isinstance(passed.groups[0][0], Copy)


async def test_a_redriven_refused_record_waits_like_any_other() -> None:
    """It was in no line, so it is no repeat where it is not found in one."""
    world = await blocked()
    record = Record(ASSESSED.name, 0, 0, FORM.encode(), b"x", {}, START)
    letter = refused_letter(dead_letter(record, STAGE, FAULT, KEYRING, START))
    copy = copy_of(letter, KEYRING)
    placed = Record(ASSESSED.name, 0, 99, copy.key, copy.value, copy.headers, START)
    assert mark_of(placed) is not None
    assert (await parking_on(world).look(STAGE, placed)).turn is Turn.WAIT
    assert (await parking_on(World()).look(STAGE, placed)).turn is Turn.GO


async def test_who_cannot_be_opened_is_left_to_a_person() -> None:
    """Another key sealed it: it is open at the head of the line, and nothing after it passes."""
    world = await blocked()
    passed = await parking_on(world, OTHER_KEY).passed(STAGE, await redriven_head(world))
    assert passed is not None
    ((left,), (line,)) = passed.groups
    assert isinstance(left, Outgoing)
    assert isinstance(line, Outgoing)
    assert isinstance(left.message, DeadLetter)
    assert (left.message.status, left.message.waits_for) == (DeadLetterStatus.OPEN, None)
    assert isinstance(line.message, WaitingLine)
    assert line.message.letters[0].dead_letter_id == left.message.dead_letter_id


async def test_who_waits_is_found_though_the_clocks_are_far_apart() -> None:
    """The worker's clock was an hour ahead of the broker's when it made the letter."""
    world = await blocked()
    for records in world.topics.held.values():
        records[:] = [x._replace(appended_at=x.appended_at - timedelta(hours=1)) for x in records]
    passed = await parking_on(world).passed(STAGE, await redriven_head(world))
    assert passed is not None
    assert isinstance(passed.groups[0][0], Copy)


async def test_who_is_not_kept_any_more_is_passed_over() -> None:
    """Retention has taken its letter; the one after it follows."""
    world = await blocked()
    _, second, third = await world.topics.letters()
    for records in world.topics.held.values():
        records[:] = [x for x in records if x.topic != DEAD_LETTERS.name or _is_not(second, x)]
    passed = await parking_on(world).passed(STAGE, await redriven_head(world))
    assert passed is not None
    (follower, note) = passed.groups[0]
    assert isinstance(follower, Copy)
    assert isinstance(note, Outgoing)
    assert note.message.event_id == f"{third.dead_letter_id}/redriven"


def _is_not(letter: DeadLetter, record: Record) -> bool:
    found = decode(DEAD_LETTERS.schema, record.value)
    return isinstance(found, DeadLetter) and found.dead_letter_id != letter.dead_letter_id
