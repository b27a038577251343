"""Nicknames in a text: after a cue, in quotes or brackets beside a name (DESIGN 6)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.entities.found import Scene
from rules.entity_kinds import (
    ACCOUNT,
    FORENAME,
    NOT_NAME,
    ORDINARY,
    PLACE,
    RELATION,
    STRONG_BEFORE,
    VEHICLE,
)
from rules.folding import fold

_OPENING, _CLOSING = "\"'\u201c\u2018", "\"'\u201d\u2019"
_ALIAS = re.compile(
    rf"[\s:,(-]{{0,3}}(?:(?:the|a|is|just|only|simply|as|by)\s){{0,2}}"
    rf"(?:[{_OPENING}](?P<quoted>[^\"'\u201d\u2019\n]{{2,30}})[{_CLOSING}]"
    r"|(?P<plain>[A-Z][\w'-]*(?:\s(?:[A-Z]\b|[A-Z][\w'-]+)){0,2})|(?P<small>"
    r"(?:(?:auntie|aunty|uncle|big|little|lil|old|young|mad|fat)\s)?[a-z][\w'-]{2,20}))"
)
_AGAIN = re.compile(
    r",?\s(?:or|and|also|/)\s(?:just\s|sometimes\s|the\s)?"
    rf"(?:[{_OPENING}](?P<quoted>[^\"'\u201d\u2019\n]{{2,30}})[{_CLOSING}]"
    r"|(?P<plain>[A-Z][\w'-]*(?:\s[A-Z][\w'-]*)?)(?=[\s.,;)]))"
)
_TITLES = frozenset({"mr", "mrs", "miss", "ms", "dr"})
# 'Calls himself Danny "Dodge" Petrescu': a whole name.
_FULL_NEXT = re.compile(
    r"\s[\"'\u201c\u2018][^\"'\u201d\u2019\n]{2,20}[\"'\u201d\u2019]\s[A-Z][a-z]"
)
_ENDS = re.compile(
    rf"\s?(?:[.,;:)!?\n{_CLOSING}]|$)|\s(?:and|but|who|he|she|they|is|has|was|for|on|in|at|from|cos"
    r"|because|says|said|lives|drives|sells|-|\u2013)\b"
)
_NO_ALIAS = frozenset(
    {"someone", "somebody", "everyone", "something", "anything", "home", "it", "them", "when"}
    | {"police", "his", "her", "their", "a", "an", "the", "being", "to", "by", "him", "she", "he"}
    | {"that", "this", "well", "local", "and", "but", "for", "from", "who", "with", "they", "on"}
)
# What may open a nickname in brackets or quotes: no apostrophe within a word.
_OPENER = re.compile(r"[(\"\u201c\u2018]|'(?<!\w')")
# "Tyrone (T-Man)", 'Ryan "Biggs"'.
_OPENED = re.compile(
    rf"\(\s?[{_OPENING}]?(?P<bracket>[A-Z][\w' -]{{1,24}}?)[{_CLOSING}]?\s?\)"
    rf"|[{_OPENING}](?P<quoted>[A-Z][\w-]{{1,15}}(?:\s[A-Z][\w-]{{0,15}})?)[{_CLOSING}](?!\w)"
)
# The one word before "real name Jordan Pike" is his nickname.
_FILLS = (
    r"[\s\"'\u201d\u2019,.(;:-]{0,4}"
    r"(?:(?:and|but|that|whose|with|though|his|her|their|the|is|who|has|but|a)\s){0,4}"
)
_FILLER = re.compile(_FILLS)
_LAST_WORD = re.compile(
    rf"(?<![\w'])((?:(?:Lil|Big|Little|Young|Old|Mad|Fat|Uncle)\s)?[A-Z][\w'-]{{0,15}}){_FILLS}$"
)
_WORD_REACH, _SENTENCE = 30, 80
_SENTENCE_END = re.compile(r"[.!?;\n]\s")
_GAPS = frozenset({"", " ", ", "})
_SURNAME_NEXT = re.compile(r"\s[A-Z]")
# Before or after a quoted word these say that it is somebody's name: by "Rico", "Manny" and "Slim".
_BY = frozenset(
    {"by", "with", "from", "for", "while", "and", "or", "him", "her", "off", "them", "called"}
    | {"named", "one"}
)
# 'Bradley Moss, Jayden Eyles, "Titch" and a girl': one more of a list.
_AND_NEXT = re.compile(r",?\s(?:and|&)\s(?:a\s|the\s|[A-Z\"\u201c])")
_LISTED = re.compile(rf"(?:,|\s(?:and|or|&))\s[{_OPENING}][A-Z]")
_WORD = re.compile(r"[^\W\d_]+")
_MOST_AGAIN = 3


@dataclass(slots=True)
class Alias:
    """A nickname as it stands in a text; ``cue`` is where what makes it one begins.

    ``beside`` where it follows a name and nothing stands between them; ``ahead`` where the name
    follows: ``JP, real name Jordan Pike``.
    """

    text: str
    cue: int
    start: int
    end: int
    beside: bool = False
    ahead: bool = False


def find_aliases(scene: Scene) -> list[Alias]:
    """Find the nicknames that a cue, or quotes or brackets beside a name, say to be such."""
    found: list[Alias] = []
    for cue in scene.cues("alias_cues"):
        match = _ALIAS.match(scene.text, cue.end())
        if not match:
            continue
        group = next(name for name in ("quoted", "plain", "small") if match[name])
        text, start = _untitled(match[group].removesuffix("'s"), match.start(group))
        if group == "small" and not _small_alias(scene, cue[0], match):
            continue
        if group != "small" and scene.words.has("not_names", fold(text)):
            continue
        insult = match[0][: match.start(group) - match.start()].rstrip(_OPENING).endswith(" a ")
        if insult or (group == "plain" and _FULL_NEXT.match(scene.text, start + len(text))):
            continue
        if scene.free(start, start + len(text)):
            found.append(Alias(text, cue.start(), start, start + len(text)))
            found += _again(scene, cue.start(), match.end())
    taken = {alias.start for alias in found}
    found += [alias for alias in _beside(scene) if alias.start not in taken]
    found.sort(key=lambda alias: alias.start)
    found = [*_before_real_name(scene, found), *found]
    return sorted(found, key=lambda alias: alias.start)


def _untitled(text: str, start: int) -> tuple[str, int]:
    """Give a nickname without a title: of ``calling himself Mr Dimitar`` the name."""
    first, space, rest = text.partition(" ")
    if not space or fold(first) not in _TITLES or not rest[0].isupper():
        return text, start
    return rest, start + len(first) + 1


def _before_real_name(scene: Scene, found: list[Alias]) -> Iterator[Alias]:
    """Find the nickname before "real name is", in the sentence of it: turn it to what follows."""
    for cue in scene.cues("real_name_cues"):
        at = cue.start()
        ended = [one for one in found if 0 <= at - one.end <= _SENTENCE]
        if ended and _is_of(scene, ended[-1], at):
            ended[-1].cue, ended[-1].ahead, ended[-1].beside = cue.end(), True, False
            continue
        word = _LAST_WORD.search(scene.text, max(0, at - _WORD_REACH), at)
        if word and _is_nickname(scene, word[1]) and scene.free(*word.span(1)):
            yield Alias(word[1], cue.end(), *word.span(1), ahead=True)


def _is_of(scene: Scene, alias: Alias, at: int) -> bool:
    """Say whether "real name" is said of a nickname: nobody else stands between them."""
    if _FILLER.fullmatch(scene.text, alias.end, at):
        return True
    between = scene.text[alias.end : at]
    return _SENTENCE_END.search(between) is None and not any(map(str.isupper, between))


def _small_alias(scene: Scene, cue: str, match: re.Match[str]) -> bool:
    """Say whether a word in small letters after a cue is a nickname: ``aka biggs``."""
    text, gap = match["small"], match[0][: match.start("small") - match.start()]
    if text in _NO_ALIAS or "," in gap or " a " in f" {gap} ":
        return False
    kinds = [scene.words.kinds.get(fold(word), 0) for word in text.split()]
    plain = all(kind & (ORDINARY | NOT_NAME) for kind in kinds)
    if not plain:
        return True
    told = scene.words.has("small_alias_cues", " ".join(fold(cue).split()))
    return told and _ENDS.match(scene.text, match.end("small")) is not None


def _beside(scene: Scene) -> Iterator[Alias]:
    """Find nicknames in quotes or brackets right after a name, or after a word for a person."""
    for opener in _OPENER.finditer(scene.text):
        match = _OPENED.match(scene.text, opener.start())
        at = scene.word_before(opener.start()) if match else -1
        if match is None or at < 0:
            continue
        group = match.lastgroup or ""
        gap = scene.text[scene.tokens[at].end : opener.start()]
        if gap not in _GAPS or not _is_nickname(scene, match[group]):
            continue
        span = match.span(group)
        if not scene.free(*span):
            continue
        listed = gap == ", " and _AND_NEXT.match(scene.text, match.end())
        if listed and group == "quoted":
            yield Alias(match[group], match.start(group), *span)
        elif _names(scene, at) and (gap != ", " or group == "quoted"):
            if not _SURNAME_NEXT.match(scene.text, match.end()):
                yield Alias(match[group].strip(), match.start(), *span, beside=True)
        elif _speaks_of(scene, at, match):
            yield Alias(match[group], match.start(group), *span)


def _names(scene: Scene, at: int) -> bool:
    """Say whether a word is a forename, or a surname after one."""
    if not scene.tokens[at].capital:
        return False
    return bool(scene.kinds[at] & FORENAME or (at and scene.kinds[at - 1] & FORENAME))


def _speaks_of(scene: Scene, at: int, match: re.Match[str]) -> bool:
    """Say whether what is quoted after a word is a person: ``his mate "Dodge"``, ``by "Rico"``."""
    if scene.kinds[at] & STRONG_BEFORE:
        return match["quoted"] is not None or match[0][1] in _OPENING
    if match["quoted"] is None:
        return False
    if scene.tokens.keys[at] in {"is", "was"} and at and scene.kinds[at - 1] & STRONG_BEFORE:
        return True
    listed = scene.tokens.keys[at] in _BY or _LISTED.match(scene.text, match.end()) is not None
    return listed and " " not in match["quoted"]


def _is_nickname(scene: Scene, text: str) -> bool:
    """Say whether words in brackets may be a nickname: not ``(Mum)``, ``(Year 9)``, ``(PCSO)``."""
    kinds = [scene.words.kinds.get(fold(word), 0) for word in _WORD.findall(text)]
    never = NOT_NAME | RELATION | ACCOUNT | PLACE
    return bool(kinds) and not any(kind & never and not kind & VEHICLE for kind in kinds)


def _is_other(scene: Scene, match: re.Match[str], group: str) -> bool:
    """Say whether another person follows a nickname: ``known as Bricks, and Dean "Deano" Webb``."""
    first = fold(match[group].split()[0])
    known = scene.words.kinds.get(first, 0) & FORENAME
    return bool(known) and (
        " and" in match[0] or _FULL_NEXT.match(scene.text, match.end()) is not None
    )


def _again(scene: Scene, cue: int, at: int) -> Iterator[Alias]:
    """Give the nicknames that follow one another: ``"Les" or "Chief"``."""
    for _ in range(_MOST_AGAIN):
        match = _AGAIN.match(scene.text, at)
        if match is None:
            return
        group = match.lastgroup or ""
        if group == "plain" and (
            not _is_nickname(scene, match[group]) or _is_other(scene, match, group)
        ):
            return
        yield Alias(match[group], cue, *match.span(group))
        at = match.end()
