"""People: each by the fullest name in the text, with nicknames as aliases (DESIGN 6)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from rules.entities.beside import opens
from rules.entities.companions import with_companions
from rules.entities.found import Scene
from rules.entities.identity import FullNames
from rules.entities.initials import initials
from rules.entities.name_parts import Name
from rules.entities.names import find_names
from rules.entities.nicknames import Alias, find_aliases
from rules.entity_kinds import FORENAME, NICKNAME_LEAD
from rules.folding import fold
from schemas.enums import EntityType

_SAME_PERSON = re.compile(
    r"[\s,(\-\u2013\u2014]*(?:(?:is|was|who|who's|also|or|he|she|they|are|locally|sometimes|often|usually"
    r"|now|apparently|and|uses|used|her|his|their|the|gets?|goes|has|been|a|mostly|better|only"
    r"|everyone|everybody|people|mates|friends|kids|lads|always|just|all)[\s,(]*){0,5}",
    re.IGNORECASE,
)
_NEXT_SENTENCE = re.compile(
    r"(?:^|[.;,\s])(?:he|she|they|who|his|her|their)\s+(?:(?:is|are|also|was|friends|mates|lot)\s+)*$",
    re.IGNORECASE,
)
# "Neil calls him Ghost": another's name stands before the cue.
_CALLED = re.compile(r"call(?:s|ed|ing)?\s(?:him|her|them|it|this|the)\b", re.IGNORECASE)
# "Jermaine Cole aka JC aka Jigga"
_CHAIN = re.compile(r"\s?,?\s?(?:aka|alias|a\.k\.a\.?)\s[\w'-]+,?\s", re.IGNORECASE)
# "He works for a man who styles himself Prince"
_ANOTHER = re.compile(
    r"\b(?:an?|another|some|the other|one)\s(?:\w+\s){0,2}(?:man|woman|lad|bloke|guy|boy|girl|kid"
    r"|male|female|fella|chap|dealer|friend|mate|driver|runner)\b",
    re.IGNORECASE,
)
_SCRAPS = re.compile(r"[()]")
_FIRST_WORD = re.compile(r"\W")
_REACH = 90
_NEAR = 25

Known = dict[str, list[str]]
"""The aliases of each person, by canonical name, while they are gathered."""

Given = dict[str, tuple[str, ...]]
"""The aliases of each person, each once."""


def find_people(scene: Scene) -> None:
    """Claim every mention of a person, under one canonical name for each person."""
    aliases = find_aliases(scene)
    found = with_companions(scene, find_names(scene))
    names = list(_apart(found, aliases, {name.nickname for name in found}))
    full = FullNames(names, scene.words)
    known: Known = {}
    mentions = [(name, canonical) for name in names if (canonical := full.of(name))]
    for name, canonical in mentions:
        own = known.setdefault(canonical, [])
        if name.nickname:
            own.append(name.nickname)
        written = " ".join(name.tokens)
        alone = len(name.tokens) == 1 and fold(written) not in fold(canonical).split()
        led = name.nickname is None and written != canonical and _is_led(scene, name)
        if alone or led:
            own.append(written)
    short = list(initials(scene, full.written))
    for canonical, start, end in short:
        known.setdefault(canonical, []).append(scene.text[start:end])
    ends = [name.end for name, _ in mentions]
    loose = [
        alias
        for alias in aliases
        if not _attach(scene, alias, mentions, bisect_right(ends, alias.cue), known)
    ]
    for alias in loose:
        meant = full.of_alias(alias.text)
        if meant != alias.text and meant in known:
            known[meant].append(alias.text)
    given = {canonical: tuple(dict.fromkeys(own)) for canonical, own in known.items()}
    spans = [(canonical, name.start, name.end) for name, canonical in mentions]
    for canonical, start, end in (*spans, *short):
        scene.claim(EntityType.PERSON, (start, end), canonical, given[canonical])
    _claim_loose(scene, loose, full)
    for alias in aliases:
        scene.block(alias.start, alias.end)
    _claim_aliases(scene, given, loose)
    _claim_again(scene, mentions, given)


def _is_led(scene: Scene, name: Name) -> bool:
    """Say whether a name is one like ``Big Kev``."""
    kind = scene.words.kinds.get(fold(name.tokens[0]), 0)
    return len(name.tokens) == 2 and bool(kind & NICKNAME_LEAD)  # noqa: PLR2004 - a word and a name


def _apart(
    names: Iterable[Name], aliases: Sequence[Alias], nicknames: set[str | None]
) -> Iterable[Name]:
    """Give the names that no nickname stands in.

    What is a nickname once is it wherever it stands alone.
    """
    texts = {(text,) for text in (*(alias.text for alias in aliases), *nicknames)}
    if len(texts) == 1 and not aliases:
        return names
    starts = sorted(alias.start for alias in aliases)
    ends = sorted(alias.end for alias in aliases)
    # As many begin before the name's end as end up to its start: none stands in it.
    return (
        name
        for name in names
        if bisect_left(starts, name.end) == bisect_right(ends, name.start)
        and (name.titled or name.tokens not in texts)
    )


def _attach(
    scene: Scene,
    alias: Alias,
    mentions: Sequence[tuple[Name, str]],
    at: int,
    known: Known,
) -> bool:
    """Give an alias to the person named just before its cue; says whether there is one.

    ``at`` is the number of the first mention that ends after the cue.
    """
    if alias.ahead:
        named = mentions[at][1] if at < len(mentions) else ""
        if named and mentions[at][0].start - alias.cue <= _NEAR:
            known[named].append(alias.text)
        return bool(named)
    if not at:
        return False
    name, canonical = mentions[at - 1]
    if alias.cue - name.end > _REACH or not (alias.beside or _is_same(scene, alias, name)):
        return False
    if fold(alias.text) != fold(canonical):
        known[canonical].append(alias.text)
    return True


def _is_same(scene: Scene, alias: Alias, name: Name) -> bool:
    """Say whether what stands between a name and the cue of an alias speaks of the one person."""
    if _CALLED.match(scene.text, alias.cue) and alias.cue - name.end <= 1:
        return False
    if _CHAIN.fullmatch(_SCRAPS.sub("", scene.text[name.end : alias.cue])):
        return True
    gap = _without_birth(scene, name.end, alias.cue)
    if _ANOTHER.search(gap):
        return False
    return bool(_SAME_PERSON.fullmatch(gap) or _NEXT_SENTENCE.search(gap))


def _without_birth(scene: Scene, start: int, end: int) -> str:
    """Give a stretch of text without a date of birth in it, which parts a name from its alias."""
    text = scene.text[start:end]
    if not any(map(str.isdigit, text)):
        return _SCRAPS.sub("", text)
    for found in scene.found:
        if found.type is EntityType.DATE_OF_BIRTH and start <= found.start and found.end <= end:
            text = text.replace(found.raw, "")
    return _SCRAPS.sub("", scene.words.patterns["dob_cues"].sub("", text))


def _claim_loose(scene: Scene, loose: Iterable[Alias], full: FullNames) -> None:
    """Claim the nicknames of nobody named beside them; those of one cue are one person's."""
    cues: dict[int, list[Alias]] = {}
    for alias in loose:
        cues.setdefault(alias.cue, []).append(alias)
    for same in cues.values():
        canonical = full.of_alias(same[0].text)
        own = tuple(alias.text for alias in same if alias.text != canonical)
        for alias in same:
            scene.claim(EntityType.PERSON, (alias.start, alias.end), canonical, own)


