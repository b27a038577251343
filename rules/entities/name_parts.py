"""What makes a run of words the name of a person (domain 3.3)."""

import re
from typing import NamedTuple

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
    PERSON_AFTER,
    PLACE,
    PLACE_AFTER,
    PREMISES,
    RELATION,
    SPEAKS,
    STREET,
    STRONG_BEFORE,
    SURNAME,
    THING_BEFORE,
    WORD_SURNAME,
)
from rules.word_tokens import Token

_AGE = re.compile(
    r"\s?[,(]\s?(?:aged?\s|dob|d\.o\.b|born|about\s|approx\.?\s)?\s?\d{1,2}(?![\d:/])\b|\s?[,(]\s?(?:dob|born|aged)\b",
    re.IGNORECASE,
)
_OUTCODE_NEXT = re.compile(r",?\s?[A-Z]{1,2}\d{1,2}(?!\s?[A-Z]{3}|\d)")
_BESIDE = frozenset({"", ",", "(", ", (", ":", '"', "'"})
_OPENS = frozenset(".!?:;\n\u2022*-\"'(\u201c")
# "hurry up Macca": said to somebody, at the end of what is quoted.
_VOCATIVE = re.compile(r"[.,!?]?[\"\u201d]")
_INTRODUCING = frozenset(
    {(pronoun, "and") for pronoun in ("him", "her", "them", "he", "she", "they")}
    | {(asks, "for") for asks in ("ask", "asks", "asked", "asking", "works", "sells", "runs", "deals")}
)
_POSSESSIVE = frozenset({"'s", "\u2019s"})
_NEVER_FIRST = NOT_NAME | STRONG_BEFORE | ORGANISATION | PREMISES
_WITHIN = frozenset({"in", "around"})
_THING = ORDINARY | PLACE | STREET | BUILDING | ORGANISATION | NOT_NAME
ACRONYM = 4
"""Capitals no longer than this may be an acronym and not a surname."""


class Name(NamedTuple):
    """A person's name as it stands in a text, forename first; ``titled`` after Mr, Mrs, Dr."""

    tokens: tuple[str, ...]
    start: int
    end: int
    titled: bool = False
    nickname: str | None = None


class _Around:
    """What stands beside a run of words; what is seldom asked for is found only then."""

    __slots__ = ("_end", "_first", "_kind", "_scene", "after", "before", "owns", "within")

    def __init__(self, scene: Scene, run: list[Token]) -> None:
        first, last = (run[0], run[-1]) if run[0].at <= run[-1].at else (run[-1], run[0])
        tokens, kinds, text = scene.tokens, scene.kinds, scene.text
        self._scene, self._first, self._end = scene, first, last.end
        self._kind = kinds[last.at]
        self.before = self.after = 0
        self.within = False
        if first.at:
            beside = tokens.starts[first.at - 1] + len(tokens.written[first.at - 1])
            self.within = tokens.keys[first.at - 1] in _WITHIN
            if text[beside : first.start].strip() in _BESIDE:
                self.before = kinds[first.at - 1]
            # "him and Rafe", "ask for Spud"
            pair = tokens.keys[first.at - 2 : first.at] if first.at > 1 else []
            if tuple(pair) in _INTRODUCING:
                self.before |= STRONG_BEFORE
        own = text[last.end : last.end + 2] in _POSSESSIVE
        if last.at + 1 < len(kinds):
            start = tokens.starts[last.at + 1]
            gap = text[last.end + (2 if own else 0) : start]
            if gap.strip() in _BESIDE and not text[start].isupper():
                self.after = kinds[last.at + 1]
                if gap != " ":
                    self.after &= ~PLACE_AFTER
        self.owns = own and bool(self.after & RELATION)

    @property
    def aged(self) -> bool:
        if self._kind & NOT_ALONE:
            return False
        return _AGE.match(self._scene.text, self._end) is not None

    @property
    def opens(self) -> bool:
        return opens(self._scene, self._first)

    @property
    def vocative(self) -> bool:
        return _VOCATIVE.match(self._scene.text, self._end) is not None

    @property
    def introduced(self) -> bool:
        return bool(self.before & STRONG_BEFORE)

    @property
    def told(self) -> bool:
        return bool(self.after & PERSON_AFTER) or self.owns or self.aged

    @property
    def speaks(self) -> bool:
        return bool(self.after & SPEAKS) or self.owns or self.aged


