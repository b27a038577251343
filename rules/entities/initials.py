"""Initials that stand for a person whom the text names in full: ``LC`` (DESIGN 6)."""

import re
from collections.abc import Iterable, Iterator

from rules.entities.found import Scene

_INITIALS = re.compile(r"[A-Z](?<![\w&/-][A-Z])[A-Z]{1,2}(?![\w&/-])")


def initials(scene: Scene, full: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    """Find ``LC`` where the text names one Leanne Corbishley: her name, and where they stand."""
    if scene.shouts:
        return
    owners: dict[str, list[str]] = {}
    for name in full:
        parts = name.split()
        given = _initials(parts[:2]) if len(parts) > 2 else ""  # noqa: PLR2004 - TJ of Tyrone James
        for short in {_initials(parts), _initials(parts[0].split("-")), given}:
            if len(short) > 1 and not scene.words.has("not_initials", short.lower()):
                owners.setdefault(short, []).append(name)
    if scene.present.isdisjoint(short.lower() for short in owners):
        return
    for match in _INITIALS.finditer(scene.text):
        names = owners.get(match[0], [])
        if len(names) == 1 and scene.free(*match.span()):
            yield names[0], *match.span()


def _initials(parts: list[str]) -> str:
    return "".join(part[0] for part in parts if part[0].isupper())
