"""Names in small letters, as people write on a telephone: ``josh parker``, ``called skye``."""

import re

from rules.entities.found import Scene
from rules.entities.name_orders import adjacent
from rules.entities.name_parts import Name, named
from rules.entity_kinds import (
    AMBIGUOUS,
    FORENAME,
    NICKNAME_LEAD,
    NOT_NAME,
    ORDINARY,
    ORGANISATION,
    PERSON_AFTER,
    PERSON_BEFORE,
    PLACE,
    PREMISES,
    RELATION,
    SPEAKS,
    STRONG_BEFORE,
    SURNAME,
    THING_BEFORE,
    WORD_SURNAME,
)
from rules.word_tokens import Token

_SHORTEST, _SHORTEST_SURNAME = 4, 5
_CALLED = frozenset({"called", "named"})
_ONE = frozenset({"one", "someone", "somebody", "friend", "other", "they", "everyone", "kid"})
_NO_NAME = frozenset({"the", "a", "an", "to", "for", "him", "her", "them", "me", "us", "it", "on"})
_PARTICLES = frozenset(
    {"van", "von", "der", "den", "de", "da", "dos", "bin", "ibn", "al", "el", "la"}
)
_LINKS = frozenset({"and", "n", "or"})
_AGED = re.compile(r"\s(?:is|was|turns|aged?)\s(?:only\s|just\s|about\s|like\s)?\d{1,2}(?![\d:.])")
_CLOSED = re.compile(r"\s?[,(.;!?]|\s[-\u2013]\s|\s*$")
_DETERMINERS = frozenset(
    (
        "the",
        "a",
        "an",
        "his",
        "her",
        "my",
        "our",
        "their",
        "your",
        "this",
        "that",
        "no",
        "some",
        "of",
    )
)
_NO_SURNAME_END = ("ing", "ed", "ly", "nt", "'s", "s")


def small_name(scene: Scene, at: int) -> tuple[Name | None, int]:
    """Take a forename in small letters where it is no word, with a surname after it."""
    first, kind = scene.tokens[at], scene.kinds[at]
    if not kind & FORENAME or kind & NOT_NAME or (at and scene.kinds[at - 1] & THING_BEFORE):
        return None, 1
    if at + 1 < len(scene.tokens) and adjacent(scene, first, scene.tokens[at + 1]):
        full = _surname_follows(scene, at + 1, sure=not kind & AMBIGUOUS)
        if full:
            return named(scene, [first, scene.tokens[at + 1]]), 2
        if scene.tokens.keys[at + 1] in _PARTICLES and (run := _with_particles(scene, at)):
            return named(scene, run), len(run)
    if kind & AMBIGUOUS:
        return (named(scene, [first]), 1) if _is_told(scene, at) else (None, 1)
    if len(first.key) < _SHORTEST and not _is_beside(scene, at):
        return None, 1
    return named(scene, [first]), 1


def _with_particles(scene: Scene, at: int) -> list[Token]:
    """Give the words of ``chloe van der merwe``; none where no surname follows the particles."""
    run = [scene.tokens[at]]
    for token in map(scene.tokens.__getitem__, range(at + 1, min(at + 5, len(scene.tokens)))):
        if not adjacent(scene, run[-1], token):
            break
        run.append(token)
        if token.key not in _PARTICLES:
            return [] if scene.kinds[token.at] & (NOT_NAME | ORDINARY) else run
    return []


def called_small(scene: Scene) -> list[int]:
    """Give the words in small letters that ``a bloke called`` makes the name of a person."""
    if _CALLED.isdisjoint(scene.present):
        return []
    keys, kinds, written = scene.tokens.keys, scene.kinds, scene.tokens.written
    found = []
    for at in range(2, len(keys)):
        small = written[at][0].islower() or kinds[at] & (ORGANISATION | PREMISES)
        if keys[at - 1] not in _CALLED or not small:
            continue
        person = kinds[at - 2] & STRONG_BEFORE or keys[at - 2] in _ONE
        plain = kinds[at] & (NOT_NAME | STRONG_BEFORE | RELATION) or keys[at] in _NO_NAME
        gap = scene.text[scene.tokens[at - 1].end : scene.tokens[at].start]
        if person and not plain and gap == " " and len(keys[at]) >= _SHORTEST - 1:
            found.append(at)
    return found


def _surname_follows(scene: Scene, at: int, *, sure: bool) -> bool:
    token, kind = scene.tokens[at], scene.kinds[at]
    if kind & SURNAME and not kind & (ORDINARY | NOT_NAME):
        return sure or token.raw.islower()
    if token.capital or not sure:
        return False
    if kind & WORD_SURNAME and not kind & NOT_NAME:
        return _is_spoken_of(scene, at)
    return _is_unknown_surname(scene, token)


def _is_unknown_surname(scene: Scene, token: Token) -> bool:
    """Say whether a word in small letters after a forename, which no list has, is a surname."""
    if scene.kinds[token.at] or len(token.raw) < _SHORTEST_SURNAME or not token.raw.isalpha():
        return False
    stem = scene.words.kinds.get(token.key.rstrip("s"), 0)
    if token.key.endswith("s") and stem & (ORDINARY | NOT_NAME):
        return False
    if token.raw.endswith(_NO_SURNAME_END):
        after = scene.text[token.end : token.end + 2]
        return after[:1] in {",", "("} or after == " ("
    return _is_spoken_of(scene, token.at)


def _is_spoken_of(scene: Scene, at: int) -> bool:
    """Say whether what follows a word says that a name has ended there."""
    token = scene.tokens[at]
    if _CLOSED.match(scene.text, token.end):
        return True
    if at + 1 >= len(scene.tokens):
        return True
    kind = scene.kinds[at + 1]
    return bool(kind & (SPEAKS | PERSON_AFTER)) or scene.tokens.keys[at + 1] in _LINKS


def _is_told(scene: Scene, at: int) -> bool:
    """Say whether a word that is also a name is one here: ``will said``, ``grace is 14``."""
    before = scene.tokens.keys[at - 1] if at else ""
    if before in _CALLED:
        return True
    if before in _DETERMINERS or scene.kinds[at] & PLACE:
        return False
    if _AGED.match(scene.text, scene.tokens[at].end):
        return True
    after = scene.kinds[at + 1] if at + 1 < len(scene.kinds) else 0
    return bool(after & SPEAKS) and scene.text[scene.tokens[at].end] == " "


def _is_beside(scene: Scene, at: int) -> bool:
    """Say whether a person is spoken of beside a short name: ``see kev n dave``."""
    kinds, keys = scene.kinds, scene.tokens.keys
    before = kinds[at - 1] if at else 0
    after = kinds[at + 1] if at + 1 < len(kinds) else 0
    if before & (PERSON_BEFORE | STRONG_BEFORE | NICKNAME_LEAD) or after & (SPEAKS | PERSON_AFTER):
        return True
    linked = at + 2 < len(kinds) and keys[at + 1] in _LINKS and kinds[at + 2] & FORENAME
    return bool(linked) or (at > 1 and keys[at - 1] in _LINKS and bool(kinds[at - 2] & FORENAME))
