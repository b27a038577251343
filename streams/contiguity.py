"""Notices records that Faust has skipped (faust-streaming issues 596 and 606; docs/why.md).

A fetch that is under way while the flow is suspended is thrown away, and nothing goes back for it:
the next record that comes is a later one. What is acknowledged after it is committed over the gap.
"""

from contextlib import aclosing

from streams.envelope import Record
from streams.reading import Reader


class SkippedError(Exception):
    """A record came though earlier ones of its partition have not; the text names the places."""


class Contiguity:
    """The offset that each partition must bring next, for one agent."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._next: dict[tuple[str, int, int], int] = {}

    async def check(self, record: Record, generation: int) -> None:
        """Take note of a record; ``generation`` counts the group's rebalances.

        Compaction and transaction markers also leave gaps: what is missing counts only if the topic
        has a record there.

        Raises:
            SkippedError: the topic has records between the last one and this.
        """
        where = (record.topic, record.partition, generation)
        expected = self._next.get(where)
        self._next[where] = record.offset + 1
        if expected is None or record.offset <= expected:
            return
        stretch = self._reader.stretch(record.topic, record.partition, expected)
        async with aclosing(stretch) as records:
            async for first in records:
                if first.offset < record.offset:
                    message = f"{first.place} was skipped before {record.place}"
                    raise SkippedError(message)
                return
