"""Registration marks, whole or in part (domain 3.1). Canonical: capitals, no space."""

import re
from collections.abc import Iterator

from rules.entities.found import Scene
from rules.entities.marks import KNOWN, cued, plain_mark, plausible_age
from schemas.enums import EntityType

_CURRENT = re.compile(
    r"(?<![\w-])(?P<area>[A-HJ-PR-Y0]{2})(?P<gap>[ -]?)(?P<age>[0-9OI]{2})"
    r"(?P<space>[ -]?|,? (?:and )?then )(?P<end>[A-HJ-PR-Z0]{3})(?![\w-])",
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
_MOST_FIGURES = 3


def find_vehicles(scene: Scene) -> None:
    """Claim whole marks of the current, prefix, suffix and Q series, and marks with wildcards."""
    for place, pattern in _candidates(scene):
        match = pattern.match(scene.text, place) if place >= 0 else None
        if match is None:
            continue
        if pattern is _CURRENT:
            if _is_current(scene, match):
                scene.claim(EntityType.VEHICLE, match.span(), _current(match))
        elif _is_older(scene, match):
            scene.claim(EntityType.VEHICLE, match.span(), plain_mark(match[0]))
    if _WILD_SIGNS.isdisjoint(scene.text):
        return
    for match in _WILD.finditer(scene.text):
        canonical = re.sub(r"[*_]", "?", plain_mark(match[0]))
        if sum(char != "?" for char in canonical) >= KNOWN:
            scene.claim(EntityType.VEHICLE, match.span(), canonical)


def _candidates(scene: Scene) -> Iterator[tuple[int, re.Pattern[str]]]:
    """Give where a mark may begin, by what stands on either side of its figures."""
    text = scene.text
    for start, end in scene.figures:
        if end - start > _MOST_FIGURES:
            continue
        left, right = text[max(0, start - 2) : start], text[end : end + 2]
        touches, joins = left[-1:].isalpha(), right[:1].isalpha()
        if not (joins or (right[:1] in {" ", "-"} and right[1:].isalpha())):
            continue
        if not (touches or (left[-1:] in {" ", "-"} and left[:1].isalpha())):
            continue
        # A letter may stand for one of the figures, or a nought for a letter of the area.
        yield from ((start - far, _CURRENT) for far in (2, 3, 1, 4))
        if touches:
            yield start - 1, _PREFIX
        if joins:
            yield start - 3, _SUFFIX
            yield start - 4, _SUFFIX


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
    if len(match["space"]) > 1:
        return match["end"].isupper() and match["area"].isupper()
    if scene.words.has("short_words", match["end"].lower()) and match["space"]:
        # "HX71 and then mud" is a part of a mark.
        return capitals and (registered or not scene.text.isupper())
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
