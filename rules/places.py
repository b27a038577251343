"""From place names in a text to districts (domain 4.4)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from rules.phrasebook import Hit, book
from rules.phrases import Lists
from rules.postcodes import Districts, DistrictsFile, SharedEntry, outcodes_alone
from rules.sentences import Grammar, Prose, split
from schemas.enums import District

# Years are not looked at here, so any time will do.
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """A place found: its name as the vocabulary has it, whose it is, whether it is a home.

    ``district`` is null where the place is another force's; ``away`` where somebody goes there.
    """

    name: str
    district: District | None
    home: bool
    force: str | None = None
    away: bool = False


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
    shared = abroad + len(file.force)
    owned += [(number, one.place) for number, one in enumerate(file.shared, start=shared)]
    cautious = {place for district in file.district for place in district.cautious}
    cautious |= {one.place for one in file.shared if one.cautious}
    forces = {area: one.name for one in file.force for area in one.areas}
    forces.update({code: one.name for one in file.force for code in one.outcodes})
    return Districts(
        file,
        {district.id: district.name for district in file.district},
        {border.outcode: border for border in file.border},
        forces,
        book(owned, lists),
        book(((0, text) for text in file.homes), lists),
        frozenset(cautious),
        grammar,
        outcodes_alone(file.alone),
    )


def by_name(text: str, districts: Districts) -> Iterator[Found]:
    """Find the places of a text in its order, each with its district.

    A place of a name that several districts have is in the one of which the text names another.
    """
    prose = split(text, districts.grammar, _ANY_TIME)
    found: list[Found | tuple[SharedEntry, Found]] = []
    hits = sorted(districts.places.find(prose), key=lambda hit: (hit.start, -hit.end))
    homes = {hit.end for hit in districts.homes.find(prose)} if hits else set()
    reached = 0
    for hit in hits:
        if hit.start < reached or not _names_a_place(prose, hit, districts):
            continue
        reached = hit.end
        found.append(_owned(prose, hit, districts, home=hit.start in homes))
    sure = [one.district for one in found if isinstance(one, Found)]
    for one in found:
        if isinstance(one, Found):
            yield one
            continue
        shared, place = one
        district = next((side for side in sure if side in shared.between), shared.usual)
        if district is not None:
            yield replace(place, district=district)


def _owned(
    prose: Prose, hit: Hit, districts: Districts, *, home: bool
) -> Found | tuple[SharedEntry, Found]:
    """Say whose a place is; of one that several have, which they are."""
    file, name = districts.file, hit.phrase.text.title()
    before = prose.words[max(0, hit.start - 2) : hit.start]
    away = len(before) > 1 and before[1] == "to" and before[0] in file.ways
    abroad = hit.owner - len(file.district)
    shared = abroad - len(file.force)
    if shared >= 0:
        return file.shared[shared], Found(name, None, home, away=away)
    if abroad >= 0:
        return Found(name, None, home, file.force[abroad].name, away)
    return Found(name, file.district[hit.owner].id, home, away=away)


def _names_a_place(prose: Prose, hit: Hit, districts: Districts) -> bool:
    file = districts.file
    following = prose.words[hit.end] if hit.end < prose.limit(hit.start) else ""
    capital = prose.text[prose.starts[hit.start]].isupper()
    if following in file.not_places and not _is_way_there(prose, hit, capital=capital):
        return False
    if hit.phrase.text not in districts.cautious:
        return True
    alone = len(prose.words) == hit.end - hit.start
    before = prose.words[hit.start - 1] if hit.start else ""
    led = before in file.before_cautious or following in file.after_cautious
    small = hit.phrase.text not in file.words and prose.text.islower()
    return alone or (led and (capital or small))


def _is_way_there(prose: Prose, hit: Hit, *, capital: bool) -> bool:
    """Say whether a place is meant where a word in small letters follows: ``the Odiham lane``."""
    at = prose.starts[hit.end]
    road = prose.words[hit.end] in {"lane", "road"}
    return capital and road and prose.text[at].islower() and not prose.text.islower()
