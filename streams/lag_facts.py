"""What was found out about one partition of one group, before anything is said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from streams.lag_model import Owner, Sample
from streams.lag_verdict import Commit


@dataclass(frozen=True, slots=True)
class Kept:
    """How a topic keeps its messages; null: without this limit."""

    retention: timedelta | None
    retention_bytes: int | None
    compacted: bool


@dataclass(frozen=True, slots=True)
class Oldest:
    """The first message at or after an offset; ``size`` in bytes. All null: there is none."""

    offset: int | None = None
    at: datetime | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known.

    Attributes:
        committed: the offset that the group reads next; null where it never committed.
        earliest: the first offset that is still there; null where nothing waits and it was not
            asked yet.
        end: the last stable offset, ``written`` the one after the last record, settled or not.
        commits: as the rules want them, with what waited at each.
        samples: what was seen of it, oldest first, this moment included.
        owned: whether it has an owner, or the group is about to give it one.
        oldest: the first message that waits; null where it was not read.
        kept: null where that was not asked.
        from_earliest: whether the group begins at the earliest message.
        added: whether members of the group have other partitions of the topic, not this one.
    """

    topic: str
    partition: int
    committed: int | None
    earliest: int | None
    end: int
    written: int
    commits: Sequence[Commit] = ()
    samples: Sequence[Sample] = ()
    owner: Owner | None = None
    owned: bool = False
    oldest: Oldest | None = None
    kept: Kept | None = None
    from_earliest: bool = False
    added: bool = False

    @property
    def position(self) -> int:
        """Where the group reads next, as far as it can be said."""
        return (self.earliest or 0) if self.committed is None else self.committed

    @property
    def waiting(self) -> int:
        """Messages from there to the end, gaps and marks counted."""
        return max(0, self.end - self.position)

    @property
    def unread_deleted(self) -> int:
        """Messages that are gone and were not read."""
        return max(0, (self.earliest or 0) - self.position)
