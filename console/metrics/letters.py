"""The dead letters that stand now, as metrics; each reading reads what is new."""

from collections import Counter
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from console.cli.link import linked, patiently
from schemas.codec import decode
from schemas.records import DeadLetter
from schemas.stages import DeadLetterStatus, Stage
from schemas.topics import DEAD_LETTERS
from streams import clock
from streams import metric_list as names
from streams.families import Family, family, single
from streams.letter_causes import Cause, cause_of

_STANDING = (DeadLetterStatus.OPEN, DeadLetterStatus.WAITING)


@dataclass(frozen=True)
class _Standing:
    """The newest state of a letter, as far as it is counted."""

    kind: tuple[Stage, Cause, DeadLetterStatus]
    failed_at: datetime
    appended_at: datetime


class Letters:
    """A source: the letters that are open, or wait behind one."""

    def __init__(self) -> None:
        self._letters: dict[str, _Standing] = {}
        self._read: dict[int, int] = {}

    async def read(self) -> datetime:
        """Read what has come since the last time.

        Raises:
            HubError: no cluster, no answer, no topic.
        """
        at = clock.now()
        async with linked() as link:
            for partition in range(await link.reader.partitions(DEAD_LETTERS.name)):
                start = self._read.get(partition, 0)
                stretch = link.reader.stretch(DEAD_LETTERS.name, partition, start)
                async with aclosing(stretch):
                    async for record in patiently(stretch):
                        message = decode(DEAD_LETTERS.schema, record.value, link.ids)
                        if isinstance(message, DeadLetter):
                            self.take(message, record.appended_at)
                        self._read[partition] = record.offset + 1
        return at

    def take(self, letter: DeadLetter, appended_at: datetime) -> None:
        """Note the state of a letter, unless a newer one is known.

        Letters without a reference may lie on several partitions: the broker's time tells. Those of
        canaries are left out: what is missing of these has metrics of its own.
        """
        if letter.of_canary:
            return
        before = self._letters.get(letter.dead_letter_id)
        if before is not None and appended_at < before.appended_at:
            return
        if letter.reference is not None and letter.status not in _STANDING:
            self._letters.pop(letter.dead_letter_id, None)
            return
        kind = (letter.stage, cause_of(letter), letter.status)
        self._letters[letter.dead_letter_id] = _Standing(kind, letter.failed_at, appended_at)

    def families(self, now: datetime, *, old: bool) -> Iterator[Family]:
        """Give how many there are of each kind, however old: a letter does not go by itself."""
        del old
        standing = [each for each in list(self._letters.values()) if each.kind[2] in _STANDING]
        counted = Counter(each.kind for each in standing)
        kinds = [(s, c, t) for s in Stage for c in Cause for t in _STANDING if _can_be(c, t)]
        yield family(
            names.LETTERS_NOW,
            [(tuple(part.value for part in kind), counted[kind]) for kind in kinds],
        )
        opened = [each.failed_at for each in standing if each.kind[2] is DeadLetterStatus.OPEN]
        oldest = min(opened, default=now)
        yield single(names.LETTERS_OLDEST, max(0.0, (now - oldest).total_seconds()))


def _can_be(cause: Cause, status: DeadLetterStatus) -> bool:
    return cause is Cause.WAITS or status is DeadLetterStatus.OPEN
