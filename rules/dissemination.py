"""Which destinations a log goes to, and why (DESIGN 1, "Destinations"; domain 2.9, 4.6)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import Field

from rules.cues import Cues, FamilyEntry, Lexicon, WordsFile, lexicon
from rules.datafile import Entry
from rules.phrases import PhraseBook, PhraseError, book
from rules.postcodes import Districts
from rules.safeguarding import Concern, SafeguardingEntry, concern, text_of
from rules.sentences import split
from schemas.enums import (
    DecisionStatus,
    Destination,
    District,
    MashArm,
    Priority,
    RiskLevel,
    SubjectRole,
    Theme,
)
from schemas.intelligence import IntelligenceLog


Families = Mapping[str, FamilyEntry]
"""The families of cues found in a log, by id."""


class TextsEntry(Entry):
    """What the destinations read; ``{district}`` is filled in."""

    control_room_high: str
    control_room_crime: str
    control_room_raised: str
    control_room_unassessed: str
    control_room_chosen: str
    tasked_to: str
    tasked_to_unknown: str
    withdrawn: str = Field(min_length=1)


class RagEntry(Entry):
    """A colour, for these priorities and from this level of the risk to the subject."""

    colour: str
    priorities: tuple[Priority, ...]
    subject: RiskLevel = RiskLevel.NONE


class DisseminationFile(Entry):
    """dissemination.toml."""

    texts: TextsEntry
    safeguarding: SafeguardingEntry
    topic: tuple[FamilyEntry, ...]
    hours: dict[str, int]
    rag: tuple[RagEntry, ...] = Field(min_length=1)


class MashEntry(Entry):
    """A MASH and the districts that it serves."""

    id: str
    name: str
    districts: tuple[District, ...]


class MashFile(Entry):
    """mash.toml."""

    default: str
    mash: tuple[MashEntry, ...] = Field(min_length=1)


class DepartmentEntry(Entry):
    """A specialist department and what it deals with."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    themes: tuple[Theme, ...] = ()
    cues: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


