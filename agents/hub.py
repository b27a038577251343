"""What the agents share: the tools of the streams, the vocabulary, what the apps remember."""

from dataclasses import dataclass, field

from agents.months import Months
from rules.deadlines import Limits
from rules.vocabulary import Vocabulary
from schemas.assessment import DeskEntry
from schemas.collation import CollationRow
from schemas.index import IndexEntry
from streams.follower import Follower
from streams.ledger import Ledger
from streams.settings import Settings
from streams.tools import Tools

Kept = Ledger[DeskEntry] | Ledger[IndexEntry] | Ledger[CollationRow]
"""What an app remembers of its partitions."""


@dataclass(frozen=True, repr=False)
class Hub:
    """Made once, when the worker starts; ``assigned`` are the forms' partitions it has now.

    ``index`` is the entity index as the app that keeps it knows it, ``past`` the copy of the one
    that routes, to look things up in; null where nothing is looked up. ``rows`` are those of the
    collation, ``months`` what its partitions were asked.
    ``instance`` is the worker's name in the group; null for one that is not known again.
    """

    tools: Tools
    vocabulary: Vocabulary
    desk: Ledger[DeskEntry]
    index: Ledger[IndexEntry]
    rows: Ledger[CollationRow]
    past: Follower[IndexEntry] | None = None
    instance: str | None = None
    assigned: set[int] = field(default_factory=set)
    months: Months = field(default_factory=Months)


def limits_of(settings: Settings) -> Limits:
    """The deadlines of an assessment, from the settings."""
    return Limits(
        send_unassessed=settings.send_unassessed_after,
        first_reminder=settings.first_reminder_after,
        second_reminder=settings.second_reminder_after,
        breach=settings.breach_after,
    )
