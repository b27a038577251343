"""Lets later records of a form wait behind a dead-lettered one, and follow it when it is redriven.

A line for each form and stage, on a compacted topic. What is written, and in which order, is such
that after a stop between any two writes reading again loses nobody and blocks nobody: a letter is
there before the line that names it, and a follower's copy before the line that lets it go first.
The stops one by one: ``tests/streams/test_parking_stops.py``.
"""

import asyncio
import logging
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from schemas.base import Message
from schemas.catalogue import Schema
from schemas.codec import decode
from schemas.ids import SchemaIds
from schemas.records import DeadLetter, Waiting, WaitingLine
from schemas.reference import partition_of
from schemas.rejection import Rejection
from schemas.stages import DeadLetterStatus, Stage
from schemas.topics import DEAD_LETTERS, PARKING
from streams import clock
from streams.dead_letters import LINED, reference_of_record
from streams.envelope import Record
from streams.errors import HubError
from streams.marks import mark_of
from streams.outcome import Copy, Outcome, Outgoing, then
from streams.reading import Reader
from streams.redriving import copy_of, redriven
from streams.sealing import Keyring, SealingError

log = logging.getLogger(__name__)

FOLLOWER = "follows in its line"
"""Who redrives a letter that waited."""

# The worker stamps a letter and the broker its record: so far may their clocks be apart.
_CLOCKS_APART = timedelta(minutes=5)

M = TypeVar("M", bound=Message)


class ParkingError(HubError):
    """A record that the lines stand on cannot be read; the text is one line."""


class Turn(StrEnum):
    """What to do with a record."""

    GO = "process it"
    WAIT = "dead-letter it, it waits"
    REPEAT = "nothing: it is in its line, or was processed"


@dataclass(frozen=True)
class Verdict:
    """Whose turn it is; ``behind`` is the letter that one who waits stands behind."""

    turn: Turn
    behind: str = ""


_GO, _REPEAT = Verdict(Turn.GO), Verdict(Turn.REPEAT)


@dataclass
class _Memory:
    """The lines that are not empty, by key, of the partitions that are ``known``."""

    lines: dict[str, WaitingLine] = field(default_factory=dict)
    locks: dict[int, asyncio.Lock] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)
    spread: int = 1

    def line(self, stage: Stage, reference: str) -> WaitingLine | None:
        """The line of a form at a stage, perhaps empty; null where its partition is not known."""
        if partition_of(reference, self.spread) not in self.known:
            return None
        empty = WaitingLine(reference=reference, stage=stage, upto=-1)
        return self.lines.get(empty.record_key, empty)

    def put(self, line: WaitingLine) -> None:
        """Remember a line; an empty one is none."""
        if line.letters:
            self.lines[line.record_key] = line
        else:
            self.lines.pop(line.record_key, None)


