"""Nicknames in a text: after a cue, in quotes after a word for a person, initials (DESIGN 6)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rules.entities.found import Scene
from rules.folding import fold

_ALIAS = re.compile(
    r"[\s:,(-]{0,3}(?:the\s)?(?:[\"'\u201c\u2018](?P<quoted>[^\"'\u201d\u2019\n]{2,30})[\"'\u201d\u2019]"
    r"|(?P<plain>[A-Z][\w'-]*(?:\s(?:[A-Z]\b|[A-Z][\w'-]+)){0,2})|(?P<small>[a-z][\w'-]{2,20}))"
)
_AGAIN = re.compile(
    r",?\s(?:or|and|also|/)\s(?:just\s|sometimes\s|the\s)?"
    r"[\"'\u201c\u2018](?P<quoted>[^\"'\u201d\u2019\n]{2,30})[\"'\u201d\u2019]"
)
_SMALL_AFTER = {"aka", "a.k.a", "a.k.a.", "nicknamed", "alias", "street name", "goes by"}
_NO_ALIAS = frozenset(
    {"police", "his", "her", "their", "a", "an", "the", "being", "to", "by", "him", "she", "he"}
    | {"that", "this", "well", "local"}
)
_QUOTED = re.compile(
    r"[\"'\u201c\u2018](?<=[\s(].)(?P<name>[A-Z][\w-]{1,15}(?:\s[A-Z][\w-]{0,15})?)[\"'\u201d\u2019]"
)
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[,\s(]{1,3}$")
_LONGEST_WORD = 20
_INITIALS = re.compile(r"[A-Z](?<![\w&/-][A-Z])[A-Z]{1,2}(?![\w&/-])")
_MOST_AGAIN = 3


@dataclass
class Alias:
    """A nickname as it stands in a text; ``cue`` is where what makes it one begins."""

    text: str
    cue: int
    start: int
    end: int


def find_aliases(scene: Scene) -> list[Alias]:
    """Find the nicknames that a cue, or quotes after a word for a person, say to be such."""
    found: list[Alias] = []
    for cue in scene.cues("alias_cues"):
        match = _ALIAS.match(scene.text, cue.end())
        if not match:
            continue
        group = next(name for name in ("quoted", "plain", "small") if match[name])
        text = match[group]
        small = group == "small"
        if small and (fold(cue[0]) not in _SMALL_AFTER or text in _NO_ALIAS):
            continue
        if not small and scene.words.has("not_names", fold(text)):
            continue
        if scene.free(*match.span(group)):
            found.append(Alias(text, cue.start(), *match.span(group)))
            found += _again(scene, cue.start(), match.end())
    taken = {alias.start for alias in found}
    for match in _QUOTED.finditer(scene.text):
        span = match.span("name")
        keys = [fold(word) for word in match["name"].split()]
        if (
            span[0] not in taken
            and _of_person(scene, match.start())
            and not any(scene.words.has("not_names", key) for key in keys)
            and scene.free(*span)
        ):
            found.append(Alias(match["name"], match.start("name"), *span))
    return found


def _of_person(scene: Scene, at: int) -> bool:
    """Say whether a word for a person stands right before a place: ``his mate 'Dodge'``."""
    before = _WORD_BEFORE.search(scene.text, max(0, at - _LONGEST_WORD), at)
    return before is not None and scene.words.has("strong_before", fold(before[1]))


def initials(scene: Scene, full: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    """Find ``LC`` where the text names one Leanne Corbishley: her name, and where they stand."""
    if scene.text.isupper():
        return
    owners: dict[str, list[str]] = {}
    for name in full:
        for short in {_initials(name.split()), _initials(name.split()[0].split("-"))}:
            if len(short) > 1 and not scene.words.has("not_initials", short.lower()):
                owners.setdefault(short, []).append(name)
    for match in _INITIALS.finditer(scene.text) if owners else ():
        names = owners.get(match[0], [])
        if len(names) == 1 and scene.free(*match.span()):
            yield names[0], *match.span()


def _initials(parts: list[str]) -> str:
    return "".join(part[0] for part in parts if part[0].isupper())


def _again(scene: Scene, cue: int, at: int) -> Iterator[Alias]:
    """Give the nicknames that follow one another: ``"Les" or "Chief"``."""
    for _ in range(_MOST_AGAIN):
        match = _AGAIN.match(scene.text, at)
        if match is None:
            return
        yield Alias(match["quoted"], cue, *match.span("quoted"))
        at = match.end()
