"""The words that entity recognition knows, from ``entities.toml``."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Annotated

from pydantic import Field, field_validator

from rules.datafile import Entry, WordList, folded_words
from rules.entity_kinds import ACCOUNT, FORENAME, LISTS, NOT_NAME, SURNAME, VEHICLE
from rules.phrase_gates import Gate, gate_of
from rules.word_tokens import Tokens

SEPARATOR = r"[^\S\n]+"
"""A pattern for what parts the words of one name: no line ends within it."""

CAPITAL = r"[A-Z][\w'&-]*\.?"
"""A pattern for a word of a name with its capital."""

_PLAIN_START = re.compile(r"[a-z](?![?*+{|])")
_INSIDE = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\([^()]*\)")
# Which letters match one where case does not matter, where they are more than its two forms.
_CASES = {"i": "I\u0131\u0130", "k": "K\u212a", "s": "S\u017f"}
_PHRASES = (
    "alias_cues", "real_name_cues", "platforms", "vehicle_cues", "partial_starts",
    "partial_ends", "partial_after", "dob_cues", "account_words",
)  # fmt: skip


class EntityWords(Entry):
    """Gazetteers and cue words (domain 3.1, 3.2). The lists of phrases hold regular expressions."""

    titles: WordList
    forenames: WordList
    ambiguous_names: WordList
    surnames: WordList
    word_surnames: WordList
    ordinary_words: WordList
    not_alone: WordList
    relations: WordList
    before_places: WordList
    before_things: WordList
    after_places: WordList
    speaking: WordList
    not_names: WordList
    person_before: WordList
    strong_before: WordList
    person_after: WordList
    alias_cues: tuple[str, ...]
    small_alias_cues: tuple[str, ...]
    real_name_cues: tuple[str, ...]
    street_suffixes: WordList
    not_street: WordList
    organisation_types: WordList
    surely_organisations: WordList
    organisation_leads: WordList
    organisations: tuple[str, ...]
    capital_organisations: WordList
    platforms: tuple[str, ...]
    handle_links: WordList
    vehicle_cues: tuple[str, ...]
    partial_starts: tuple[str, ...]
    partial_ends: tuple[str, ...]
    partial_after: tuple[str, ...]
    vehicle_words: WordList
    account_words: tuple[str, ...]
    account_checks: tuple[Annotated[str, Field(pattern=r"^\d{6} \d{6} (?:10|11) \d{8}$")], ...]
    email_endings: WordList
    building_suffixes: WordList
    nickname_leads: WordList
    short_forms: tuple[str, ...]
    premises: WordList
    pub_words: WordList
    not_organisations: WordList
    not_initials: WordList
    short_words: WordList
    local_areas: WordList
    registration_years: tuple[int, ...]
    dob_cues: tuple[str, ...]
    last_year_of_this_century: Annotated[int, Field(ge=0, le=99)]
    last_birth_without_cue: int
    postcode_areas: WordList
    place_words: WordList
    place_names: tuple[str, ...]
    not_people: tuple[str, ...]
    animals: WordList
    pub_alone: WordList
    organisation_starts: WordList

    @field_validator(
        "forenames",
        "surnames",
        "not_names",
        "ordinary_words",
        "titles",
        "short_words",
        "postcode_areas",
    )
    @classmethod
    def _lower(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return folded_words(value)

    @field_validator(*_PHRASES)
    @classmethod
    def _compiles(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for phrase in value:
            try:
                re.compile(phrase)
            except re.error as error:
                message = f"{phrase!r}: {error}"
                raise ValueError(message) from None
        return value

    @field_validator("registration_years")
    @classmethod
    def _two_spans(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if len(value) != 4 or list(value) != sorted(value):  # noqa: PLR2004 - two spans of years
            message = "should be two spans: from, to, from, to"
            raise ValueError(message)
        return value

    def has(self, name: str, word: str) -> bool:
        """Say whether a folded word is in the list of that name."""
        return word in self._sets[name]

    @cached_property
    def kinds(self) -> Mapping[str, int]:
        """What each word may be, a bit each (``entity_kinds``)."""
        kinds: dict[str, int] = {}
        named = [(word, bit) for name, bit in LISTS.items() for word in getattr(self, name)]
        accounts = self.gates["platforms"].words | self.gates["account_words"].words
        named += [(f"o'{word[1:]}", SURNAME) for word in self.surnames if word[0] == "o"]
        for word, bit in (*named, *((word, ACCOUNT) for word in accounts)):
            kinds[word] = kinds.get(word, 0) | bit
        for word in self.vehicle_words:
            if not kinds.get(word, 0) & (FORENAME | SURNAME):
                kinds[word] = kinds.get(word, 0) | NOT_NAME | VEHICLE
        return kinds

    @cached_property
    def gates(self) -> Mapping[str, Gate]:
        """What the phrases of each list begin with."""
        return {name: gate_of(getattr(self, name)) for name in _PHRASES}

    @cached_property
    def begins(self) -> Mapping[str, tuple[str, ...]]:
        """The lists of phrases that a word may begin one of."""
        found: dict[str, list[str]] = {}
        for name, gate in self.gates.items():
            for word in gate.words:
                found.setdefault(word, []).append(name)
        return {word: tuple(names) for word, names in found.items()}

    @cached_property
    def known_organisations(self) -> Mapping[str, tuple[str, ...]]:
        """The organisations known by name, by their first word as texts are cut; longest first."""
        found: dict[str, list[str]] = {}
        for name in sorted(self.organisations, key=len, reverse=True):
            found.setdefault(Tokens(name).keys[0], []).append(name)
        return {first: tuple(names) for first, names in found.items()}

    @cached_property
    def places_by_word(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """The places of several words, by their first."""
        return _by_first_word(self.place_names)

    @cached_property
    def not_people_by_word(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """What several words name that is no person of a form, by their first."""
        return _by_first_word(self.not_people)

    @cached_property
    def longer_forms(self) -> Mapping[str, frozenset[str]]:
        """The names that a short form may stand for."""
        lines = [line.split() for line in self.short_forms]
        return {short: frozenset(longer) for short, *longer in lines}

    @cached_property
    def _sets(self) -> dict[str, frozenset[str]]:
        lists = (
            "titles", "not_names", "organisation_leads", "not_street", "short_words",
            "postcode_areas", "handle_links", "vehicle_words", "email_endings",
            "not_organisations", "not_initials", "surely_organisations", "pub_alone",
            "small_alias_cues", "capital_organisations",
        )  # fmt: skip
        return {name: frozenset(getattr(self, name)) for name in lists}

    def made(self, name: str, make: Callable[["EntityWords"], re.Pattern[str]]) -> re.Pattern[str]:
        """Give the pattern that a finder makes of these words; it is made once."""
        if name not in self._made:
            self._made[name] = make(self)
        return self._made[name]

    @cached_property
    def _made(self) -> dict[str, re.Pattern[str]]:
        return {}

    @cached_property
    def patterns(self) -> dict[str, re.Pattern[str]]:
        """The phrases of each list as one pattern, the longest first, any case, whole words."""
        return {name: _pattern(getattr(self, name)) for name in _PHRASES}


def _by_first_word(names: tuple[str, ...]) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for name in names:
        words = tuple(name.split())
        found.setdefault(words[0], []).append(words)
    return {first: tuple(longer) for first, longer in found.items()}


def any_of(phrases: tuple[str, ...]) -> str:
    """Give a pattern for any of the phrases, the longest first; a space is any white space."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return "(?:" + "|".join(longest_first).replace(" ?", r"\s*").replace(" ", r"\s+") + ")"


