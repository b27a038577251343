"""How a form can end at a destination, and by what terms that is judged (DESIGN 4.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from schemas.enums import Destination


class State(StrEnum):
    """The state of a form at a destination; ``past_keeping``: retention deleted the proof."""

    DELIVERED = "delivered"
    DEAD_LETTERED = "dead_lettered"
    CLOSED = "closed"
    AWAITING_ASSESSMENT = "awaiting_assessment"
    HELD = "held"
    UNDER_WAY = "under_way"
    PAST_KEEPING = "past_keeping"
    WRONG = "wrong"


SETTLED = {State.DELIVERED, State.CLOSED, State.PAST_KEEPING}
"""Nothing more is to come."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a form is judged by.

    ``now`` is when the reading began; ``grace`` how long after its last sighting a form may be
    under way; ``breach`` the limit of an assessment. ``kept_since`` has the time of the oldest
    record of each topic that retention has shortened.
    """

    now: datetime
    grace: timedelta
    breach: timedelta
    kept_since: Mapping[str, datetime]

    def late(self, since: datetime) -> bool:
        """Whether more than the grace has gone by."""
        return self.now - since > self.grace

    def gone(self, at: datetime, *topics: str) -> bool:
        """Whether retention may have deleted what came to one of the topics at that time."""
        return any(at < self.kept_since[topic] for topic in topics if topic in self.kept_since)


@dataclass(frozen=True, slots=True)
class Ending:
    """The state of a form at a destination; the destination is null where it is not known yet."""

    state: State
    destination: Destination | None
    reason: str | None
    since: datetime
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is proved of a form: its endings, and what is wrong beside them."""

    endings: tuple[Ending, ...]
    faults: tuple[str, ...] = ()

    @property
    def wrong(self) -> tuple[str, ...]:
        """All that is wrong, each with its destination."""
        wrong = (each for each in self.endings if each.state is State.WRONG)
        told = (": ".join(filter(None, (each.destination, each.reason))) for each in wrong)
        return (*told, *self.faults)

    @property
    def settled(self) -> bool:
        """Whether nothing is wrong and nothing more is to come."""
        return not self.wrong and all(each.state in SETTLED for each in self.endings)


def unfinished(
    since: datetime, terms: Terms, destination: Destination | None, what: str, *topics: str
) -> Ending:
    """Say of a form last seen at ``since`` what it is while something lacks.

    Under way, wrong once the grace is over, or past keeping where retention may have taken what
    lacks from one of ``topics``.
    """
    if not terms.late(since):
        return Ending(State.UNDER_WAY, destination, None, since)
    if terms.gone(since, *topics):
        return Ending(State.PAST_KEEPING, destination, None, since)
    return Ending(State.WRONG, destination, what, since)
