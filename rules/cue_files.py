"""What words.toml and cues.toml hold: lists, spelling, families and limits."""

from pydantic import Field

from rules.datafile import Entry


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
    same sentence, or in any where ``across``. ``high``, ``crime`` and ``idle`` are the points that
    it gives towards, or takes from, HIGH, CRIME and NO_FURTHER_ACTION; with ``whole`` those for
    HIGH count wherever in the form it stands. ``offence`` marks words that describe a crime even
    where they point to HIGH. ``unaffected_by`` names guards that do not take its force.
    ``hits`` and ``misses`` are invented examples that a test runs.
    """

    id: str = Field(min_length=1)
    meaning: str
    source: str
    high: int = Field(default=0, ge=-20, le=20)
    crime: int = Field(default=0, ge=-20, le=20)
    idle: int = Field(default=0, ge=-20, le=20)
    whole: bool = False
    offence: bool = False
    phrases: tuple[str, ...] = Field(min_length=1)
    near: tuple[str, ...] = ()
    within: int = Field(default=10, ge=1, le=40)
    across: bool = False
    unaffected_by: tuple[str, ...] = ()
    hits: tuple[str, ...] = Field(min_length=1)
    misses: tuple[str, ...] = ()


class LimitsEntry(Entry):
    """What points must come to, and how many sentences beside its own a family counts in.

    ``high``, ``crime`` and ``idle`` are the least points of each priority. ``beside`` is how far
    points for HIGH reach, ``calm_beside`` how far points against it do; those for the others are
    counted over the whole form.
    """

    high: int = Field(ge=1)
    crime: int = Field(ge=1)
    idle: int = Field(ge=1)
    beside: int = Field(ge=0, le=20)
    calm_beside: int = Field(ge=0, le=20)


class CuesFile(Entry):
    """cues.toml: the limits, the words that withdraw a ticked danger, and the families."""

    limits: LimitsEntry
    withdraws: FamilyEntry
    family: tuple[FamilyEntry, ...] = Field(min_length=1)
