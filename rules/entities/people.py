"""People: each by the fullest name in the text, with nicknames as aliases (DESIGN 6)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rules.entities.found import Scene
from rules.entities.names import Name, find_names
from rules.folding import fold
from schemas.enums import EntityType

_ALIAS = re.compile(
    r"[\s:,(-]{0,3}(?:the\s)?(?:[\"'\u201c\u2018](?P<quoted>[^\"'\u201d\u2019\n]{2,30})[\"'\u201d\u2019]"
    r"|(?P<plain>[A-Z][\w'-]*(?:\s(?:[A-Z]\b|[A-Z][\w'-]+)){0,2})|(?P<small>[a-z][\w'-]{2,20}))"
)
_SAME_PERSON = re.compile(
    r"[\s,(\-]*(?:(?:is|was|who|who's|also|or|he|she|they|are|locally|sometimes|often|usually"
    r"|now|apparently|and)[\s,(]*){0,4}",
    re.IGNORECASE,
)
_NEXT_SENTENCE = re.compile(
    r"(?:^|[.;,\s])(?:he|she|they|who)\s+(?:is\s|are\s|also\s|was\s)*$", re.IGNORECASE
)
_BRACKET_ALIAS = re.compile(
    r"\s?\(\s?[\"'\u201c\u2018](?P<alias>[\w -]{2,30})[\"'\u201d\u2019]\s?\)"
)
_SMALL_AFTER = {"aka", "a.k.a", "a.k.a.", "nicknamed", "alias", "street name", "goes by"}
_SCRAPS = re.compile(r"[()]")
_REACH = 90
_NO_ALIAS = {
    "police",
    "his",
    "her",
    "their",
    "a",
    "an",
    "the",
    "being",
    "to",
    "by",
    "him",
    "she",
    "he",
    "that",
    "this",
    "well",
    "local",
}


@dataclass
class _Alias:
    text: str
    cue: int
    start: int
    end: int


def find_people(scene: Scene) -> None:
    """Claim every mention of a person, under one canonical name for each person."""
    aliases = _aliases(scene)
    taken = [(alias.start, alias.end) for alias in aliases]
    names = [
        name
        for name in find_names(scene)
        if not any(start < name.end and name.start < end for start, end in taken)
    ]
    full = _fullest(names)
    known: dict[str, list[str]] = {}
    mentions = [(name, _canonical(name, full)) for name in names]
    for name, canonical in mentions:
        own = known.setdefault(canonical, [])
        own += _written_beside(scene, name)
    loose = [alias for alias in aliases if not _attach(scene, alias, mentions, known)]
    for name, canonical in mentions:
        scene.claim(
            EntityType.PERSON,
            (name.start, name.end),
            canonical,
            tuple(dict.fromkeys(known[canonical])),
        )
    for alias in loose:
        scene.claim(EntityType.PERSON, (alias.start, alias.end), alias.text)
    for alias in aliases:
        scene.block(alias.start, alias.end)
    _claim_aliases(scene, known, loose)


def _aliases(scene: Scene) -> list[_Alias]:
    found = []
    for cue in scene.words.patterns["alias_cues"].finditer(scene.text):
        match = _ALIAS.match(scene.text, cue.end())
        if not match:
            continue
        group = next(name for name in ("quoted", "plain", "small") if match[name])
        text = match[group]
        small = group == "small"
        if small and (fold(cue[0]) not in _SMALL_AFTER or text in _NO_ALIAS):
            continue
        if scene.free(*match.span(group)):
            found.append(_Alias(text, cue.start(), *match.span(group)))
    return found


def _written_beside(scene: Scene, name: Name) -> list[str]:
    """Give the nickname within the name, or in quotes and brackets after it."""
    beside = [name.nickname] if name.nickname else []
    bracket = _BRACKET_ALIAS.match(scene.text, name.end)
    if bracket and scene.free(*bracket.span()):
        beside.append(bracket["alias"].strip())
    return beside


def _attach(
    scene: Scene,
    alias: _Alias,
    mentions: Sequence[tuple[Name, str]],
    known: dict[str, list[str]],
) -> bool:
    """Give an alias to the person named just before its cue; says whether there is one."""
    before = [(name, canonical) for name, canonical in mentions if name.end <= alias.cue]
    if not before:
        return False
    name, canonical = before[-1]
    if alias.cue - name.end > _REACH:
        return False
    gap = _without_birth(scene, name.end, alias.cue)
    if not (_SAME_PERSON.fullmatch(gap) or _NEXT_SENTENCE.search(gap)):
        return False
    if fold(alias.text) != fold(canonical):
        known[canonical].append(alias.text)
    return True


def _without_birth(scene: Scene, start: int, end: int) -> str:
    """Give a stretch of text without a date of birth in it, which parts a name from its alias."""
    text = scene.text[start:end]
    for found in scene.found:
        if found.type is EntityType.DATE_OF_BIRTH and start <= found.start and found.end <= end:
            text = text.replace(found.raw, "")
    return _SCRAPS.sub("", scene.words.patterns["dob_cues"].sub("", text))


def _claim_aliases(scene: Scene, known: dict[str, list[str]], loose: Iterable[_Alias]) -> None:
    """Claim later mentions by the alias alone."""
    owners = {alias: canonical for canonical, own in known.items() for alias in own}
    owners |= {alias.text: alias.text for alias in loose}
    for alias, canonical in owners.items():
        if not alias[0].isupper():
            continue
        aliases = tuple(dict.fromkeys(known.get(canonical, ())))
        for match in re.finditer(rf"(?<!\w){re.escape(alias)}(?!\w)", scene.text):
            scene.claim(EntityType.PERSON, match.span(), canonical, aliases)


def _fullest(names: Sequence[Name]) -> list[tuple[str, ...]]:
    """Give the full names of the text; of two with one forename and surname the longer."""
    full: dict[tuple[str, str], tuple[str, ...]] = {}
    for name in names:
        if len(name.tokens) > 1:
            key = (fold(name.tokens[0]), fold(name.tokens[-1]))
            if len(name.tokens) > len(full.get(key, ())):
                full[key] = name.tokens
    return list(full.values())


def _canonical(name: Name, full: Sequence[tuple[str, ...]]) -> str:
    """Give the fullest name that a mention can mean; its own where several or none fit."""
    keys = [fold(token) for token in name.tokens]
    fitting = [tokens for tokens in full if _fits(keys, [fold(t) for t in tokens], name)]
    return " ".join(fitting[0] if len(fitting) == 1 else name.tokens)


def _fits(keys: list[str], full: list[str], name: Name) -> bool:
    if len(keys) == 1:
        return keys[0] == full[-1] or (not name.titled and keys[0] == full[0])
    first = keys[0] == full[0] or (len(keys[0]) == 1 and full[0].startswith(keys[0]))
    return first and keys[-1] == full[-1]
