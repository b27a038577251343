"""Marks that only a cue makes marks: parts of one, spelt out, dateless (domain 3.1)."""

import re
from collections.abc import Iterator

from rules.entities.found import Scene
from rules.entities.marks import KNOWN, WHOLE, car_near, cued, plain_mark, plausible_age, unsaid
from schemas.enums import EntityType

_DATELESS = re.compile(
    r"(?-i:[A-HJ-NPR-TV-Y] ?[1-9]\d{0,2} [A-HJ-PR-Y]{3})(?![\w-])"
    r"|\d{2} ?[A-Z]{2} ?\d{2}(?![\w-])"
    r"|[A-Z]{1,3}[ -]?[1-9]\d{0,3}(?![\w-])|[1-9]\d{0,3}[ -]?[A-Z]{1,3}(?![\w-])"
    r"|[A-Z]{2}\d{2}(?![\w-])",
    re.IGNORECASE,
)
# With whatever parts its signs: "W X 2 0 F G J", "du.58.lfa", "DU 58 / LFA".
_SPELT = re.compile(
    r"[A-HJ-PR-Y][ .-]{0,2}[A-HJ-PR-Y][ .-]{0,2}\d[ .-]{0,2}\d[ ./-]{0,3}"
    r"(?P<end>[A-HJ-PR-Z][ .-]?[A-HJ-PR-Z][ .-]?[A-HJ-PR-Z])(?![\w-])",
    re.IGNORECASE,
)
_SPELT_HEAD = re.compile(
    r"[A-HJ-PR-Y][ .-]{0,2}[A-HJ-PR-Y][ .-]{0,2}\d[ .-]{0,2}\d(?!\w)", re.IGNORECASE
)
# The start of a mark of the current or the prefix series, without a cue before it.
_BARE = re.compile(
    r"(?P<area>[A-HJ-PR-Y](?<![\w-][A-Z])[A-HJ-PR-Y]) ?(?P<age>\d\d)"
    r"(?P<more>(?: ?[A-HJ-PR-Z]{1,2}(?!\w))?)(?!\w|[.-]\w)"
)
# Northern Irish: I or Z among the letters.
_IRISH = re.compile(r"[A-Z](?<![\w-][A-Z])[A-Z]{2} ?[1-9]\d{0,3}(?![\w-])")
# Of the Republic of Ireland: year, county, number.
_REPUBLIC = re.compile(
    r"\d{2,3}-(?:CE?|CN|CW|DL?|G|KE|KK|KY|L[DHKMS]?|M[HNO]|OY|RN|SO|T[SN]?|W[DHWX]?)-\d{1,6}(?![\w-])"
)
_BARE_PREFIX = re.compile(r"[A-HJ-NPR-TV-Y](?<![\w-][A-Z])\d{1,3}(?!\w|[.-]\w)")
_HEAD = re.compile(
    r"[A-HJ-PR-Y]{2} ?\d{2}(?: ?[A-HJ-PR-Z]{1,2}(?!\w))?(?!\w)"
    r"|[A-HJ-NPR-TV-Y]\d{1,3}(?!\w)|[A-HJ-PR-Y]{2}\d?(?!\w)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:\d{1,2} ?)?[A-HJ-PR-Z]{3}(?![\w])|(?<!\w)[A-HJ-PR-Z]{2}(?!\w)", re.IGNORECASE
)
# "something something J": letters that are known after some that are not.
_THEN = re.compile(
    r"[\s,]{1,2}(?:and then|then|and|plus|followed by)\s(?:an?\s|the letters?\s|it was\s)?"
    r"(?P<known>[A-HJ-PR-Z]{1,2})(?!\w|'|\s\d)"
)
_LATER = re.compile(
    r"(?:[\s,.]{1,3}(?:something|somethin|summat|sumthing|blank|question mark|[?*_.-]{1,2})){0,2}"
    r"(?:[\s,]{1,2}(?:and\s)?(?:ending|ended|ends|finishing|last)(?:\s(?:in|with|letters?))*)?"
    r"[\s,]{0,2}(?P<known>[A-HJ-PR-Z]{1,3})(?!\w|')"
)
_LINK = re.compile(
    r"[\s:=,(\"'-]*(?:(?:is|was|of|number|no|as|the|letters|with|being|ours|had|reads?|and|it|digits|registration)\b[\s.:=,(\"'-]*){0,3}"
    r"[.?*_\u2026]{0,4}\s?",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"[\s,(:\"'-]{1,3}$")
_CAR_WORDS = 14
_HEAD_SIZE = 4


