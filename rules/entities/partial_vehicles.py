"""Marks that only a cue makes marks: parts of one, spelt out, dateless (domain 3.1)."""

import re
from collections.abc import Iterator

from rules.entities.found import Scene
from rules.entities.marks import KNOWN, cued, plain_mark, plausible_age
from schemas.enums import EntityType

_DATELESS = re.compile(
    r"[A-Z]{1,3}[ -]?[1-9]\d{0,3}(?![\w-])|[1-9]\d{0,3}[ -]?[A-Z]{1,3}(?![\w-])"
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
# The start of a mark of the current series, in capitals, without a cue before it.
_BARE = re.compile(
    r"[A-HJ-PR-Y](?<![\w-][A-Z])[A-HJ-PR-Y](?P<age>\d\d)(?: ?[A-HJ-PR-Z]{1,2})?(?!\w)"
)
_HEAD = re.compile(
    r"[A-HJ-PR-Y]{2}\d{2}(?: ?[A-HJ-PR-Z]{1,2}(?!\w))?(?!\w)"
    r"|[A-HJ-NPR-TV-Y]\d{1,3}(?!\w)|[A-HJ-PR-Y]{2}\d?(?!\w)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:\d{1,2} ?)?[A-HJ-PR-Z]{3}(?![\w])|(?<!\w)[A-HJ-PR-Z]{2}(?!\w)", re.IGNORECASE
)
_LINK = re.compile(
    r"[\s:=(\"'-]*(?:(?:is|was|of|number|no|as|the|letters|with|being)\b[\s.:=(\"'-]*){0,3}"
    r"[.?*_\u2026]{0,4}\s?",
    re.IGNORECASE,
)
_GAP = re.compile(r"[\s,(.:\u2026-]{0,6}")
_BEFORE = re.compile(r"[\s,(:\"'-]{1,3}$")
_CAR_REACH = 30


def find_partial_vehicles(scene: Scene) -> None:
    """Claim what only a cue makes a mark: parts of one, dateless and Northern Irish ones."""
    _find_spelt(scene)
    _find_bare(scene)
    for match, part in _after(scene, "partial_starts", _HEAD):
        if _means_vehicle(scene, match, part):
            scene.claim(EntityType.VEHICLE, part.span(), plain_mark(part[0]).ljust(7, "?"))
    for match, part in _after(scene, "partial_ends", _TAIL):
        if _means_vehicle(scene, match, part):
            scene.claim(EntityType.VEHICLE, part.span(), plain_mark(part[0]).rjust(7, "?"))
    for _, part in _after(scene, "vehicle_cues", _DATELESS):
        mark = plain_mark(part[0])
        if re.fullmatch(r"[A-HJ-PR-Y]{2}\d{2}", mark):
            mark = mark.ljust(7, "?")
        scene.claim(EntityType.VEHICLE, part.span(), mark)


def _find_spelt(scene: Scene) -> None:
    """Claim marks that are spelt out after a cue, whole or their start."""
    for _, part in _after(scene, "vehicle_cues", _SPELT):
        ending = plain_mark(part["end"]).lower()
        if part[0].isupper() or not scene.words.has("short_words", ending):
            scene.claim(EntityType.VEHICLE, part.span(), plain_mark(part[0]))
    for _, part in _after(scene, "vehicle_cues", _SPELT_HEAD):
        if _unsaid(scene, part.end()):
            scene.claim(EntityType.VEHICLE, part.span(), plain_mark(part[0]).ljust(7, "?"))


def _find_bare(scene: Scene) -> None:
    """Claim ``HX19`` where the text says that the rest is not known, or a car stands before it."""
    for match in scene.matches(_BARE, scene.before_figures(2)):
        if not plausible_age(scene, match["age"]):
            continue
        area = match[0][:2].lower()
        said = _unsaid(scene, match.end())
        if not said and (scene.words.has("postcode_areas", area) or not _car(scene, match.start())):
            continue
        mark = plain_mark(match[0])
        scene.claim(EntityType.VEHICLE, match.span(), mark.ljust(7, "?"))


def _unsaid(scene: Scene, at: int) -> bool:
    """Say whether the text goes on with ``something``, ``and the rest not seen``."""
    gap = _GAP.match(scene.text, at)
    end = gap.end() if gap else at
    dots = ".." in scene.text[at:end] or "\u2026" in scene.text[at:end]
    return dots or scene.words.patterns["partial_after"].match(scene.text, end) is not None


def _car(scene: Scene, at: int) -> bool:
    """Say whether a make, a model or a kind of vehicle stands right before a place."""
    gap = _BEFORE.search(scene.text, max(0, at - 3), at)
    if gap is None:
        return False
    before = scene.text[max(0, gap.start() - _CAR_REACH) : gap.start()].split()
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
    return registered or (raw == raw.upper() and (has_figure or known >= KNOWN))
