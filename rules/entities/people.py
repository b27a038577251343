"""People: each by the fullest name in the text, with nicknames as aliases (DESIGN 6)."""

import re
from collections.abc import Iterable, Sequence

from rules.entities.found import Scene
from rules.entities.name_parts import Name
from rules.entities.names import find_names
from rules.entities.nicknames import Alias, find_aliases, initials
from rules.entity_words import EntityWords
from rules.folding import fold
from schemas.enums import EntityType

_SAME_PERSON = re.compile(
    r"[\s,(\-]*(?:(?:is|was|who|who's|also|or|he|she|they|are|locally|sometimes|often|usually"
    r"|now|apparently|and|uses|used|her|his|their|the)[\s,(]*){0,4}",
    re.IGNORECASE,
)
_NEXT_SENTENCE = re.compile(
    r"(?:^|[.;,\s])(?:he|she|they|who)\s+(?:is\s|are\s|also\s|was\s)*$", re.IGNORECASE
)
_BRACKET_ALIAS = re.compile(
    r"\s?\(\s?[\"'\u201c\u2018](?P<alias>[\w -]{2,30})[\"'\u201d\u2019]\s?\)"
)
_SCRAPS = re.compile(r"[()]")
_REACH = 90
_SHORTEST = 3


def find_people(scene: Scene) -> None:
    """Claim every mention of a person, under one canonical name for each person."""
    aliases = find_aliases(scene)
    taken = [(alias.start, alias.end) for alias in aliases]
    names = [
        name
        for name in find_names(scene)
        if not any(start < name.end and name.start < end for start, end in taken)
    ]
    full = _fullest(names)
    words = scene.words
    known: dict[str, list[str]] = {}
    mentions = [(name, _canonical(name, full, words)) for name in names]
    for name, canonical in mentions:
        own = known.setdefault(canonical, [])
        own += _written_beside(scene, name)
        if len(name.tokens) == 1 and fold(name.tokens[0]) not in fold(canonical).split():
            own.append(name.tokens[0])
    short = list(initials(scene, {" ".join(tokens) for tokens in full}))
    for canonical, start, end in short:
        known.setdefault(canonical, []).append(scene.text[start:end])
    loose = [alias for alias in aliases if not _attach(scene, alias, mentions, known)]
    for name, canonical in mentions:
        scene.claim(
            EntityType.PERSON,
            (name.start, name.end),
            canonical,
            tuple(dict.fromkeys(known[canonical])),
        )
    for canonical, start, end in short:
        scene.claim(
            EntityType.PERSON, (start, end), canonical, tuple(dict.fromkeys(known[canonical]))
        )
    _claim_loose(scene, loose, full)
    for alias in aliases:
        scene.block(alias.start, alias.end)
    _claim_aliases(scene, known, loose)


def _written_beside(scene: Scene, name: Name) -> list[str]:
    """Give the nickname within the name, or in quotes and brackets after it."""
    beside = [name.nickname] if name.nickname else []
    bracket = _BRACKET_ALIAS.match(scene.text, name.end)
    if bracket and scene.free(*bracket.span()):
        beside.append(bracket["alias"].strip())
    return beside


def _attach(
    scene: Scene,
    alias: Alias,
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


def _claim_loose(scene: Scene, loose: Iterable[Alias], full: Sequence[tuple[str, ...]]) -> None:
    """Claim the nicknames of nobody named beside them; those of one cue are one person's."""
    cues: dict[int, list[Alias]] = {}
    for alias in loose:
        cues.setdefault(alias.cue, []).append(alias)
    for same in cues.values():
        canonical = _alone(same[0].text, full, scene.words)
        own = tuple(alias.text for alias in same if alias.text != canonical)
        for alias in same:
            scene.claim(EntityType.PERSON, (alias.start, alias.end), canonical, own)


def _claim_aliases(scene: Scene, known: dict[str, list[str]], loose: Iterable[Alias]) -> None:
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


def _canonical(name: Name, full: Sequence[tuple[str, ...]], words: EntityWords) -> str:
    """Give the fullest name that a mention can mean; its own where several or none fit."""
    keys = [fold(token).strip(".") for token in name.tokens]
    fitting = [
        tokens for tokens in full if _fits(keys, [fold(t).strip(".") for t in tokens], name, words)
    ]
    return " ".join(fitting[0] if len(fitting) == 1 else name.tokens)


def _alone(alias: str, full: Sequence[tuple[str, ...]], words: EntityWords) -> str:
    """Give the one full name that a nickname of nobody named beside it is short for."""
    short = fold(alias)
    fitting = [tokens for tokens in full if _short_for(short, fold(tokens[0]), words)]
    return " ".join(fitting[0]) if len(fitting) == 1 else alias


def _fits(keys: list[str], full: list[str], name: Name, words: EntityWords) -> bool:
    if len(keys) == 1:
        first = keys[0] == full[0] or _short_for(keys[0], full[0], words)
        return keys[0] == full[-1] or (not name.titled and first)
    first = keys[0] == full[0] or (len(keys[0]) == 1 and full[0].startswith(keys[0]))
    return first and keys[-1] == full[-1]


def _short_for(short: str, name: str, words: EntityWords) -> bool:
    """Say whether a forename is short for another: ``Ash`` for Ashley, ``Gaz`` for Gareth."""
    known = name in words.longer_forms.get(short, ())
    return known or (len(short) >= _SHORTEST and len(short) < len(name) and name.startswith(short))
