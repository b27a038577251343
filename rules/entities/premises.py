"""Names beside a kind of premises or group: ``the pub (the X)``, ``a gang called X``."""

from collections.abc import Iterator

from rules.entities.found import Scene
from rules.entities.organisation_runs import claim_cautious, close_gap, run_end, run_start
from rules.entity_kinds import FORENAME, RELATION, STREET, STRONG_BEFORE

_MOST_BETWEEN = 4
_OPENS = frozenset({",", "(", " (", ", ", ' "', " '", " \u201c", ' ("', " - ", ": "})
CALLED = frozenset({"called", "named", "calling", "calls", "call", "known", "titled", "branded"})
"""After these a group's name follows."""

_CALLED_TOO = frozenset({"itself", "themselves", "as", "is", "are", "the", "by", "name", "of"})
_AT = frozenset({"on", "in", "at", "by", "near", "off", "opposite"})
_ARTICLES = frozenset({"the", "a", "an"})


def claim_beside(scene: Scene, at: int) -> None:
    """Claim the name beside a kind of premises: before it, after it, or in apposition."""
    tokens = scene.tokens
    if at and tokens[at - 1].capital and close_gap(scene, at - 1) == " ":
        claim_cautious(scene, run_start(scene, at - 1), at - 1)
        return
    owner = at + 1 < len(tokens) and scene.kinds[at + 1] & (RELATION | STRONG_BEFORE)
    for span in () if owner else (*_after(scene, at), *_apposed(scene, at)):
        claim_cautious(scene, *span, told=True)


def _after(scene: Scene, at: int) -> Iterator[tuple[int, int]]:
    """Find ``a group calling itself X``, ``the pub (the X)``, ``the barbers on Y Road, X``."""
    tokens = scene.tokens
    if at + 1 >= len(tokens):
        return
    following, gap, called = _name_begins(scene, at)
    if following >= len(tokens) or not tokens[following].capital:
        return
    last = run_end(scene, following)
    several = last > following
    apart = gap in _OPENS and (several or "(" in gap or '"' in gap)
    if called or apart or (gap == " " and several and not scene.kinds[following] & FORENAME):
        yield following, last


def _name_begins(scene: Scene, at: int) -> tuple[int, str, bool]:
    """Give the word with which a name may begin after a kind, what parts them, if it is told."""
    keys, following, gap = scene.tokens.keys, at + 1, close_gap(scene, at)
    if gap == " " and keys[following] in CALLED:
        following += 1
        while following < len(keys) and keys[following] in _CALLED_TOO:
            following += 1
        return following, gap, True
    if gap == " " and keys[following] in _AT:
        following = _after_street(scene, following)
        return following, close_gap(scene, following - 1) if following < len(keys) else "", False
    if keys[following] == "the" and gap in _OPENS:
        return following + 1, gap, True
    return following, gap, False


def _after_street(scene: Scene, at: int) -> int:
    """Give the word after ``on Stockbridge Rd,``; itself where no such thing stands there."""
    tokens = scene.tokens
    if at + 1 >= len(tokens) or not tokens[at + 1].capital:
        return len(tokens)
    last = run_end(scene, at + 1)
    street = scene.kinds[last] & STREET
    return last + 1 if street and last + 1 < len(tokens) else len(tokens)


def _apposed(scene: Scene, at: int) -> Iterator[tuple[int, int]]:
    """Find ``Puff Palace, the vape shop``."""
    tokens, first = scene.tokens, at
    while first and at - first < _MOST_BETWEEN and tokens.keys[first] not in _ARTICLES:
        first -= 1
    if not first or tokens.keys[first] not in _ARTICLES or first == at:
        return
    last = first - 1
    if close_gap(scene, last) in {", ", " (", " - "} and tokens[last].capital:
        yield run_start(scene, last), last