def find_partial_vehicles(scene: Scene) -> None:
    """Claim what only a cue makes a mark: parts of one, dateless and Northern Irish ones."""
    if scene.figures:
        _find_spelt(scene)
        _find_bare(scene)
    for match, part in _after(scene, "partial_starts", _HEAD):
        if _means_vehicle(scene, match, part):
            _claim_head(scene, part)
    for match, part in _after(scene, "partial_ends", _TAIL):
        if _means_vehicle(scene, match, part):
            scene.claim(EntityType.VEHICLE, part.span(), plain_mark(part[0]).rjust(WHOLE, "?"))
    for _, part in _after(scene, "vehicle_cues", _DATELESS):
        mark = plain_mark(part[0])
        if re.fullmatch(r"[A-HJ-PR-Y]{2}\d{2}", mark):
            _claim_head(scene, part)
        else:
            scene.claim(EntityType.VEHICLE, part.span(), mark)


def _claim_head(scene: Scene, part: re.Match[str]) -> None:
    """Claim the start of a mark, with what is known of its end."""
    mark = plain_mark(part[0])
    if len(mark) == _HEAD_SIZE and (then := _THEN.match(scene.text, part.end())):
        mark += then["known"]
    later = _LATER.match(scene.text, part.end())
    ending = later["known"] if later and len(mark) + len(later["known"]) <= WHOLE else ""
    scene.claim(EntityType.VEHICLE, part.span(), mark.ljust(WHOLE - len(ending), "?") + ending)


def _find_spelt(scene: Scene) -> None:
    """Claim marks that are spelt out after a cue, whole or their start."""
    for _, part in _after(scene, "vehicle_cues", _SPELT):
        ending = plain_mark(part["end"]).lower()
        if part[0].isupper() or not scene.words.has("short_words", ending):
            scene.claim(EntityType.VEHICLE, part.span(), plain_mark(part[0]))
    for _, part in _after(scene, "vehicle_cues", _SPELT_HEAD):
        if unsaid(scene, part.end()):
            _claim_head(scene, part)


def _find_bare(scene: Scene) -> None:
    """Claim ``HX19`` where the text says that the rest is not known, or speaks of a car."""
    for match in scene.matches(_BARE, scene.before_figures(2, 3)):
        if not plausible_age(scene, match["age"]) or _is_model(scene, match):
            continue
        if unsaid(scene, match.end()) or _of_car(scene, match):
            _claim_head(scene, match)
    for match in scene.matches(_IRISH, scene.before_figures(3, 4)):
        if not {"I", "Z"}.isdisjoint(match[0]) and car_near(scene, match.start()):
            scene.claim(EntityType.VEHICLE, match.span(), plain_mark(match[0]))
    for match in scene.matches(_REPUBLIC, scene.before_figures(0)):
        if car_near(scene, match.start()):
            scene.claim(EntityType.VEHICLE, match.span(), plain_mark(match[0]))
    for match in scene.matches(_BARE_PREFIX, scene.before_figures(1)):
        if unsaid(scene, match.end()) and car_near(scene, match.start()):
            scene.claim(EntityType.VEHICLE, match.span(), plain_mark(match[0]).ljust(WHOLE, "?"))


def _of_car(scene: Scene, match: re.Match[str]) -> bool:
    """Say whether what may be an outcode is of a car: right after one, or near and no outcode."""
    if _car(scene, match.start()):
        return True
    area = match["area"].lower()
    if " " in match[0].strip() and not match["more"]:
        return False
    return area not in scene.words.local_areas and car_near(scene, match.start())


def _is_model(scene: Scene, match: re.Match[str]) -> bool:
    return scene.words.has("vehicle_words", plain_mark(match[0]).lower())


def _car(scene: Scene, at: int) -> bool:
    """Say whether a make, a model or a kind of vehicle stands right before a place."""
    gap = _BEFORE.search(scene.text, max(0, at - 3), at)
    if gap is None:
        return False
    before = scene.text[max(0, gap.start() - _CAR_WORDS) : gap.start()].split()
    return bool(before) and scene.words.has("vehicle_words", before[-1].strip("(\"',").lower())


def _after(
    scene: Scene, cues: str, what: re.Pattern[str]
) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    for match in scene.cues(cues):
        link = _LINK.match(scene.text, match.end())
        if part := what.match(scene.text, link.end() if link else match.end()):
            yield match, part


def _means_vehicle(scene: Scene, cue: re.Match[str], part: re.Match[str]) -> bool:
    """Capitals, or a word for a registration beside the cue."""
    raw = part[0]
    registered = cued(scene, cue.start(), cue.end())
    if scene.words.has("short_words", raw.lower()):
        return registered and raw == raw.upper()
    known = len(plain_mark(raw))
    has_figure = any(map(str.isdigit, raw))
    if raw == raw.upper() and (has_figure or known >= KNOWN):
        return True
    return registered or (has_figure and car_near(scene, part.start()))
