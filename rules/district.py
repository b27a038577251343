"""Reads the policing district from postcodes and place names (domain 4.4)."""

from collections.abc import Iterable
from dataclasses import dataclass

from rules.places import Found, by_name
from rules.postcodes import Districts, Reading, outcode_of, outcodes_in, postcodes_in, read_postcode
from schemas.enums import District, EntityType
from schemas.form import CpiForm
from schemas.intelligence import Entity, Located
from schemas.sanitised import Contents, Person, Place


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Readings of one kind of evidence, in the order in which the form gives them."""

    origin: str
    readings: tuple[Reading, ...]


def locate(
    contents: Contents,
    entities: tuple[Entity, ...],
    districts: Districts,
    ruled: District | None = None,
    suggested: District | None = None,
) -> Located:
    """Say in which district the information lies, and what that was read from.

    ``ruled`` is a person's word and goes before all else. Then, the place of the information before
    anybody's home: postcodes of the form's locations, postcodes in the text, place names of the
    locations, postcodes of the subjects' addresses, place names in the text, place names in the
    addresses. Of two in one kind the first given wins and the other is named; after a border
    outcode without its sector a place in one of its districts goes before others. Locations whose
    every postcode is another force's settle it: no district. Where nothing else says it, it is the
    ``suggested`` one, which was read before the source was taken out. ``because`` holds no personal
    data beyond an outcode or sector. Source: domain 4.4; the order is own.
    """
    if ruled is not None:
        return Located(district=ruled, because="set by the person who assessed the form")
    unsettled: list[str] = []
    between: set[District] = set()
    for evidence in _evidence(contents, entities, districts):
        settled = [one for one in evidence.readings if one.district is not None]
        if settled:
            # A border outcode said which districts it may be: a place in one of them settles it.
            settled.sort(key=lambda one: bool(between) and one.district not in between)
            return _settled(evidence.origin, settled)
        between.update(side for one in evidence.readings for side in one.between)
        unsettled += [f"{evidence.origin}: {one.because}" for one in evidence.readings]
        abroad = evidence.readings and all(one.force for one in evidence.readings)
        if abroad and evidence.origin in {_LOCATIONS, _PLACES}:
            suggested = None
            break
    if suggested is not None:
        return Located(district=suggested, because="what the form said before redaction")
    reason = "; ".join(dict.fromkeys(unsettled)) or "no postcode and no place that is known"
    return Located(district=None, because=reason)


def suggest(form: CpiForm, districts: Districts) -> District | None:
    """Give the district that the texts of a form as it came name, before redaction.

    Only the district leaves: the place that it was read from may be the source's.
    """
    information = form.information
    contents = Contents(
        narrative=information.narrative,
        theme=information.theme,
        action_taken=information.action_taken,
        subjects=tuple(Person(role=one.role, address=one.address) for one in form.subjects),
        locations=tuple(
            Place(text=one.text, address=one.address, postcode=one.postcode)
            for one in form.locations
        ),
    )
    return locate(contents, (), districts).district


_LOCATIONS = "the location's postcode"
_PLACES = "the location's name"


def _settled(origin: str, settled: list[Reading]) -> Located:
    first = settled[0]
    others = [one.because for one in settled if one.district != first.district]
    also = f"; also given, later: {', '.join(dict.fromkeys(others))}" if others else ""
    return Located(district=first.district, because=f"{origin}: {first.because}{also}")


def _evidence(
    contents: Contents, entities: tuple[Entity, ...], districts: Districts
) -> Iterable[_Evidence]:
    homes = [person.address or "" for person in contents.subjects]
    written = [one for one in entities if one.type is EntityType.POSTCODE]
    texts = [one.canonical for one in written if not one.field.startswith(("subject", "location"))]
    narrative = "\n\n".join((contents.narrative, contents.action_taken or ""))
    if not texts:
        texts = list(postcodes_in(narrative))
    places = [_words(place) for place in contents.locations]
    yield _Evidence(_LOCATIONS, _read(_postcodes(contents.locations), districts))
    yield _Evidence("a postcode in the text", _read(texts, districts))
    yield _Evidence(_PLACES, _named(places, districts))
    yield _Evidence("an outcode in the text", _read(outcodes_in(narrative, districts), districts))
    in_homes = [code for home in homes for code in postcodes_in(home)]
    yield _Evidence("the postcode of a subject's address", _read(in_homes, districts))
    yield _Evidence("a place in the text", _named([narrative], districts))
    yield _Evidence("the place of a subject's address", _named(homes, districts))


def _postcodes(locations: tuple[Place, ...]) -> Iterable[str]:
    for place in locations:
        if place.postcode and outcode_of(place.postcode):
            yield place.postcode
        yield from postcodes_in(" ; ".join((place.address or "", place.text or "")))


def _words(place: Place) -> str:
    return " ; ".join(part for part in (place.text, place.address, place.postcode) if part)


def _read(codes: Iterable[str], districts: Districts) -> tuple[Reading, ...]:
    return tuple(read_postcode(code, districts) for code in dict.fromkeys(codes))


def _named(texts: list[str], districts: Districts) -> tuple[Reading, ...]:
    found = [one for text in texts for one in by_name(text, districts)]
    # Where somebody lives or goes says less than where something is.
    found.sort(key=lambda one: (one.home, one.away))
    return tuple(map(_reading, found))


def _reading(found: Found) -> Reading:
    if found.district is None:
        return Reading(None, f"{found.name} is policed by {found.force}", found.force)
    return Reading(found.district, because=f"{found.name} is in {found.district.value}")
