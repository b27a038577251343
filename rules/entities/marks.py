"""What registration marks have in common, whole or in part (domain 3.1)."""

import re

from rules.entities.found import Scene

KNOWN = 3
"""A mark of which fewer signs are known is none."""

WHOLE = 7
"""So many signs has a mark of the current series; those not known are written ``?``."""

_CUE_REACH = 45
_CAR_REACH, _PLATE_REACH = 90, 60
_GAP = re.compile(r"[\s,(.;:\u2026-]{0,6}")


def plausible_age(scene: Scene, age: str) -> bool:
    """Say whether the two figures of a current mark are a year that exists."""
    first, last, from_, to = scene.words.registration_years
    return first <= int(age) <= last or from_ <= int(age) <= to


def plain_mark(raw: str) -> str:
    """Give a mark in capitals without what parts its signs."""
    return re.sub(r"[\s./-]", "", raw).upper()


def cued(scene: Scene, start: int, end: int) -> bool:
    """Say whether a word for a registration stands between two places, or shortly before."""
    near = scene.text[max(0, start - _CUE_REACH) : end]
    return scene.words.patterns["vehicle_cues"].search(near) is not None


def unsaid(scene: Scene, at: int) -> bool:
    """Say whether the text goes on with ``something``, ``and the rest not seen``."""
    gap = _GAP.match(scene.text, at)
    end = gap.end() if gap else at
    dots = ".." in scene.text[at:end] or "\u2026" in scene.text[at:end]
    return dots or scene.words.patterns["partial_after"].match(scene.text, end) is not None


def car_near(scene: Scene, at: int) -> bool:
    """Say whether the sentence speaks of a vehicle or its plate before a place."""
    before = scene.text[max(0, at - _CAR_REACH) : at]
    before = before[max(before.rfind(". "), before.rfind("\n")) + 1 :]
    words = re.findall(r"[\w-]+", before.lower())
    if any(scene.words.has("vehicle_words", word) for word in words):
        return True
    after = scene.text[at : at + _PLATE_REACH]
    return cued(scene, at, at) or scene.words.patterns["vehicle_cues"].search(after) is not None
