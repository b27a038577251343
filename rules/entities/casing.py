"""How a person's name is written: forename first, capitals where names have them."""

import re

from rules.entity_words import EntityWords
from rules.folding import fold

PARTICLES = {
    "van",
    "de",
    "der",
    "den",
    "bin",
    "ibn",
    "al",
    "el",
    "von",
    "da",
    "di",
    "la",
    "le",
    "dos",
    "das",
    "del",
    "bint",
    "zu",
    "ap",
    "ab",
    "ferch",
    "o",
    "ui",
    "ni",
    "mac",
    "nic",
}
"""Small words within a surname."""


def cased(raw: str) -> str:
    """Write a name that is all in capitals or all small as names are written: ``O'Connor``."""
    if not (raw.isupper() and len(raw) > 1) and not raw.islower():
        return raw
    if raw.islower() and raw in PARTICLES:
        return raw
    parts = re.split(r"(['\u2019-])", raw.lower())
    name = "".join(part.capitalize() for part in parts)
    return re.sub(r"^Mc([a-z])", lambda match: "Mc" + match[1].upper(), name)


def written_name(name: str, words: EntityWords) -> str:
    """Give a name from a field of its own in canonical form: forename first, no title."""
    surname, comma, rest = name.partition(",")
    turned = f"{rest.strip()} {surname.strip()}" if comma and rest.strip() else name
    parts = re.sub(r"[(\[\"].*?[)\]\"]", " ", turned).split()
    kept = [part for part in parts if not words.has("titles", fold(part).strip("."))]
    return " ".join(cased(part) for part in kept or parts)