def _claim_aliases(scene: Scene, given: Given, loose: Iterable[Alias]) -> None:
    """Claim later mentions by the alias alone."""
    owners = {alias: canonical for canonical, own in given.items() for alias in own}
    owners |= {alias.text: alias.text for alias in loose}
    begun: dict[str, list[str]] = {}
    for alias in owners:
        if alias[0].isupper():
            begun.setdefault(_FIRST_WORD.split(alias, maxsplit=1)[0], []).append(alias)
    if not begun:
        return
    text = scene.text
    for at, word in enumerate(scene.tokens.written):
        first = word if word.isalpha() else _FIRST_WORD.split(word, maxsplit=1)[0]
        for alias in begun.get(first, ()):
            start = scene.tokens.starts[at]
            end = start + len(alias)
            if text.startswith(alias, start) and not text[end : end + 1].isalnum():
                canonical = owners[alias]
                scene.claim(EntityType.PERSON, (start, end), canonical, given.get(canonical, ()))


def _claim_again(scene: Scene, mentions: Sequence[tuple[Name, str]], given: Given) -> None:
    """Claim what a cue once made a name wherever it stands again within a sentence."""
    once: dict[str, str] = {}
    for name, canonical in mentions:
        if len(name.tokens) == 1 and not scene.kinds[scene.word_at(name.start)] & FORENAME:
            once[name.tokens[0]] = canonical
    if not once:
        return
    for at, word in enumerate(scene.tokens.written):
        if word not in once and word[:-2] not in once:
            continue
        token = scene.tokens[at]
        if token.raw in once and not opens(scene, token):
            canonical = once[token.raw]
            scene.claim(EntityType.PERSON, (token.start, token.end), canonical, given[canonical])
