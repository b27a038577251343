"""From place names in a text to districts (domain 4.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from rules.phrasebook import Hit, book
from rules.phrases import Lists
from rules.postcodes import Districts, DistrictsFile, outcodes_alone
from rules.sentences import Grammar, Prose, split
from schemas.enums import District

# Years are not looked at here, so any time will do.
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """A place found: its name as the vocabulary has it, whose it is, whether it is a home.

    ``district`` is null where the place is another force's.
    """

    name: str
    district: District | None
    home: bool
    force: str | None = None


def read_districts(file: DistrictsFile, grammar: Grammar, lists: Lists) -> Districts:
    """Make districts.toml ready to be searched.

    Raises:
        PhraseError: for a place or a word that cannot be read.
    """
    owned = [
        (number, place)
        for number, district in enumerate(file.district)
        for place in (*district.places, *district.cautious)
    ]
    abroad = len(file.district)
    owned += [
        (number, place)
        for number, force in enumerate(file.force, start=abroad)
        for place in force.places
    ]
    cautious = frozenset(place for district in file.district for place in district.cautious)
    forces = {area: one.name for one in file.force for area in one.areas}
    forces.update({code: one.name for one in file.force for code in one.outcodes})
    return Districts(
        file,
        {district.id: district.name for district in file.district},
        {border.outcode: border for border in file.border},
        forces,
        book(owned, lists),
        book(((0, text) for text in file.homes), lists),
        cautious,
        grammar,
        outcodes_alone(file.alone),
    )


def by_name(text: str, districts: Districts) -> Iterator[Found]:
    """Find the places of a text in its order, each with its district."""
    prose = split(text, districts.grammar, _ANY_TIME)
    homes = {hit.end for hit in districts.homes.find(prose)}
    reached = 0
    hits = sorted(districts.places.find(prose), key=lambda hit: (hit.start, -hit.end))
    for hit in hits:
        if hit.start < reached or not _names_a_place(prose, hit, districts):
            continue
        reached = hit.end
        name, home = hit.phrase.text.title(), hit.start in homes
        abroad = hit.owner - len(districts.file.district)
        if abroad >= 0:
            yield Found(name, None, home, districts.file.force[abroad].name)
        else:
            yield Found(name, districts.file.district[hit.owner].id, home)


def _names_a_place(prose: Prose, hit: Hit, districts: Districts) -> bool:
    following = prose.words[hit.end] if hit.end < prose.limit(hit.start) else ""
    if following in districts.file.not_places:
        return False
    if hit.phrase.text not in districts.cautious:
        return True
    alone = len(prose.words) == hit.end - hit.start
    before = prose.words[hit.start - 1] if hit.start else ""
    capital = prose.text[prose.starts[hit.start]].isupper()
    return alone or (capital and before in districts.file.before_cautious)
