"""Places and premises: postcode, address, organisation (domain 3.2)."""

import re

from rules.entities.found import Scene
from rules.entity_words import EntityWords, any_of
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
_SEPARATOR = r"[^\S\n]+"
_CAPITAL = r"[A-Z][\w'&-]*\.?"
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
    if any(word in scene.low for word in _FLATS):
        found = pattern.finditer(scene.text)
    else:
        found = scene.matches(pattern, scene.before_figures(0))
    for match in found:
        words = [fold(word).strip(".") for word in match["street"].split()]
        if any(scene.words.has("not_street", word) for word in words) and not _all_capital(
            match["street"]
        ):
            continue
        start = match.start("flat") if match["flat"] else match.start("number")
        raw = scene.text[start : match.end("suffix")]
        scene.claim(EntityType.ADDRESS, (start, start + len(raw)), " ".join(raw.split()))


def _all_capital(street: str) -> bool:
    return all(word[0].isupper() for word in street.split())


def block_streets(scene: Scene) -> None:
    """Keep streets without a number from being taken for people: ``Mill Lane``, ``Ryan Close``."""
    pattern = scene.words.made("street", _street)
    for match in pattern.finditer(scene.text):
        last = match[0].split()[-1]
        if last[0].isupper() and scene.free(*match.span()):
            scene.block(*match.span())


def find_organisations(scene: Scene) -> None:
    """Claim named organisations: a known name, or capitalised words with a suffix that says so."""
    pattern = scene.words.made("organisation", _organisation)
    known = scene.words.made("known_organisation", _known)
    for match in pattern.finditer(scene.text):
        start = _trimmed(scene, match)
        if start is not None:
            raw = scene.text[start : match.end()]
            scene.claim(EntityType.ORGANISATION, (start, match.end()), " ".join(raw.split()))
    if not any(name in scene.text for name in scene.words.organisations):
        return
    for match in known.finditer(scene.text):
        scene.claim(EntityType.ORGANISATION, match.span(), match[0])


def _trimmed(scene: Scene, match: re.Match[str]) -> int | None:
    """Leave out leading words that only begin the sentence: ``The``, ``Outside``, ``At``."""
    start = match.start()
    words = match[0].split()
    while len(words) > 1 and scene.words.has("organisation_leads", fold(words[0]).strip(".")):
        start += len(words[0])
        start += len(scene.text[start:]) - len(scene.text[start:].lstrip())
        words = words[1:]
    return start if len(words) > 1 else None


def _address(words: EntityWords) -> re.Pattern[str]:
    suffix = any_of(words.street_suffixes)
    return re.compile(
        rf"(?<![\w£$.,:/-])(?P<flat>(?:{'|'.join(_FLATS)})\s\w{{1,4}},?\s)?"
        rf"(?P<number>\d{{1,4}}[a-z]?(?:\s?[-/]\s?\d{{1,4}}[a-z]?)?),?{_SEPARATOR}"
        rf"(?P<street>(?:[a-z][\w'-]*\.?{_SEPARATOR}){{1,4}}?)(?P<suffix>{suffix})(?!\w)",
        re.IGNORECASE,
    )


def _street(words: EntityWords) -> re.Pattern[str]:
    # "St" and "Dr" begin names too.
    suffix = any_of(tuple(word for word in words.street_suffixes if word not in {"st", "dr"}))
    return re.compile(
        rf"[A-Z](?<!\w[A-Z])[\w'&-]*\.?{_SEPARATOR}(?:{_CAPITAL}{_SEPARATOR}){{0,2}}"
        rf"(?i:{suffix})(?!\w)"
    )


def _organisation(words: EntityWords) -> re.Pattern[str]:
    link = rf"(?:(?:of|the|and|&|for){_SEPARATOR}){{0,2}}"
    suffix = any_of(words.organisation_suffixes)
    return re.compile(
        rf"[A-Z](?<![\w@][A-Z])[\w'&-]*\.?{_SEPARATOR}{link}"
        rf"(?:{_CAPITAL}{_SEPARATOR}{link}){{0,4}}{suffix}(?![\w@])"
    )


def _known(words: EntityWords) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words.organisations))})(?!\w)")
