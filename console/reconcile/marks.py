"""Remembers which records of the intake have been answered, in a bit each."""

_BITS = 4096


class Marks:
    """A set of offsets of many partitions: about 130 kB for a million."""

    def __init__(self) -> None:
        self._chunks: dict[tuple[int, int], int] = {}

    def add(self, partition: int, offset: int) -> None:
        """Put an offset into the set."""
        chunk, bit = divmod(offset, _BITS)
        where = (partition, chunk)
        self._chunks[where] = self._chunks.get(where, 0) | 1 << bit

    def has(self, partition: int, offset: int) -> bool:
        """Whether an offset is in the set."""
        chunk, bit = divmod(offset, _BITS)
        return bool(self._chunks.get((partition, chunk), 0) >> bit & 1)
