"""What words.toml and cues.toml hold: lists, spelling and families."""

from pydantic import Field

from rules.datafile import Entry
from schemas.enums import Priority


class WordsFile(Entry):
    """words.toml: the lists that phrases name with ``@``, and how misspelt words are meant.

    ``careful`` are words that are recognised with one slip in them, ``sound`` words that are near
    to one of these and yet spelt right.
    """

    careful: tuple[str, ...] = ()
    sound: tuple[str, ...] = ()
    spelling: dict[str, str] = Field(default_factory=dict)
    lists: dict[str, tuple[str, ...]]


class FamilyEntry(Entry):
    """One family of cues.

    ``near`` are phrases one of which must stand within ``within`` words, before or after, in the
    same sentence, or in any where ``across``. ``speaks_for`` are the priorities of whose proposal
    its words are a reason; without one it only weighs (weights.toml). ``offence`` marks words that
    describe a crime even where they point to HIGH. ``unaffected_by`` names guards that do not take
    its force. ``hits`` and ``misses`` are invented examples that a test runs.
    """

    id: str = Field(min_length=1)
    meaning: str
    source: str
    speaks_for: tuple[Priority, ...] = ()
    offence: bool = False
    phrases: tuple[str, ...] = Field(min_length=1)
    near: tuple[str, ...] = ()
    within: int = Field(default=10, ge=1, le=40)
    across: bool = False
    unaffected_by: tuple[str, ...] = ()
    hits: tuple[str, ...] = Field(min_length=1)
    misses: tuple[str, ...] = ()


class CuesFile(Entry):
    """cues.toml: the words that withdraw a ticked danger, and the families."""

    withdraws: FamilyEntry
    family: tuple[FamilyEntry, ...] = Field(min_length=1)