def not_of_name(scene: Scene, token: Token, before: Token | None) -> bool:
    """Say whether a word cannot be part of a name, after the word before it in the name."""
    kind = scene.kinds[token.at]
    if scene.text[token.end : token.end + 1].isdigit():
        return True
    if before is None:
        return not kind & FORENAME and bool(kind & _NEVER_FIRST)
    if token.key in PARTICLES:
        return False
    led = scene.kinds[before.at] & FORENAME
    if kind & WORD_SURNAME:
        return not led
    if kind & ORDINARY and not kind & (SURNAME | FORENAME) and token.raw.isascii():
        return not led or (token.raw.isupper() and len(token.raw) > 1 and scene.shouts)
    return bool(kind & NOT_NAME)


def is_person(scene: Scene, run: list[Token]) -> bool:
    """Say whether a run of capitalised words names a person, from its words and those beside it."""
    around = _Around(scene, run)
    if len(run) == 1:
        return _is_single(scene, run[0], around)
    first, last = run[0], run[-1]
    one, other = scene.kinds[first.at], scene.kinds[last.at]
    if around.before & THING_BEFORE or (around.after & PLACE_AFTER and not around.introduced):
        return False
    if is_forename(scene, first) and not (one & NOT_ALONE and other & ORDINARY):
        doubtful = one & AMBIGUOUS and other & _THING & ~PLACE and not other & (SURNAME | WORD_SURNAME)
        return not doubtful or around.told or around.introduced
    if last.shouted and not first.shouted and len(first.raw) > 1:
        return bool(other & SURNAME) or len(last.raw) > ACRONYM or around.told
    word = one & ORDINARY
    if other & SURNAME and not other & NOT_NAME:
        return not (word and around.opens) or around.told or around.introduced
    if around.introduced or around.aged or (around.told and not word):
        return True
    unknown = not any(scene.kinds[token.at] & _THING for token in run)
    return unknown and not around.before & OF_PLACE and len(first.raw) > 1 and not last.shouted


def _is_single(scene: Scene, token: Token, around: _Around) -> bool:
    """Say whether one capitalised word alone is a person."""
    kind = scene.kinds[token.at]
    known = is_forename(scene, token)
    acronym = token.shouted and len(token.raw) <= ACRONYM and not scene.shouts
    if acronym and len(token.raw) < ACRONYM and not (around.introduced or around.speaks):
        return False
    sure = known and not kind & AMBIGUOUS
    if around.before & THING_BEFORE:
        return False
    if (around.before & OF_PLACE and (not sure or around.within)) or (
        around.after & PLACE_AFTER and not around.introduced
    ):
        return False
    if acronym and not known:
        return False
    if sure:
        return not kind & NOT_NAME or around.told
    if _OUTCODE_NEXT.match(scene.text, token.end) or kind & PLACE:
        return False
    if known and not kind & NOT_ALONE:
        within = not around.opens and not token.shouted
        return within or around.told or around.introduced
    if known:
        return around.speaks or around.introduced
    if kind & NOT_NAME or len(token.raw) < 3:  # noqa: PLR2004 - shorter ones are initials
        return False
    if around.introduced or (around.speaks and not around.opens):
        return True
    if around.vocative and not kind & ORDINARY:
        return True
    # "Dell drives" begins a sentence: there must be a Dell within one too.
    return around.speaks and _within_elsewhere(scene, token)


def _within_elsewhere(scene: Scene, token: Token) -> bool:
    written = scene.tokens.written
    if written.count(token.raw) < 2:  # noqa: PLR2004 - itself and another
        return False
    others = (scene.tokens[at] for at, word in enumerate(written) if word == token.raw)
    return any(not opens(scene, other) for other in others)


def opens(scene: Scene, token: Token) -> bool:
    """Say whether a word begins a sentence, so that its capital says nothing."""
    before = scene.text[max(0, token.start - 3) : token.start].rstrip(" \t")
    return not before or before[-1] in _OPENS


def named(
    scene: Scene, run: list[Token], *, titled: bool = False, nickname: str | None = None
) -> Name:
    """Make a name of its words, in the order in which a name is written."""
    return Name(
        tuple(_written(scene, token) for token in run),
        min(token.start for token in run),
        max(token.end for token in run),
        titled=titled,
        nickname=nickname,
    )


def _written(scene: Scene, token: Token) -> str:
    """Write a part of a name as names are written; an initial keeps its stop."""
    stopped = len(token.raw) == 1 and scene.text[token.end : token.end + 1] == "."
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
