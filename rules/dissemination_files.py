"""The files that say where a log goes, and what they become when read (DESIGN 1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field

from rules.cue_files import FamilyEntry
from rules.cues import Cues, Lexicon, lexicon
from rules.datafile import Entry
from rules.phrases import PhraseError
from rules.postcodes import Districts
from rules.safeguarding import SafeguardingEntry
from schemas.enums import District, Priority, RiskLevel, Theme


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
class Files:
    """dissemination.toml, mash.toml and departments.toml as read."""

    dissemination: DisseminationFile
    mash: MashFile
    departments: DepartmentsFile


@dataclass(frozen=True, slots=True)
class DisseminationRules:
    """The three files ready for use, with the cues that they name."""

    file: DisseminationFile
    mash_of: Mapping[District, str]
    default_mash: str
    departments: tuple[DepartmentEntry, ...]
    department_owners: tuple[int, ...]
    topics: Lexicon
    cues: Lexicon
    district_names: Mapping[District, str]


def read_dissemination(read: Files, cues: Cues, districts: Districts) -> DisseminationRules:
    """Make the three files ready for use.

    Raises:
        PhraseError: for a phrase that cannot be read, or a family or MASH that does not exist.
    """
    file, mash, departments = read.dissemination, read.mash, read.departments
    known = {one.family.id for one in cues.lexicon.families}
    for name in (name for one in departments.department for name in one.cues):
        if name not in known:
            raise PhraseError(name, "is no family of cues.toml")
    if mash.default not in {one.id for one in mash.mash}:
        raise PhraseError(mash.default, "is no MASH of mash.toml")
    for colour in (one.colour for one in file.rag):
        if colour not in file.hours:
            raise PhraseError(colour, "has no hours")
    book = cues.lexicon.book
    return DisseminationRules(
        file,
        {district: one.id for one in mash.mash for district in one.districts},
        mash.default,
        departments.department,
        tuple(book.enter(one.phrases) for one in departments.department),
        lexicon(file.topic, cues.lexicon.guards, book),
        cues.lexicon,
        districts.names,
    )
