"""Finds every entity of a text; what is found first keeps its place (domain 3.4)."""

from rules.entities.blocks import block_animals, block_known, block_streets
from rules.entities.contacts import find_contacts, find_phones
from rules.entities.dates import find_dates_of_birth
from rules.entities.found import Found, Scene
from rules.entities.handles import find_handles
from rules.entities.numbers import find_numbers
from rules.entities.organisations import find_organisations
from rules.entities.partial_vehicles import find_partial_vehicles
from rules.entities.people import find_people
from rules.entities.places import find_addresses
from rules.entities.postcodes import find_postcodes
from rules.entities.spelt import find_spelt
from rules.entities.vehicles import find_vehicles
from rules.entities.venues import find_venues
from rules.entity_words import EntityWords

FINDERS = (
    find_contacts,
    find_numbers,
    find_dates_of_birth,
    find_spelt,
    find_phones,
    find_postcodes,
    find_vehicles,
    find_handles,
    find_partial_vehicles,
    find_addresses,
    find_organisations,
    find_venues,
    block_known,
    block_streets,
    block_animals,
    find_people,
)
"""The order in which places are claimed: what can be checked first, names last."""


def find_entities(text: str, words: EntityWords) -> tuple[Found, ...]:
    """Find every mention of an entity, in the order of the text; ``text[start:end] == raw``."""
    scene = Scene(text, words)
    for finder in FINDERS:
        finder(scene)
    return tuple(sorted(scene.found, key=lambda found: found.start))
