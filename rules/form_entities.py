"""The entities that a form gives in fields of their own: subjects, vehicles, contacts, places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.entities.casing import written_name
from rules.entities.find import find_entities
from rules.entity_words import EntityWords
from schemas.enums import CommunicationKind, EntityType
from schemas.sanitised import Car, Contact, Contents, Person, Place

_KINDS = {
    CommunicationKind.PHONE: EntityType.PHONE,
    CommunicationKind.EMAIL: EntityType.EMAIL,
    CommunicationKind.IMEI: EntityType.IMEI,
}
# The start of a current mark: the text's ``HX19???`` and the field's ``HX19`` are one vehicle.
_START = re.compile(r"[A-HJ-PR-Y]{2}[0-9]{2}")
_MARK = re.compile(r"[A-Z0-9?]{2,8}")


@dataclass(frozen=True)
class FieldEntity:
    """An entity that a field holds; ``row`` is the row of the form that it shares with others."""

    type: EntityType
    raw: str
    canonical: str
    aliases: tuple[str, ...]
    field: str
    row: str


def form_entities(contents: Contents, words: EntityWords) -> Iterator[FieldEntity]:
    """Give the entities of the form's own fields, in the order of the form."""
    for number, person in enumerate(contents.subjects):
        yield from _person(person, f"subjects.{number}", words)
    for number, car in enumerate(contents.vehicles):
        yield from _car(car, f"vehicles.{number}")
    for number, contact in enumerate(contents.communications):
        yield from _contact(contact, f"communications.{number}", words)
    for number, place in enumerate(contents.locations):
        yield from _place(place, f"locations.{number}", words)


def _person(person: Person, row: str, words: EntityWords) -> Iterator[FieldEntity]:
    if person.name:
        name = written_name(person.name, words)
        aliases = tuple(alias for alias in person.aliases if alias != name)
        yield FieldEntity(EntityType.PERSON, person.name, name, aliases, f"{row}.name", row)
    if person.date_of_birth:
        day = person.date_of_birth.isoformat()
        yield FieldEntity(EntityType.DATE_OF_BIRTH, day, day, (), f"{row}.date_of_birth", row)
    if person.address:
        yield from _read(person.address, f"{row}.address", row, words, EntityType.ADDRESS)
    if person.school_or_employer:
        yield from _read(
            person.school_or_employer,
            f"{row}.school_or_employer",
            row,
            words,
            EntityType.ORGANISATION,
        )


def _car(car: Car, row: str) -> Iterator[FieldEntity]:
    if car.registration:
        mark = re.sub(r"[\s.-]", "", car.registration).upper().replace("*", "?")
        if _START.fullmatch(mark):
            mark = mark.ljust(7, "?")
        if _MARK.fullmatch(mark):
            yield FieldEntity(
                EntityType.VEHICLE, car.registration, mark, (), f"{row}.registration", row
            )
    if car.driver:
        yield FieldEntity(EntityType.PERSON, car.driver, car.driver, (), f"{row}.driver", row)


def _contact(contact: Contact, row: str, words: EntityWords) -> Iterator[FieldEntity]:
    value = (contact.value or "").strip()
    if not value:
        return
    field = f"{row}.value"
    if contact.kind is CommunicationKind.SOCIAL:
        handle = value.lstrip("@").lower()
        yield FieldEntity(EntityType.SOCIAL_HANDLE, value, handle, (), field, row)
        return
    wanted = _KINDS.get(contact.kind)
    for found in _read(value, field, row, words, None):
        if wanted is None or found.type is wanted:
            yield found


def _place(place: Place, row: str, words: EntityWords) -> Iterator[FieldEntity]:
    for name in ("text", "address", "postcode"):
        if text := getattr(place, name):
            fallback = EntityType.ADDRESS if name == "address" else None
            yield from _read(text, f"{row}.{name}", row, words, fallback)


def _read(
    text: str, field: str, row: str, words: EntityWords, fallback: EntityType | None
) -> Iterator[FieldEntity]:
    """Find what a field's text holds; where it lacks what the field is for, take it whole."""
    found = find_entities(text, words)
    for one in found:
        yield FieldEntity(one.type, one.raw, one.canonical, one.aliases, field, row)
    if fallback and not any(one.type is fallback for one in found):
        whole = " ".join(text.split())
        if not found or whole != found[0].raw:
            yield FieldEntity(fallback, text, whole, (), field, row)
