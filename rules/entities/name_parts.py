"""What makes a run of words the name of a person (domain 3.3)."""

import re
from typing import NamedTuple

from rules.entities.beside import Around, opens
from rules.entities.casing import PARTICLES, cased
from rules.entities.found import Scene
from rules.entity_kinds import (
    AMBIGUOUS,
    BUILDING,
    FORENAME,
    NOT_ALONE,
    NOT_NAME,
    OF_PLACE,
    ORDINARY,
    ORGANISATION,
    PLACE,
    PLACE_AFTER,
    PREMISES,
    STREET,
    STRONG_BEFORE,
    SURNAME,
    THING_BEFORE,
    VEHICLE,
    WORD_SURNAME,
)
from rules.word_tokens import Token

_ARTICLES, _THE = frozenset({"the", "a", "an"}), frozenset({"the"})
# "bought off Bones 07700 900417"
_PHONE_NEXT = re.compile(r"\s?[,(:]?\s?(?:on\s)?(?:0|\+44)\d")
_OUTCODE_NEXT = re.compile(r",?\s?[A-Z]{1,2}\d{1,2}(?!\s?[A-Z]{3}|\d)")
_NEVER_FIRST = NOT_NAME | STRONG_BEFORE | ORGANISATION | PREMISES
_THING = ORDINARY | PLACE | STREET | BUILDING | ORGANISATION | NOT_NAME
_NAMING = frozenset({"of", "by", "is", "to", "named", "for", "as", "payee"})
_NO_SURNAME = (
    ORDINARY | PLACE | NOT_NAME | WORD_SURNAME | VEHICLE | ORGANISATION | STREET | BUILDING
)
ACRONYM = 4
"""Capitals no longer than this may be an acronym and not a surname."""


class Name(NamedTuple):
    """A person's name as it stands in a text, forename first; ``titled`` after Mr, Mrs, Dr."""

    tokens: tuple[str, ...]
    start: int
    end: int
    titled: bool = False
    nickname: str | None = None


def not_of_name(scene: Scene, token: Token, before: Token | None) -> bool:
    """Say whether a word cannot be part of a name, after the word before it in the name."""
    kind = scene.kinds[token.at]
    if scene.text[token.end : token.end + 1].isdigit():
        return True
    if before is None:
        return not kind & FORENAME and bool(kind & _NEVER_FIRST)
    if token.key in PARTICLES or (before.key in PARTICLES and before.capital):
        return False
    led = scene.kinds[before.at] & FORENAME
    if kind & WORD_SURNAME:
        return not led
    if kind & ORDINARY and not kind & (SURNAME | FORENAME) and token.raw.isascii():
        return not led or (token.raw.isupper() and len(token.raw) > 1 and scene.shouts)
    return bool(kind & NOT_NAME)


def is_person(scene: Scene, run: list[Token]) -> bool:
    """Say whether a run of capitalised words names a person, from its words and those beside it."""
    around = Around(scene, run)
    if len(run) == 1:
        return _is_single(scene, run[0], around)
    if around.before & THING_BEFORE or (around.after & PLACE_AFTER and not around.introduced):
        return False
    one, other = scene.kinds[run[0].at], scene.kinds[run[-1].at]
    place = bool(one & PLACE) and not one & FORENAME and not around.introduced
    place = place and (not one & SURNAME or bool(other & (_THING | WORD_SURNAME)))
    if place or (around.coloured and not other & SURNAME):
        return False
    return _is_full(scene, run, around)


def _is_full(scene: Scene, run: list[Token], around: Around) -> bool:
    """Say whether several words with capitals are the name of a person."""
    first, last = run[0], run[-1]
    one, other = scene.kinds[first.at], scene.kinds[last.at]
    if is_forename(scene, first) and not (one & NOT_ALONE and other & ORDINARY):
        doubtful = (
            one & AMBIGUOUS and other & _THING & ~PLACE and not other & (SURNAME | WORD_SURNAME)
        )
        return not doubtful or around.told or around.introduced
    if last.shouted and not first.shouted and len(first.raw) > 1:
        return bool(other & SURNAME) or len(last.raw) > ACRONYM or around.told
    word = one & ORDINARY
    if other & SURNAME and not other & NOT_NAME and not (word and around.opens):
        return True
    if around.introduced or around.aged or (around.told and not word):
        return True
    return _is_unknown_full(scene, run, around)


