"""Organisations with a name of their own: premises, companies, schools, groups (domain 3.2)."""

from rules.entities.found import Scene
from rules.entities.organisation_runs import claim, claim_cautious, close_gap, run_end, run_start
from rules.entities.premises import CALLED, claim_beside
from rules.entities.pubs import IN, claim_named_after, claim_pub
from rules.entity_kinds import (
    AMBIGUOUS,
    BUILDING,
    FORENAME,
    NOT_NAME,
    ORGANISATION,
    PREMISES,
    PUB,
    STARTS,
    STREET,
    WORD_SURNAME,
)
from schemas.enums import EntityType

_LOOKED_FOR = ORGANISATION | PREMISES | PUB | STARTS | FORENAME
_WORKS = frozenset(
    {"works", "working", "worked", "work", "employed", "trading", "trades", "traded"}
)
_FOR = frozenset({"for", "at", "by", "as", "with"})
_DRINKS = frozenset({"drinks", "drinking", "drink", "drank", "drinker", "drinkers"})
_QUOTES = frozenset({'"', "'", "\u201c", "\u2018"})
_HEADED = frozenset({"headed", "entitled", "signed", "badged"})
_SELVES = frozenset({"themselves", "itself"})
_CUED = _SELVES | _WORKS | _DRINKS | _HEADED


def find_organisations(scene: Scene) -> None:
    """Claim named organisations: a known name, or capitalised words with a word that says so."""
    _known(scene)
    for at, kind in scene.marked:
        if not kind & _LOOKED_FOR:
            continue
        if scene.tokens.written[at][0].isupper():
            _claim_capital(scene, at, kind)
        elif kind & PREMISES:
            claim_beside(scene, at)
    if not _CUED.isdisjoint(scene.present):
        _cued(scene)


def _claim_capital(scene: Scene, at: int, kind: int) -> None:
    if kind & ORGANISATION:
        _claim_typed(scene, at)
    if kind & PUB:
        claim_pub(scene, at)
    if kind & (PUB | FORENAME) and at > 1:
        claim_named_after(scene, at)
    if kind & STARTS:
        _claim_started(scene, at)


def _cued(scene: Scene) -> None:
    """Claim what follows ``works for``, ``drinks in the``, ``headed``, ``calling themselves``."""
    keys = scene.tokens.keys
    for at, key in enumerate(keys[:-2]):
        if key not in _CUED:
            continue
        following = keys[at + 1]
        if (key in _WORKS and following in _FOR) or (key in _DRINKS and following in IN):
            _claim_told(scene, at + 2)
        elif key in _HEADED:
            _claim_told(scene, at + 1, told=True)
        elif key in _SELVES and at and keys[at - 1] in CALLED:
            _claim_told(scene, at + 1)


def _claim_typed(scene: Scene, last: int) -> None:
    """Claim ``Marchwood Joinery``, ``Hand Car Wash``: names that end in what they are."""
    kinds = scene.kinds
    end = run_end(scene, last)
    if any(kinds[at] & ORGANISATION for at in range(last + 1, end + 1)):
        return
    if end > last and kinds[last + 1] & STREET:
        return
    first = run_start(scene, last)
    own = [at for at in range(first, last) if not kinds[at] & ORGANISATION]
    named = [at for at in own if scene.tokens.written[at][0].isupper()]
    if not named:
        return
    person = (
        last - first == 1
        and kinds[first] & FORENAME
        and not kinds[first] & AMBIGUOUS
        and kinds[last] & WORD_SURNAME
        and not scene.words.has("surely_organisations", scene.tokens.keys[last])
    )
    if not person:
        claim(scene, first, last)


def _claim_told(scene: Scene, at: int, *, told: bool = False) -> None:
    """Claim the name after ``works for``, ``drinks in the``, ``headed``."""
    if scene.tokens.keys[at] == "the" and at + 1 < len(scene.tokens):
        at += 1
    if scene.tokens[at].capital and (not told or close_gap(scene, at - 1).strip() in _QUOTES):
        claim_cautious(scene, at, run_end(scene, at), told=told)


def _claim_started(scene: Scene, at: int) -> None:
    """Claim ``Club Vertex``: a type that stands before the name."""
    if close_gap(scene, at) == " " and scene.tokens[at + 1].capital:
        last = run_end(scene, at)
        if not scene.kinds[last] & (NOT_NAME | STREET | BUILDING):
            claim(scene, at, last)


def _known(scene: Scene) -> None:
    """Claim names that are known whole."""
    known = scene.words.known_organisations
    begun = known.keys() & scene.present
    if not begun:
        return
    for at, key in enumerate(scene.tokens.keys):
        if key not in begun:
            continue
        start = scene.tokens.starts[at]
        for name in known[key]:
            end = start + len(name)
            if scene.text.startswith(name, start) and not scene.text[end : end + 1].isalnum():
                scene.claim(EntityType.ORGANISATION, (start, end), name)
