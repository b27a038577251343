"""What the agents share: the tools of the streams, the vocabulary, the desk's memory."""

from dataclasses import dataclass, field

from rules.deadlines import Limits
from rules.vocabulary import Vocabulary
from schemas.assessment import DeskEntry
from streams.ledger import Ledger
from streams.settings import Settings
from streams.tools import Tools


@dataclass(frozen=True)
class Hub:
    """Made once, when the worker starts; ``assigned`` are the forms' partitions it has now.

    ``instance`` is the worker's name in the group; null for one that is not known again.
    """

    tools: Tools
    vocabulary: Vocabulary
    desk: Ledger[DeskEntry]
    instance: str | None = None
    assigned: set[int] = field(default_factory=set)


def limits_of(settings: Settings) -> Limits:
    """The deadlines of an assessment, from the settings."""
    return Limits(
        send_unassessed=settings.send_unassessed_after,
        first_reminder=settings.first_reminder_after,
        second_reminder=settings.second_reminder_after,
        breach=settings.breach_after,
    )