def _is_unknown_full(scene: Scene, run: list[Token], around: Around) -> bool:
    """Say whether words that no list has name a person: ``Anjelko Trbic``, ``R. Thistlewood``."""
    first, last = run[0], run[-1]
    unknown = not any(scene.kinds[token.at] & _THING for token in run)
    if len(first.raw) == 1:
        # "R. Thistlewood", "in the name of J Carrow"
        stopped = scene.text[first.end] == "."
        return unknown and len(last.raw) > ACRONYM and (stopped or around.key in _NAMING)
    return unknown and not around.before & OF_PLACE and not last.shouted


def _is_single(scene: Scene, token: Token, around: Around) -> bool:
    """Say whether one capitalised word alone is a person."""
    kind = scene.kinds[token.at]
    known = is_forename(scene, token)
    sure = known and not kind & AMBIGUOUS
    if _is_thing(scene, token, around, sure=sure, known=known):
        return False
    if kind & SURNAME and not kind & _NO_SURNAME and not known:
        return around.told or around.introduced or (around.among_people and not around.opens)
    if sure:
        return not kind & NOT_NAME or around.told
    if _OUTCODE_NEXT.match(scene.text, token.end) or kind & PLACE:
        return False
    if known and not kind & NOT_ALONE:
        within = not around.opens and not token.shouted
        return within or around.told or around.introduced
    return around.speaks or around.introduced if known else _is_unknown(scene, token, around)


def _is_thing(scene: Scene, token: Token, around: Around, *, sure: bool, known: bool) -> bool:
    """Say whether what stands beside a word makes it a place's or a thing's name, or initials."""
    kind = scene.kinds[token.at]
    acronym = token.shouted and len(token.raw) <= ACRONYM and not scene.shouts
    if acronym and not known:
        return True
    if acronym and len(token.raw) < ACRONYM and not (around.introduced or around.speaks):
        return True
    if around.coloured and not (sure or around.introduced):
        return True
    if (
        known
        and not sure
        and (around.key == "the" or (around.key in _ARTICLES and kind & NOT_ALONE))
    ):
        return True
    placed = around.before & OF_PLACE and (not sure or around.within) and not around.owns
    placed = placed or (around.after & PLACE_AFTER and not around.introduced)
    return bool(placed or around.before & THING_BEFORE)


def _is_unknown(scene: Scene, token: Token, around: Around) -> bool:
    """Say whether a word that is no forename names a person: ``a lad called Wiz``."""
    kind = scene.kinds[token.at]
    if kind & NOT_NAME or len(token.raw) < 3:  # noqa: PLR2004 - shorter ones are initials
        return False
    if around.key == "off" and _PHONE_NEXT.match(scene.text, token.end):
        return True
    if around.introduced or (around.speaks and not around.opens):
        return True
    if around.sought and not kind & (ORDINARY | PLACE) and not token.shouted:
        return True
    if around.vocative and not kind & ORDINARY:
        return True
    # "Dell drives" begins a sentence: there must be a Dell within one too.
    return around.speaks and token.raw in _within_sentences(scene)


def _within_sentences(scene: Scene) -> frozenset[str]:
    """Give the words with a capital that do not begin a sentence; found once."""
    if scene.within is None:
        tokens = scene.tokens
        capitals = (at for at, word in enumerate(tokens.written) if word[0].isupper())
        scene.within = frozenset(
            tokens.written[at] for at in capitals if not opens(scene, tokens[at])
        )
    return scene.within


def named(
    scene: Scene, run: list[Token], *, titled: bool = False, nickname: str | None = None
) -> Name:
    """Make a name of its words, in the order in which a name is written."""
    return Name(
        tuple(_written(scene, token, last=token is run[-1]) for token in run),
        min(token.start for token in run),
        max(token.end for token in run),
        titled=titled,
        nickname=nickname,
    )


def _written(scene: Scene, token: Token, *, last: bool) -> str:
    """Write a part of a name as names are written; an initial keeps its stop, save at the end."""
    stopped = not last and len(token.raw) == 1 and scene.text[token.end : token.end + 1] == "."
    return cased(token.raw) + ("." if stopped else "")


def is_forename(scene: Scene, token: Token) -> bool:
    """Say whether a word is a forename; of ``Sarah-Jane`` the first part is enough.

    Nor are words with accents English: ``Nguyễn``.
    """
    kind = scene.kinds[token.at]
    if kind & FORENAME:
        return True
    if not token.raw.isascii() and not kind & (NOT_NAME | PREMISES | ORGANISATION | PLACE):
        return True
    if "-" not in token.key:
        return False
    return bool(scene.words.kinds.get(token.key.split("-")[0], 0) & FORENAME)