class DepartmentsFile(Entry):
    """departments.toml."""

    department: tuple[DepartmentEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class DisseminationRules:
    """The three files ready for use, with the cues that they name."""

    file: DisseminationFile
    mash_of: Mapping[District, str]
    default_mash: str
    departments: tuple[DepartmentEntry, ...]
    department_phrases: PhraseBook
    topics: Lexicon
    cues: Lexicon
    district_names: Mapping[District, str]


@dataclass(frozen=True, slots=True)
class Route:
    """One message to one destination and why; ``mash`` and ``arm``, or a department's id."""

    destination: Destination
    because: str
    mash: str | None = None
    arm: MashArm | None = None
    department: str | None = None


def read_dissemination(
    file: DisseminationFile,
    mash: MashFile,
    departments: DepartmentsFile,
    cues: Cues,
    districts: Districts,
    words: WordsFile,
) -> DisseminationRules:
    """Make the three files ready for use.

    Raises:
        PhraseError: for a phrase that cannot be read, or a family or MASH that does not exist.
    """
    known = {family.id for family in cues.lexicon.families}
    for name in (name for one in departments.department for name in one.cues):
        if name not in known:
            raise PhraseError(name, "is no family of cues.toml")
    if mash.default not in {one.id for one in mash.mash}:
        raise PhraseError(mash.default, "is no MASH of mash.toml")
    for colour in (one.colour for one in file.rag):
        if colour not in file.hours:
            raise PhraseError(colour, "has no hours")
    owned = ((n, text) for n, one in enumerate(departments.department) for text in one.phrases)
    return DisseminationRules(
        file,
        {district: one.id for one in mash.mash for district in one.districts},
        mash.default,
        departments.department,
        book(owned, words.lists),
        lexicon(file.topic, cues.lexicon.guards, words.lists),
        cues.lexicon,
        districts.names,
    )


def routes(log: IntelligenceLog, rules: DisseminationRules) -> tuple[Route, ...]:
    """Say which messages a log becomes: one a MASH arm, one a department, one for each other.

    A form that nobody has assessed goes to the control room alone. A person's destinations replace
    the rules' own. NO_FURTHER_ACTION goes nowhere. Nothing goes to a sector where the district is
    unknown. Source: DESIGN 1; flowchart.
    """
    decision = log.decision
    if decision.status is DecisionStatus.NOT_YET_ASSESSED:
        return (Route(Destination.CONTROL_ROOM, "nobody has assessed the form yet"),)
    if decision.priority is Priority.NO_FURTHER_ACTION:
        return ()
    found = {
        match.family.id: match.family
        for match in rules.cues.search(text_of(log), log.received_at)
    }
    whom = concern(log, rules.file.safeguarding, rules.topics)
    if decision.destinations is not None:
        return tuple(_chosen(log, rules, whom, found))
    return tuple(_by_rule(log, rules, whom, found))


def needs_person(log: IntelligenceLog, rules: DisseminationRules) -> str | None:
    """Say why a person must look, in a sentence; null where nobody must.

    A log whose district is unknown has no sector, and its MASH can only be the default one.
    """
    del rules
    decision = log.decision
    if decision.status is DecisionStatus.NOT_YET_ASSESSED:
        return None
    if decision.priority is Priority.NO_FURTHER_ACTION or log.located.district is not None:
        return None
    local = {Destination.SECTOR, Destination.MASH}
    if decision.destinations is not None and local.isdisjoint(decision.destinations):
        return None
    return f"The district is unknown: {log.located.because}."


def destinations(found: tuple[Route, ...]) -> tuple[Destination, ...]:
    """Give the destinations of routes, each once, in their order."""
    return tuple(dict.fromkeys(route.destination for route in found))



def _chosen(
    log: IntelligenceLog, rules: DisseminationRules, whom: Concern, found: Families
) -> Iterator[Route]:
    why = "chosen by the person who assessed the form"
    for destination in dict.fromkeys(log.decision.destinations or ()):
        if destination is Destination.MASH:
            arms = tuple(whom.arms()) or ((MashArm(rules.file.safeguarding.unknown_age), why),)
            yield from _mash(log, rules, arms)
        elif destination is Destination.SECTOR:
            yield from _sector(log, rules, found, why)
        else:
            yield Route(destination, why)


def _by_rule(
    log: IntelligenceLog, rules: DisseminationRules, whom: Concern, found: Families
) -> Iterator[Route]:
    priority = log.decision.priority
    if priority is not Priority.NORMAL:
        yield Route(Destination.CONTROL_ROOM, f"the priority is {priority.value}")
    elif log.risk.raise_to_control_room:
        yield Route(Destination.CONTROL_ROOM, "the risk assessment raised the log")
    offence = _offence(log, rules, found)
    if priority is Priority.CRIME:
        yield Route(Destination.CRIME_OCCURRENCE, "the priority is CRIME")
    elif priority is Priority.HIGH and offence:
        yield Route(Destination.CRIME_OCCURRENCE, offence)
    arms = tuple(whom.arms())
    yield from _mash(log, rules, arms)
    if not (arms and priority is Priority.NORMAL and _for_mash_alone(log, rules, found)):
        yield from _sector(log, rules, found, "the log of the district")


def _offence(log: IntelligenceLog, rules: DisseminationRules, found: Families) -> str | None:
    if any(family.offence or family.raises is Priority.CRIME for family in found.values()):
        return "the text speaks of an offence"
    if any(person.role is SubjectRole.VICTIM for person in log.contents.subjects):
        return "a victim is named"
    themes = {log.contents.theme, *log.contents.other_themes}
    if themes.intersection(rules.file.safeguarding.crime_themes):
        return "the theme is an offence"
    return None


def _for_mash_alone(log: IntelligenceLog, rules: DisseminationRules, found: Families) -> bool:
    contents = log.contents
    themes = {contents.theme, *contents.other_themes}
    suspect = any(person.role is SubjectRole.SUSPECT for person in contents.subjects)
    welfare = themes <= set(rules.file.safeguarding.mash_only_themes)
    return welfare and not (suspect or contents.vehicles or any(one.offence for one in found.values()))


def _mash(
    log: IntelligenceLog, rules: DisseminationRules, arms: tuple[tuple[MashArm, str], ...]
) -> Iterator[Route]:
    district = log.located.district
    mash = rules.mash_of.get(district, rules.default_mash) if district else rules.default_mash
    for arm, why in arms:
        yield Route(Destination.MASH, why, mash=mash, arm=arm)


def _sector(
    log: IntelligenceLog, rules: DisseminationRules, found: Families, why: str
) -> Iterator[Route]:
    if log.located.district is None:
        return
    yield Route(Destination.SECTOR, why)
    themes = {log.contents.theme, *log.contents.other_themes}
    prose = split(text_of(log), rules.cues.guards.grammar, log.received_at)
    named = {hit.owner for hit in rules.department_phrases.find(prose)}
    for number, one in enumerate(rules.departments):
        if number in named or themes.intersection(one.themes) or not found.keys().isdisjoint(one.cues):
            yield Route(Destination.SECTOR, f"concerns {one.name}", department=one.id)
