"""What words.toml and cues.toml hold: lists, families, signs, traces, evidence and limits."""

from typing import Literal

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
    same sentence, or in any where ``across``. ``offence`` marks words that describe a crime even
    where the family raises higher. ``unaffected_by`` names guards that do not take its force.
    ``hits`` and ``misses`` are invented examples that a test runs.
    """

    id: str = Field(min_length=1)
    meaning: str
    source: str
    raises: Priority | None = None
    offence: bool = False
    phrases: tuple[str, ...] = Field(min_length=1)
    near: tuple[str, ...] = ()
    within: int = Field(default=10, ge=1, le=40)
    across: bool = False
    unaffected_by: tuple[str, ...] = ()
    intelligence: bool = False
    hits: tuple[str, ...] = Field(min_length=1)
    misses: tuple[str, ...] = ()


class SignEntry(FamilyEntry):
    """One kind of sign: it counts with others, by its weight; one of them must be ``grave``."""

    raises: None = None
    weight: int = Field(ge=1, le=9)
    grave: bool = False


class EvidenceEntry(FamilyEntry):
    """What a form says as a whole: that it is so now, that it is over, that it is nothing."""

    raises: None = None
    speaks: Literal["danger", "calm", "hearsay", "idle"]
    weight: int = Field(default=1, ge=1, le=9)


class CuesFile(Entry):
    """cues.toml: the families, the words that withdraw a ticked danger, signs, evidence, limits.

    ``most_other_words`` is how many words may stand in a form beside "please disregard" for no
    further action to be proposed. ``least_weight`` and ``least_kinds`` are what the signs of a
    text must come to for HIGH. ``least_trace`` and ``least_trace_kinds`` are the same for
    the traces of a crime. ``least_calm`` and ``least_idle`` are the weights that evidence must come
    to before it lowers.
    """

    most_other_words: int = Field(ge=0)
    least_weight: int = Field(default=99, ge=1)
    least_kinds: int = Field(default=2, ge=2)
    least_trace: int = Field(default=99, ge=1)
    least_trace_kinds: int = Field(default=3, ge=2)
    least_calm: int = Field(default=2, ge=1)
    least_idle: int = Field(default=3, ge=1)
    withdraws: FamilyEntry
    family: tuple[FamilyEntry, ...] = Field(min_length=1)
    sign: tuple[SignEntry, ...] = ()
    trace: tuple[SignEntry, ...] = ()
    evidence: tuple[EvidenceEntry, ...] = ()
