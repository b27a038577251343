"""Runs of capitalised words that may name an organisation, and how such a name is claimed."""

from rules.entities.found import Scene
from rules.entity_kinds import (
    AMBIGUOUS,
    BUILDING,
    FORENAME,
    NOT_NAME,
    ORDINARY,
    PLACE,
    RELATION,
    STREET,
)
from schemas.enums import EntityType

LINKS = frozenset({"and", "of", "the", "for", "in", "on", "n"})
"""Small words within a name."""

_GAPS = frozenset({" ", " & ", "-", ". ", ".", " + ", "'s ", "&"})
_MOST_WORDS = 6
_SINGLE = FORENAME | PLACE | NOT_NAME | ORDINARY | STREET | BUILDING | RELATION


def run_start(scene: Scene, last: int) -> int:
    """Give the first of the capitalised words that end in a word, small links within them."""
    tokens, first, at = scene.tokens, last, last
    while at and last - at < _MOST_WORDS:
        gap = scene.text[tokens[at - 1].end : tokens[at].start]
        if gap not in _GAPS:
            break
        at -= 1
        token = tokens[at]
        joined = scene.text[token.start - 1 : token.start] == "&" or gap == "&"
        led = not joined and scene.words.has("organisation_leads", token.key)
        if token.capital and not led:
            if gap in {". ", "."} and len(token.raw) > 1:
                break
            first = at
        elif token.key not in LINKS:
            break
    return first


def run_end(scene: Scene, first: int) -> int:
    """Give the last of the capitalised words that begin with a word, small links within them."""
    tokens, last, at = scene.tokens, first, first
    while at + 1 < len(tokens) and at - first < _MOST_WORDS:
        gap = scene.text[tokens[at].end : tokens[at + 1].start]
        if gap not in _GAPS:
            break
        at += 1
        if tokens[at].capital:
            if gap in {". ", "."} and len(tokens[at - 1].raw) > 1:
                break
            last = at
        elif tokens.keys[at] not in LINKS:
            break
    return last


def claim_cautious(scene: Scene, first: int, last: int, *, told: bool = False) -> None:
    """Claim a name that nothing in itself says to be one: no person's, no place's, no word."""
    kinds = scene.kinds
    person = kinds[first] & FORENAME and not kinds[first] & AMBIGUOUS
    named = told and last > first
    if person or kinds[last] & STREET or (not named and (kinds[first] | kinds[last]) & NOT_NAME):
        return
    if first == last and (kinds[first] & _SINGLE) and not told:
        return
    if kinds[last] & BUILDING and not told:
        return
    claim(scene, first, last)


def claim(scene: Scene, first: int, last: int) -> None:
    """Claim the words from ``first`` to ``last``; block what is no organisation of its own."""
    tokens = scene.tokens
    start, end = tokens[first].start, tokens[last].end
    if tokens.written[last] != tokens[last].raw and last == first:
        end = tokens[last].start + len(tokens.written[last])
    if any(scene.words.has("not_organisations", tokens.keys[at]) for at in range(first, last + 1)):
        scene.block(start, end)
        return
    while start and (scene.text[start - 1].isalnum() or scene.text[start - 1] == "&"):
        start -= 1
    raw = scene.text[start:end]
    scene.claim(EntityType.ORGANISATION, (start, end), " ".join(raw.split()))


def close_gap(scene: Scene, at: int) -> str:
    """Give what stands between a word and the next."""
    tokens = scene.tokens
    return scene.text[tokens[at].end : tokens[at + 1].start] if at + 1 < len(tokens) else ""