def by_first_letter(phrases: tuple[str, ...], look: str = r"(?<!\w<FIRST>)") -> str:
    """Give ``any_of`` the phrases so that it is found fast.

    A pattern that begins with a class of characters is skipped wherever none of them stands, and
    so ``look``, which looks behind, follows the first letter (``<FIRST>`` in it). Phrases that
    begin otherwise are tried at every place.
    """
    plain = (_PLAIN_START.match(one) and "|" not in _outside(one) for one in phrases)
    if not phrases or not all(plain):
        return look.replace("<FIRST>", "") + any_of(phrases)
    letters = dict.fromkeys(phrase[0] for phrase in phrases)
    groups = "|".join(
        rf"(?<=[{_CASES.get(letter, letter)}])"
        + any_of(tuple(phrase[1:] for phrase in phrases if phrase[0] == letter))
        for letter in letters
    )
    first = "[" + "".join(letter + _CASES.get(letter, letter.upper()) for letter in letters) + "]"
    return rf"(?-i:{first}){look.replace('<FIRST>', first)}(?:{groups})"


def _outside(phrase: str) -> str:
    """Give a regular expression without its groups and classes."""
    bare, left = _INSIDE.sub("", phrase), phrase
    while bare != left:
        bare, left = _INSIDE.sub("", bare), bare
    return bare


def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(by_first_letter(phrases) + r"(?!\w)", re.IGNORECASE)