class Parking:
    """The lines of the partitions that this worker has, each read when it is first needed.

    Records of one form at one stage must come one at a time, each when all that the one before it
    caused is sent.
    """

    def __init__(self, reader: Reader, ids: SchemaIds, keyring: Keyring) -> None:
        self._reader = reader
        self._ids = ids
        self._keyring = keyring
        self._memory = _Memory()

    async def look(self, stage: Stage, record: Record) -> Verdict:
        """Say whether it is a record's turn.

        Raises:
            ParkingError: a line cannot be read.
        """
        line, mark = await self._line(stage, record), mark_of(record)
        if line is None:
            return _GO
        if mark is not None and mark.lined:
            return _GO if _first(line) == mark.letter_id else _REPEAT
        if not line.letters:
            return _GO
        if record.offset <= line.upto:
            return _REPEAT
        return Verdict(Turn.WAIT, line.letters[-1].dead_letter_id)

    def park(self, stage: Stage, record: Record, letter: DeadLetter) -> Outcome:
        """Say what to send when the letter of a record was made: it failed, or it has to wait.

        ``look`` must have been asked before. A refused record is ``passed`` as well.

        Raises:
            ParkingError: its partition was let go meanwhile.
        """
        reference = reference_of_record(record)
        if reference is None or not letter.lined:
            return then((Outgoing(DEAD_LETTERS, letter),))
        line, mark = self._memory.line(stage, reference), mark_of(record)
        if line is None:
            message = f"{record.place}: its partition was given up before it could be parked"
            raise ParkingError(message)
        again = mark is not None and _first(line) == mark.letter_id
        before = () if again else line.letters
        after = line.letters[1:] if again else ()
        mine = Waiting(dead_letter_id=letter.dead_letter_id, parked_at=letter.failed_at)
        changes = {"letters": (*before, mine, *after), "upto": max(line.upto, record.offset)}
        kept = letter if before else _opened(letter)
        return self._write((Outgoing(DEAD_LETTERS, kept),), line.model_copy(update=changes))

    async def passed(self, stage: Stage, record: Record) -> Outcome | None:
        """Say what to send when a record was processed; null where it stood in no line.

        The next of its line follows by itself.

        Raises:
            ParkingError: a line or a letter of it cannot be read.
        """
        line, mark = await self._line(stage, record), mark_of(record)
        if line is None or mark is None or _first(line) != mark.letter_id:
            return None
        rest = line.letters[1:]
        while rest:
            letter = await self._letter(line, rest[0])
            if letter is not None:
                return self._write(self._follow(letter), line.model_copy(update={"letters": rest}))
            log.error("%s: %s is not kept any more", line.record_key, rest[0].dead_letter_id)
            rest = rest[1:]
        return self._write((), line.model_copy(update={"letters": ()}))

    def forget(self) -> None:
        """Let go of all partitions: another worker may have them now."""
        # Whoever is still reading a partition reads it into the old memory.
        self._memory = _Memory()

    def _follow(self, letter: DeadLetter) -> tuple[Outgoing | Copy, ...]:
        """Make the copy of the next in line, and note it; a person sees to what does not open."""
        try:
            copy = copy_of(letter, self._keyring)
        except SealingError:
            log.exception("%s cannot follow", letter.dead_letter_id)
            return (Outgoing(DEAD_LETTERS, _opened(letter)),)
        return (copy, Outgoing(DEAD_LETTERS, redriven(letter, FOLLOWER, clock.now())))

    def _write(self, first: tuple[Outgoing | Copy, ...], line: WaitingLine) -> Outcome:
        def remember() -> None:
            self._memory.put(line)

        return replace(then(first, (Outgoing(PARKING, line),)), sent=remember)

    async def _line(self, stage: Stage, record: Record) -> WaitingLine | None:
        """The line that a record has to do with, perhaps empty; null where there can be none."""
        reference = reference_of_record(record)
        if reference is None or LINED.get(stage) != record.topic:
            return None
        memory = self._memory
        memory.spread = await self._reader.spread()
        partition = partition_of(reference, memory.spread)
        if partition not in memory.known:
            async with memory.locks.setdefault(partition, asyncio.Lock()):
                await self._read(partition, memory)
        return memory.line(stage, reference)

    async def _read(self, partition: int, memory: _Memory) -> None:
        if partition in memory.known:
            return  # another form of it has come first
        async for record in self._reader.stretch(PARKING.name, partition):
            if record.value is None:
                memory.lines.pop((record.key or b"").decode(), None)
                continue
            memory.put(_decoded(PARKING.schema, WaitingLine, record, self._ids))
        memory.known.add(partition)

    async def _letter(self, line: WaitingLine, waiting: Waiting) -> DeadLetter | None:
        """Find a letter of a line; null where retention has taken it away."""
        # Clocks may be further apart than they should be: then all there is of the form is read.
        for since in (waiting.parked_at - _CLOCKS_APART, None):
            found = None
            async for record in self._reader.of_form(DEAD_LETTERS.name, line.reference, since):
                letter = _decoded(DEAD_LETTERS.schema, DeadLetter, record, self._ids)
                if letter.dead_letter_id == waiting.dead_letter_id:
                    found = letter
            if found is not None:
                return found
        return None


def _decoded(schema: Schema, kind: type[M], record: Record, ids: SchemaIds) -> M:
    message = decode(schema, record.value, ids)
    if isinstance(message, kind):
        return message
    why = message.reason if isinstance(message, Rejection) else "is of another kind"
    text = f"{record.place} cannot be read: {why}"
    raise ParkingError(text)


def _first(line: WaitingLine) -> str | None:
    return line.letters[0].dead_letter_id if line.letters else None


def _opened(letter: DeadLetter) -> DeadLetter:
    """Leave a letter to a person: nobody is before it, or it cannot follow by itself."""
    return letter.model_copy(update={"status": DeadLetterStatus.OPEN, "waits_for": None})
