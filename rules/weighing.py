"""Weighs what a form says as a whole against what was found in it (domain 4.2: recency, safety)."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.cue_files import EvidenceEntry
from rules.cues import Evidence, Match

Place = tuple[str, str, Match]
"""A field, its text, and a thing found there."""

Texts = Sequence[tuple[str, str, tuple[Match, ...]]]
"""Each text of a form: its field, itself, and all that was found there."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The first of each kind of evidence that a form holds, in the order of the form."""

    danger: tuple[Place, ...]
    calm: tuple[Place, ...]
    hearsay: tuple[Place, ...]
    idle: tuple[Place, ...]
    danger_weights: tuple[int, ...]
    settles: bool
    is_idle: bool


def weigh(texts: Texts, evidence: Evidence) -> Weighed:
    """Say what the evidence among all that was found in a form comes to.

    It settles what was found for HIGH where its calm kinds come to enough and nothing says that it
    is so now: a present danger is never lowered. It is idle likewise, or where all is made up.
    """
    first: dict[str, Place] = {}
    for field, text, found in texts:
        for match in found:
            if match.family.id in evidence.entries:
                first.setdefault(match.family.id, (field, text, match))
    kinds = {name: evidence.entries[name] for name in first}
    spoken: dict[str, tuple[Place, ...]] = {
        speaks: tuple(first[name] for name, kind in kinds.items() if kind.speaks == speaks)
        for speaks in ("danger", "calm", "hearsay", "idle")
    }
    calm = _weight(kinds, "calm") + _weight(kinds, "hearsay")
    unreal = any(kind.speaks == "idle" and kind.weight > 1 for kind in kinds.values())
    return Weighed(
        spoken["danger"],
        spoken["calm"],
        spoken["hearsay"],
        spoken["idle"],
        tuple(kind.weight for kind in kinds.values() if kind.speaks == "danger"),
        settles=not spoken["danger"] and calm >= evidence.least_calm,
        is_idle=(unreal or not spoken["danger"]) and _weight(kinds, "idle") >= evidence.least_idle,
    )


def _weight(kinds: dict[str, EvidenceEntry], speaks: str) -> int:
    return sum(kind.weight for kind in kinds.values() if kind.speaks == speaks)
