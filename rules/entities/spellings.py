"""One person whose name is spelt in two ways: ``Abi or Abby``."""

import re
from collections.abc import Iterator

from rules.entities.found import Scene
from rules.entities.name_parts import Name
from rules.entity_kinds import FORENAME, SURNAME
from rules.folding import fold

_OR_WORD = re.compile(r",?\sor\s(?P<word>[A-Z][a-z]{2,})(?![\w'])")
_OR = re.compile(r"\s?(?:,?\sor\s|/)\s?")


def is_single(scene: Scene, name: Name) -> bool:
    """Say whether a name is a forename alone."""
    if len(name.tokens) != 1 or name.titled or name.nickname:
        return False
    return len(name.tokens[0]) > 1 and not _surname_only(scene, name)


def _surname_only(scene: Scene, name: Name) -> bool:
    kind = scene.words.kinds.get(fold(name.tokens[0]), 0)
    return bool(kind & SURNAME) and not kind & FORENAME


def _spelt(scene: Scene, name: Name, following: list[Name]) -> str | None:
    """Give another spelling of a name that is no name by itself: ``Rudd or Ruddy``."""
    if len(name.tokens) != 1 or name.nickname:
        return None
    other = _OR_WORD.match(scene.text, name.end)
    if other is None or any(one.start == other.start("word") for one in following):
        return None
    return other["word"] if fold(other["word"])[:2] == fold(name.tokens[0])[:2] else None


def without_spellings(scene: Scene, names: list[Name]) -> Iterator[Name]:
    """Make of ``Abi or Abby`` one person with two spellings."""
    skip = False
    for at, name in enumerate(names):
        if skip:
            skip = False
            continue
        if alone := _spelt(scene, name, names[at + 1 : at + 2]):
            yield name._replace(nickname=alone)
            continue
        other = names[at + 1] if at + 1 < len(names) else None
        if other and is_single(scene, name) and is_single(scene, other):
            same = fold(name.tokens[0])[:2] == fold(other.tokens[0])[:2]
            if same and _OR.fullmatch(scene.text[name.end : other.start]):
                skip = True
                yield name._replace(nickname=other.tokens[0])
                continue
        yield name
