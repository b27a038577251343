"""What makes a run of words the name of a person (domain 3.3)."""

import re
from dataclasses import dataclass

from rules.entities.casing import cased
from rules.entities.found import Scene
from rules.entities.tokens import Token, Tokens

_AGE = re.compile(
    r"\s?[,(]\s?(?:aged?\s|dob|d\.o\.b|born)?\s?\d{1,2}\b|\s?[,(]\s?(?:dob|born|aged)\b",
    re.IGNORECASE,
)
_OUTCODE_NEXT = re.compile(r",?\s?[A-Z]{1,2}\d")
_WITHIN = {"in", "near", "around"}
ACRONYM = 4
"""Capitals no longer than this may be an acronym and not a surname."""
_MONTHS = {"may", "april", "june", "august", "march"}


@dataclass(frozen=True)
class Name:
    """A person's name as it stands in a text, forename first; ``titled`` after Mr, Mrs, Dr."""

    tokens: tuple[str, ...]
    start: int
    end: int
    titled: bool = False
    nickname: str | None = None


def not_of_name(scene: Scene, token: Token, before: Token | None) -> bool:
    """Say whether a word cannot be part of a name, after the word before it in the name."""
    words = scene.words
    if scene.text[token.end : token.end + 1].isdigit():
        return True
    if before is not None and words.has("word_surnames", token.key):
        return not words.has("forenames", before.key)
    if before is None and words.has("forenames", token.key):
        return False
    return words.has("not_names", token.key)


def is_person(scene: Scene, tokens: Tokens, at: int, run: list[Token]) -> bool:
    """Say whether a run of capitalised words names a person, from its words and those beside it."""
    words, first, last = scene.words, run[0], run[-1]
    before = tokens[at - 1] if at and near(scene, tokens[at - 1], first) else None
    position = next(n for n in range(at, len(tokens)) if tokens[n] == last)
    after = tokens[position + 1] if position + 1 < len(tokens) else None
    follows = (
        after is not None and near(scene, last, after) and words.has("person_after", after.key)
    )
    aged = _AGE.match(scene.text, last.end) is not None
    introduced = before is not None and words.has("strong_before", before.key)
    known = forename(scene, first)
    month = first.key in _MONTHS
    led = before is not None and words.has("person_before", before.key)
    if len(run) == 1:
        placed = before is not None and before.key in _WITHIN
        return not placed and _is_single(
            scene, first, told=follows or aged, introduced=introduced, led=led
        )
    if known and not month:
        return True
    if last.shouted and not first.shouted and len(first.raw) > 1:
        return True
    surname = words.has("surnames", last.key.replace("'", ""))
    return follows or introduced or aged or surname


def _is_single(scene: Scene, token: Token, *, told: bool, introduced: bool, led: bool) -> bool:
    """Say whether one capitalised word alone is a person."""
    words, known = scene.words, forename(scene, token)
    acronym = token.shouted and len(token.raw) <= ACRONYM and not scene.text.isupper()
    if _OUTCODE_NEXT.match(scene.text, token.end) or (acronym and not known):
        return False
    if known and not words.has("ambiguous_names", token.key):
        return not words.has("not_names", token.key) or told
    if known:
        return told or introduced or (led and token.key not in _MONTHS)
    return introduced and not words.has("not_names", token.key)


def near(scene: Scene, one: Token, other: Token) -> bool:
    """Say whether nothing but a comma or a bracket stands between two words."""
    return scene.text[one.end : other.start].strip() in {"", ",", "(", ", (", ":"}


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


def forename(scene: Scene, token: Token) -> bool:
    """Say whether a word is a forename; of ``Sarah-Jane`` the first part is enough."""
    return scene.words.has("forenames", token.key) or scene.words.has(
        "forenames", token.key.split("-")[0]
    )
