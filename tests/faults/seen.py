"""What the checker works on: records as they lie on topics, and forms as they were sent."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.enums import Priority


class Fate(StrEnum):
    """How a form must end."""

    ARRIVES = "arrives"
    DEAD_LETTER = "dead letter"


@dataclass(frozen=True)
class Seen:
    """A record on a topic. ``at_ms`` is the broker's time of it."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    ce_id: str | None
    at_ms: int = 0


@dataclass(frozen=True)
class Sent:
    """A form as its partner knows it.

    ``priority`` is what triage proposes; ``copies`` how often it was submitted; ``revisions`` how
    many decisions there must be; ``alerts`` how many alerts.
    """

    reference: str
    submission_id: str
    priority: Priority = Priority.NORMAL
    copies: int = 1
    revisions: int = 1
    alerts: int = 0
    fate: Fate = Fate.ARRIVES


@dataclass(frozen=True)
class Group:
    """What a consumer group has committed, and where the partitions that it reads end."""

    committed: dict[tuple[str, int], int]
    ends: dict[tuple[str, int], int]


@dataclass(frozen=True)
class Verdict:
    """Everything that is wrong, each in a line; ``repeats`` are legal, and counted."""

    missing: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    disordered: tuple[str, ...] = ()
    uncommitted: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    repeats: int = 0

    @property
    def complete(self) -> bool:
        """Nothing is awaited any more."""
        return not self.missing and not self.uncommitted

    @property
    def wrong(self) -> tuple[str, ...]:
        """All findings."""
        kinds = {
            "missing": self.missing,
            "doubled": self.doubled,
            "out of order": self.disordered,
            "not committed": self.uncommitted,
            "dead letter": self.letters,
        }
        return tuple(f"{kind}: {each}" for kind, found in kinds.items() for each in found)
