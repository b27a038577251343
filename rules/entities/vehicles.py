"""Registration marks, whole or in part (domain 3.1). Canonical: capitals, no space."""

import re

from rules.entities.found import Scene
from rules.entities.marks import KNOWN, cued, plain_mark, plausible_age
from schemas.enums import EntityType

_CURRENT = re.compile(
    r"(?<![\w-])(?P<area>[A-HJ-PR-Y0]{2})(?P<gap>[ -]?)(?P<age>[0-9OI]{2})(?P<space>[ -]?)"
    r"(?P<end>[A-HJ-PR-Z0]{3})(?![\w-])",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"(?<![\w-])(?P<area>[A-HJ-NPR-TV-Y]|Q)(?P<number>[1-9]\d{0,2})(?P<space>[ -]?)"
    r"(?P<end>[A-HJ-PR-Y]{3})(?![\w-])",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"(?<![\w-])(?P<end>[A-HJ-PR-Y]{3})(?P<space>[ -]?)(?P<number>[1-9]\d{0,2})"
    r"(?P<area>[A-HJ-NPR-TV-Y])(?![\w-])",
    re.IGNORECASE,
)
_WILD = re.compile(
    r"(?<![\w?*])(?=[A-Z0-9 ]{0,12}[?*_])[A-Z?*_]{2} ?[0-9?*_]{2} ?"
    r"(?:[A-Z?*_] ?){2}[A-Z?*_](?![\w?*])"
)
_YEAR_GROUP = re.compile(r"Y(?:R|EAR)?[1-9]\d?$", re.IGNORECASE)
_WILD_SIGNS = frozenset("?*_")
# Letters that may stand for the figures of a mark.
_AS_FIGURES = re.compile("[oOiI\u0131\u0130](?=[oOiI\u0131\u0130])")


def find_vehicles(scene: Scene) -> None:
    """Claim whole marks of the current, prefix, suffix and Q series, and marks with wildcards."""
    for match in scene.matches(_CURRENT, _current_places(scene)):
        if _is_current(scene, match):
            scene.claim(EntityType.VEHICLE, match.span(), _current(match))
    for pattern, places in (
        (_PREFIX, scene.before_figures(1)),
        (_SUFFIX, scene.before_figures(3, 4)),
    ):
        for match in scene.matches(pattern, places):
            if _is_older(scene, match):
                scene.claim(EntityType.VEHICLE, match.span(), plain_mark(match[0]))
    if _WILD_SIGNS.isdisjoint(scene.text):
        return
    for match in _WILD.finditer(scene.text):
        canonical = re.sub(r"[*_]", "?", plain_mark(match[0]))
        if sum(char != "?" for char in canonical) >= KNOWN:
            scene.claim(EntityType.VEHICLE, match.span(), canonical)


def _current_places(scene: Scene) -> set[int]:
    """Give where a mark may begin: before figures, or letters that stand for them."""
    places = scene.before_figures(0, 1, 2, 3, 4)
    for found in _AS_FIGURES.finditer(scene.text):
        places |= {at for at in (found.start() - 2, found.start() - 3) if at >= 0}
    return places


def _is_current(scene: Scene, match: re.Match[str]) -> bool:
    age = re.sub("I", "1", match["age"].upper().replace("O", "0"))
    if not plausible_age(scene, age):
        return False
    raw = match[0]
    mistyped = age != match["age"] or "0" in match["area"] + match["end"]
    if mistyped and (not any(map(str.isdigit, match["age"])) or raw != raw.upper()):
        return False
    return _plausible(scene, match, loose=bool(match["gap"]))


def _plausible(scene: Scene, match: re.Match[str], *, loose: bool) -> bool:
    """A word of three letters, or letters apart from the figures, need capitals or a cue."""
    raw = match[0]
    registered = cued(scene, match.start(), match.start())
    capitals = raw == raw.upper()
    if scene.words.has("short_words", match["end"].lower()) and match["space"]:
        shouting = scene.text.isupper()
        return registered if (shouting or not capitals) else True
    return capitals or registered or not loose


def _is_older(scene: Scene, match: re.Match[str]) -> bool:
    raw = match[0]
    word = scene.words.has("short_words", match["end"].lower())
    if cued(scene, match.start(), match.start()):
        return not word or raw == raw.upper()
    group = _YEAR_GROUP.match((match["area"] + match["number"]).upper())
    return raw == raw.upper() and not word and not group


def _current(match: re.Match[str]) -> str:
    area, end = (match[part].upper().replace("0", "O") for part in ("area", "end"))
    age = match["age"].upper().replace("O", "0").replace("I", "1")
    return area + age + end
