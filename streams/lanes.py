"""One partition of one topic, as a worker has it: what waits, what is done, what may be committed.

No I/O: the consumer puts in, a stage takes out. HIGH is taken first; records of one form keep their
order; nothing is ever committed past a record that is not done.
"""

from collections import deque
from collections.abc import Container, Iterable, Iterator

from streams.envelope import Record

Where = tuple[str, int]
"""A topic and a partition."""


class Lane:
    """The records of a partition from ``start`` on; ``start`` is the group's committed offset."""

    def __init__(self, where: Where, start: int) -> None:
        self.where = where
        self.closed = False
        self.position = start
        """The offset that may be committed: no record before it is not done. Read by a thread."""
        self.committed = start
        self._until = start
        self._open: deque[int] = deque()
        self._done: set[int] = set()
        self._urgent: deque[Record] = deque()
        self._normal: deque[Record] = deque()

    def __len__(self) -> int:
        return len(self._urgent) + len(self._normal)

    def is_urgent(self, busy: Container[bytes]) -> bool:
        """Whether a HIGH form waits that is not among the ``busy`` ones."""
        return any(record.form not in busy for record in self._urgent)

    @property
    def in_hand(self) -> int:
        """How many records are taken or wait, and are not done."""
        return len(self._open) - len(self._done)

    def put(self, records: Iterable[Record], until: int) -> None:
        """Take in all records from where the last ones ended up to the offset ``until``."""
        for record in records:
            self._open.append(record.offset)
            if not record.is_urgent:
                self._normal.append(record)
                continue
            self._raise(record.form)
            self._urgent.append(record)
        self._until = until
        self._settle()

    def take(self, most: int, busy: set[bytes], *, urgent: bool = False) -> Iterator[Record]:
        """Take up to so many, one a form, all or only ``urgent`` ones.

        ``busy`` are the forms that are in hand already; those that are taken come to them.
        """
        for queue in (self._urgent,) if urgent else (self._urgent, self._normal):
            kept: list[Record] = []
            while queue and most > 0:
                record = queue.popleft()
                form = record.form
                if form and form in busy:
                    kept.append(record)
                    continue
                if form:
                    busy.add(form)
                most -= 1
                yield record
            queue.extendleft(reversed(kept))

    def give_back(self, records: Iterable[Record]) -> None:
        """Put back what was taken and not begun, before all others."""
        pressing = {record.form for record in self._urgent}
        for record in reversed(list(records)):
            if record.is_urgent or (record.form and record.form in pressing):
                self._urgent.appendleft(record)
                pressing.add(record.form)
                continue
            self._normal.appendleft(record)

    def done(self, offset: int) -> None:
        """Take note that all that a record caused is on the broker."""
        if self._open and self._open[0] == offset:
            self._open.popleft()
        else:
            self._done.add(offset)
        while self._done and self._open and self._open[0] in self._done:
            self._done.remove(self._open.popleft())
        self._settle()

    def close(self) -> None:
        """Drop what waits: another worker has the partition now, or will."""
        self.closed = True
        self._urgent.clear()
        self._normal.clear()

    def _settle(self) -> None:
        self.position = self._open[0] if self._open else self._until

    def _raise(self, form: bytes | None) -> None:
        """Let a form's earlier records go before its urgent one, not after it."""
        if not form or not any(record.form == form for record in self._normal):
            return
        self._urgent.extend(record for record in self._normal if record.form == form)
        self._normal = deque(record for record in self._normal if record.form != form)
