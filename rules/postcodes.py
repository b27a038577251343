"""From a postcode to a district, a neighbouring force, or the reason why neither (domain 4.4)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from rules.datafile import Entry
from rules.phrasebook import PhraseBook
from rules.sentences import Grammar
from schemas.enums import District

_OUTCODE = "[A-Z]{1,2}[0-9][A-Z0-9]?"
_WHOLE = re.compile(rf"({_OUTCODE})([0-9])[A-Z]{{2}}")
_PART = re.compile(rf"({_OUTCODE})")
_SECTOR = re.compile(rf"({_OUTCODE}) +([0-9])")
# The letters of an inward code are never C, I, K, M, O or V (domain 3.2).
_FIGURE = re.compile(r"[0-9]")
_IN_TEXT = re.compile(rf"\b{_OUTCODE} ?[0-9][ABD-HJLNP-UW-Z]{{2}}\b", re.IGNORECASE)


class BorderEntry(Entry):
    """An outcode between districts, or between the force and a neighbour, by sector."""

    outcode: str = Field(pattern=rf"^{_OUTCODE}$")
    between: tuple[District, ...] = Field(min_length=1)
    force: str | None = None
    sectors: dict[str, District] = Field(default_factory=dict)
    elsewhere: dict[str, str] = Field(default_factory=dict)


class ForceEntry(Entry):
    """A neighbouring force: its outcodes and places, and areas that are its own by default."""

    name: str
    outcodes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class DistrictEntry(Entry):
    """A district: its name and the places that name it."""

    id: District
    name: str
    places: tuple[str, ...] = ()
    cautious: tuple[str, ...] = ()


class SharedEntry(Entry):
    """A place of one name in several districts; ``usual`` where nothing else says which."""

    place: str
    between: tuple[District, ...] = Field(min_length=2)
    usual: District | None = None
    cautious: bool = False


class DistrictsFile(Entry):
    """districts.toml."""

    alone: tuple[Annotated[str, Field(pattern="^[A-Z]{1,2}$")], ...] = Field(min_length=1)
    homes: tuple[str, ...] = ()
    not_places: tuple[str, ...] = ()
    before_cautious: tuple[str, ...] = ()
    after_cautious: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    outcodes: dict[str, District]
    border: tuple[BorderEntry, ...] = ()
    force: tuple[ForceEntry, ...] = ()
    shared: tuple[SharedEntry, ...] = ()
    district: tuple[DistrictEntry, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Districts:
    """districts.toml, ready to be searched.

    ``alone`` finds outcodes without the rest of a postcode, ``places`` the districts' places by
    the number of the district, ``homes`` what makes a place somebody's home; ``cautious`` are the
    phrases that need a word before.
    """

    file: DistrictsFile
    names: Mapping[District, str]
    borders: Mapping[str, BorderEntry]
    forces: Mapping[str, str]
    places: PhraseBook
    homes: PhraseBook
    cautious: frozenset[str]
    grammar: Grammar
    alone: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one postcode or place says: a district, a neighbouring force, or neither.

    ``between`` are the districts of a border outcode of which the sector is not known.
    """

    district: District | None
    because: str
    force: str | None = None
    between: tuple[District, ...] = ()


def outcode_of(code: str) -> tuple[str, str] | None:
    """Split a postcode, whole or in part, into outcode and sector digit ("" where not given).

    A nought for the letter O in "S014" and "P06" is read as meant.
    """
    upper = " ".join(code.upper().split())
    if upper[:2] in {"S0", "P0"}:
        upper = upper[0] + "O" + upper[2:]
    whole = _WHOLE.fullmatch(upper.replace(" ", ""))
    found = whole or _SECTOR.fullmatch(upper)
    if found:
        return found[1], found[2]
    part = _PART.fullmatch(upper)
    return (part[1], "") if part else None


def outcodes_in(text: str, districts: Districts) -> Iterator[str]:
    """Find outcodes in capitals that stand alone in a text: ``SO14``, not ``SO14 KLD``."""
    return (found.group() for found in districts.alone.finditer(text))


def outcodes_alone(areas: Iterable[str]) -> re.Pattern[str]:
    """Make the pattern of outcodes that stand alone, from the letters of their areas."""
    return re.compile(rf"\b(?:{'|'.join(areas)})[0-9]{{1,2}}\b(?! ?[0-9A-Z?*])")


def postcodes_in(text: str) -> Iterator[str]:
    """Find whole postcodes in a text, as written."""
    reached = 0
    # Its first figure is the second character or the third: from elsewhere nothing is tried.
    for figure in _FIGURE.finditer(text):
        at = figure.start()
        for place in (at - 2, at - 1):
            if place >= reached and (found := _IN_TEXT.match(text, place)):
                yield found.group()
                reached = found.end()


def read_postcode(code: str, districts: Districts) -> Reading:
    """Say what a postcode says: its district, its force, or why it cannot be told."""
    parts = outcode_of(code)
    if parts is None:
        return Reading(None, "a postcode that cannot be read")
    outcode, sector = parts
    known = districts.file.outcodes.get(outcode)
    if known is not None:
        return Reading(known, f"{outcode} is in {known.value}")
    border = districts.borders.get(outcode)
    if border is not None:
        return _by_sector(border, sector)
    area = outcode.rstrip("0123456789")
    force = districts.forces.get(outcode) or districts.forces.get(area)
    if force is not None:
        return Reading(None, f"{outcode} is policed by {force}", force)
    return Reading(None, f"{outcode} is outside the force", "another force")


def _by_sector(border: BorderEntry, sector: str) -> Reading:
    whole = f"{border.outcode} {sector}".strip()
    if sector in border.sectors:
        district = border.sectors[sector]
        return Reading(district, f"{whole} is in {district.value}")
    if sector in border.elsewhere:
        force = border.elsewhere[sector]
        return Reading(None, f"{whole} is policed by {force}", force)
    sides = [one.value for one in border.between] + ([border.force] if border.force else [])
    reason = f"{whole} crosses a boundary: {' or '.join(sides)}"
    return Reading(None, reason, between=border.between)
