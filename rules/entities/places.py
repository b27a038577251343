"""Places: postcode, address, street (domain 3.2)."""

import re

from rules.entities.found import Scene
from rules.entity_words import CAPITAL, SEPARATOR, EntityWords, any_of
from rules.folding import fold
from schemas.enums import EntityType

_POSTCODE = re.compile(
    r"(?<![\w-])(?P<area>[A-PR-UWYZ][A-HK-Y]?)(?P<district>\d[\dA-HJKPSTUW]?)"
    r"(?P<space>[ -]{0,2})(?P<sector>[\dO])(?P<unit>[ABD-HJLNP-UW-Z]{2})(?![\w-])",
    re.IGNORECASE,
)
_MISTYPED = re.compile(
    r"(?<![\w-])(?P<area>[SP]0)(?P<district>\d{1,2})(?P<space> ?)(?P<sector>[\dO])"
    r"(?P<unit>[ABD-HJLNP-UW-Z]{2})(?![\w-])"
)
_UNITS = {"nd", "rd", "st", "th", "ft", "am", "pm"}
_FLATS = ("flat", "apartment", "apt", "unit", "room")


def find_postcodes(scene: Scene) -> None:
    """Claim postcodes; canonical ``SO14 0JT``. O for nought passes where all is in capitals."""
    found = scene.matches(_POSTCODE, scene.before_figures(1, 2))
    mistyped_areas = scene.matches(_MISTYPED, scene.before_figures(1))
    for match in (*found, *mistyped_areas):
        area = match["area"].upper().replace("0", "O")
        capitals = match[0] == match[0].upper()
        measure = match["unit"].lower() in _UNITS and (match["unit"].islower() or not capitals)
        mistyped = match["sector"] in "oO"
        if not scene.words.has("postcode_areas", area.lower()) or measure:
            continue
        if mistyped and not capitals:
            continue
        sector = match["sector"].upper().replace("O", "0")
        district = match["district"].upper()
        canonical = f"{area}{district} {sector}{match['unit'].upper()}"
        scene.claim(EntityType.POSTCODE, match.span(), canonical)


def find_addresses(scene: Scene) -> None:
    """Claim house number, street and suffix, as written; a flat before it belongs to it."""
    pattern = scene.words.made("address", _address)
    flats = any(word in scene.low for word in _FLATS)
    if flats:
        for match in scene.words.made("flat", _flat).finditer(scene.text):
            _claim_address(scene, *match.span())
        found = pattern.finditer(scene.text)
    else:
        found = scene.matches(pattern, scene.before_figures(0))
    for match in found:
        words = [fold(word).strip(".") for word in match["street"].split()]
        capital = _all_capital(match["street"])
        if not capital and any(scene.words.has("not_street", word) for word in words):
            continue
        if not (capital and match["suffix"][0].isupper()) and scene.words.has(
            "building_suffixes", fold(match["suffix"])
        ):
            continue
        start = match.start("flat") if match["flat"] else match.start("number")
        _claim_address(scene, start, match.end("suffix"))


def _claim_address(scene: Scene, start: int, end: int) -> None:
    raw = scene.text[start:end]
    scene.claim(EntityType.ADDRESS, (start, end), " ".join(raw.split()))


def _all_capital(street: str) -> bool:
    return all(word[0].isupper() for word in street.split())


def block_streets(scene: Scene) -> None:
    """Keep streets without a number from being taken for people: ``Mill Lane``, ``Ryan Close``."""
    pattern = scene.words.made("street", _street)
    for match in pattern.finditer(scene.text):
        last = match[0].split()[-1]
        if last[0].isupper() and scene.free(*match.span()):
            scene.block(*match.span())


def _address(words: EntityWords) -> re.Pattern[str]:
    street = any_of(words.street_suffixes)
    suffix = any_of((*words.street_suffixes, *words.building_suffixes))
    return re.compile(
        rf"(?<![\w£$.,:/-])(?P<flat>(?:{'|'.join(_FLATS)})\s(?:no\.?\s?)?(?:\d{{1,3}}[a-z]?|[a-z]\d?),?\s)?"
        rf"(?P<number>\d{{1,4}}[a-z]?(?:\s?[-/]\s?\d{{1,4}}[a-z]?)?),?{SEPARATOR}"
        rf"(?P<street>(?:[a-z][\w'-]*\.?{SEPARATOR}){{1,4}}?)(?P<suffix>{suffix})(?!\w)"
        rf"(?!{SEPARATOR}{street}(?!\w))",
        re.IGNORECASE,
    )


def _flat(words: EntityWords) -> re.Pattern[str]:
    """Find a flat of a building that has no number in its street: ``Flat 2 Dolphin Court``."""
    suffix = any_of((*words.street_suffixes, *words.building_suffixes))
    return re.compile(
        rf"(?i:\b(?:{'|'.join(_FLATS)}))\s(?:[Nn]o\.?\s?)?(?:\d{{1,3}}[A-Za-z]?|[A-Z]),?\s"
        rf"(?:[A-Z][\w'-]*{SEPARATOR}){{1,3}}?(?=[A-Z])(?i:{suffix})(?!\w)"
    )


def _street(words: EntityWords) -> re.Pattern[str]:
    # "St" and "Dr" begin names too.
    suffix = any_of(tuple(word for word in words.street_suffixes if word not in {"st", "dr"}))
    return re.compile(
        rf"[A-Z](?<!\w[A-Z])[\w'&-]*\.?{SEPARATOR}(?:{CAPITAL}{SEPARATOR}){{0,2}}"
        rf"(?i:{suffix})(?!\w)"
    )
