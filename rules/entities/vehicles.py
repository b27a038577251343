"""Registration marks, whole or in part (domain 3.1). Canonical: capitals, no space."""

import re
from collections.abc import Iterator

from rules.entities.found import Scene
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
_DATELESS = re.compile(
    r"[A-Z]{1,3}[ -]?[1-9]\d{0,3}(?![\w-])|[1-9]\d{0,3}[ -]?[A-Z]{1,3}(?![\w-])"
    r"|[A-Z]{2}\d{2}(?![\w-])",
    re.IGNORECASE,
)
_WILD = re.compile(r"(?<![\w?*])(?=[A-Z0-9 ]*[?*_])[A-Z?*_]{2}[0-9?*_]{2} ?[A-Z?*_]{3}(?![\w?*])")
_HEAD = re.compile(
    r"[A-HJ-PR-Y]{2}\d{2}(?: ?[A-HJ-PR-Z]{1,2}(?!\w))?(?!\w)"
    r"|[A-HJ-NPR-TV-Y]\d{1,3}(?!\w)|[A-HJ-PR-Y]{2}\d?(?!\w)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:\d{1,2} ?)?[A-HJ-PR-Z]{3}(?![\w])|(?<!\w)[A-HJ-PR-Z]{2}(?!\w)", re.IGNORECASE
)
_LINK = re.compile(
    r"[\s:=(\"'-]*(?:(?:is|was|of|number|no|as|the|letters|with|being)\b[\s.:=(\"'-]*){0,3}",
    re.IGNORECASE,
)
_YEAR_GROUP = re.compile(r"Y(?:R|EAR)?[1-9]\d?$", re.IGNORECASE)
_WILD_SIGNS = frozenset("?*_")
# Letters that may stand for the figures of a mark.
_AS_FIGURES = re.compile("[oOiI\u0131\u0130](?=[oOiI\u0131\u0130])")
_KNOWN = 3
_CUE_REACH = 45


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
                scene.claim(EntityType.VEHICLE, match.span(), _plain(match[0]))
    if _WILD_SIGNS.isdisjoint(scene.text):
        return
    for match in _WILD.finditer(scene.text):
        canonical = re.sub(r"[*_]", "?", _plain(match[0]))
        if sum(char != "?" for char in canonical) >= _KNOWN:
            scene.claim(EntityType.VEHICLE, match.span(), canonical)


def find_partial_vehicles(scene: Scene) -> None:
    """Claim what only a cue makes a mark: parts of one, dateless and Northern Irish ones."""
    for match, part in _after(scene, "partial_starts", _HEAD):
        if _means_vehicle(scene, match, part):
            scene.claim(EntityType.VEHICLE, part.span(), _plain(part[0]).ljust(7, "?"))
    for match, part in _after(scene, "partial_ends", _TAIL):
        if _means_vehicle(scene, match, part):
            scene.claim(EntityType.VEHICLE, part.span(), _plain(part[0]).rjust(7, "?"))
    for _, part in _after(scene, "vehicle_cues", _DATELESS):
        mark = _plain(part[0])
        if re.fullmatch(r"[A-HJ-PR-Y]{2}\d{2}", mark):
            mark = mark.ljust(7, "?")
        scene.claim(EntityType.VEHICLE, part.span(), mark)


def _after(
    scene: Scene, cues: str, what: re.Pattern[str]
) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    for match in scene.words.patterns[cues].finditer(scene.text):
        link = _LINK.match(scene.text, match.end())
        if part := what.match(scene.text, link.end() if link else match.end()):
            yield match, part


def _current_places(scene: Scene) -> set[int]:
    """Give where a mark may begin: before figures, or letters that stand for them."""
    places = scene.before_figures(0, 1, 2, 3, 4)
    for found in _AS_FIGURES.finditer(scene.text):
        places |= {at for at in (found.start() - 2, found.start() - 3) if at >= 0}
    return places


def _is_current(scene: Scene, match: re.Match[str]) -> bool:
    age = re.sub("I", "1", match["age"].upper().replace("O", "0"))
    first, last, from_, to = scene.words.registration_years
    if not (first <= int(age) <= last or from_ <= int(age) <= to):
        return False
    raw = match[0]
    mistyped = age != match["age"] or "0" in match["area"] + match["end"]
    if mistyped and (not any(map(str.isdigit, match["age"])) or raw != raw.upper()):
        return False
    return _plausible(scene, match, loose=bool(match["gap"]))


def _plausible(scene: Scene, match: re.Match[str], *, loose: bool) -> bool:
    """A word of three letters, or letters apart from the figures, need capitals or a cue."""
    raw = match[0]
    cued = _cued(scene, match.start())
    capitals = raw == raw.upper()
    if scene.words.has("short_words", match["end"].lower()) and match["space"]:
        shouting = scene.text.isupper()
        return cued if (shouting or not capitals) else True
    return capitals or cued or not loose


def _is_older(scene: Scene, match: re.Match[str]) -> bool:
    raw = match[0]
    cued = _cued(scene, match.start())
    if cued:
        return not scene.words.has("short_words", match["end"].lower()) or raw == raw.upper()
    word = scene.words.has("short_words", match["end"].lower())
    group = _YEAR_GROUP.match((match["area"] + match["number"]).upper())
    return raw == raw.upper() and not word and not group


def _cued(scene: Scene, at: int) -> bool:
    before = scene.text[max(0, at - _CUE_REACH) : at]
    return scene.words.patterns["vehicle_cues"].search(before) is not None


def _means_vehicle(scene: Scene, cue: re.Match[str], part: re.Match[str]) -> bool:
    """Capitals, or a word for a registration beside the cue."""
    raw = part[0]
    wide = scene.text[max(0, cue.start() - _CUE_REACH) : cue.end()]
    cued = scene.words.patterns["vehicle_cues"].search(wide) is not None
    if scene.words.has("short_words", raw.lower()):
        return cued and raw == raw.upper()
    known = len(_plain(raw))
    has_figure = any(map(str.isdigit, raw))
    return cued or (raw == raw.upper() and (has_figure or known >= _KNOWN))


def _current(match: re.Match[str]) -> str:
    area, end = (match[part].upper().replace("0", "O") for part in ("area", "end"))
    age = match["age"].upper().replace("O", "0").replace("I", "1")
    return area + age + end


def _plain(raw: str) -> str:
    return re.sub(r"[\s-]", "", raw).upper()
