"""Finds in a text the words for somebody who may have told, without a look at every word."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from string import ascii_letters

from rules.small_words import small_words

_NOUN = re.compile(r"[A-Za-z]+(?:-[a-z]+)*")
_IN_NOUN = frozenset(f"-{ascii_letters}")
# A noun may then begin within a run of letters.
_JOINED = re.compile(r"-[a-z]+[A-Z]")
_LETTERS = re.compile(r"[a-z]+")
_CAPITALS = re.compile(r"[A-Z]+")


def nouns_in(
    text: str, nouns: AbstractSet[str], beginnings: AbstractSet[str]
) -> Iterator[tuple[str, int, int]]:
    """Give each noun in small letters with its span; ``beginnings`` are theirs up to a hyphen."""
    reached = 0
    for place in _begun(text, beginnings):
        if place < reached:
            continue
        for match in _NOUN.finditer(text, _beginning(text, place, reached)):
            start, reached = match.span()
            if reached > place:
                noun = match[0].lower()
                if noun in nouns:
                    yield noun, start, reached
                break


def _begun(text: str, beginnings: AbstractSet[str]) -> list[int]:
    """Give where what any noun begins with stands, in order: most words are no noun."""
    plain = text.isascii()
    small = text.lower() if plain else _CAPITALS.sub(_lower, text)
    likely = beginnings
    if not _JOINED.search(text):
        likely = beginnings & {*(small_words(text) if plain else _LETTERS.findall(small))}
    places: list[int] = []
    for begins in likely:
        at = small.find(begins)
        while at >= 0:
            places.append(at)
            at = small.find(begins, at + len(begins))
    return sorted(places)


def _lower(found: re.Match[str]) -> str:
    return found[0].lower()


def _beginning(text: str, at: int, least: int) -> int:
    """Give where the letters and hyphens begin that stand round a place, not before ``least``."""
    while at > least and text[at - 1] in _IN_NOUN:
        at -= 1
    return at
