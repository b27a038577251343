"""What registration marks have in common, whole or in part (domain 3.1)."""

import re

from rules.entities.found import Scene

KNOWN = 3
"""A mark of which fewer signs are known is none."""

_CUE_REACH = 45


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
