"""Postcodes, in canonical form (domain 3.2)."""

import re

from rules.entities.found import Scene
from schemas.enums import EntityType

_POSTCODE = re.compile(
    r"(?<![\w-])(?P<area>[A-PR-UWYZ][A-HK-Y]?)(?P<district>\d[\dA-HJKPSTUW]?)"
    r"(?P<space>[ -]{0,2})(?P<sector>[\dO])(?P<unit>[ABD-HJLNP-UW-Z]{2})(?![\w-])",
    re.IGNORECASE,
)
_MISTYPED = re.compile(
    r"(?<![\w-])(?P<area>[SP]0)(?P<district>\d{1,2})(?P<space> ?)(?P<sector>[\dO])"
    r"(?P<unit>[ABD-HJLNP-UW-Z]{2})(?![\w-])",
    re.IGNORECASE,
)
_UNITS = frozenset({"nd", "rd", "st", "th", "ft", "am", "pm"})


def find_postcodes(scene: Scene) -> None:
    """Claim postcodes; canonical ``SO14 0JT``. O for nought passes where all is in capitals."""
    if not scene.figures:
        return
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
