"""Organisations with a name of their own: premises, companies, schools, groups (domain 3.2)."""

import re

from rules.entities.beside import opens
from rules.entities.casing import PARTICLES
from rules.entities.found import Scene
from rules.entities.organisation_runs import claim, claim_cautious, close_gap, run_end, run_start
from rules.entities.premises import CALLED, claim_beside
from rules.entities.pubs import IN, claim_named_after, claim_pub
from rules.entities.venues import claim_limited
from rules.entity_kinds import (
    AMBIGUOUS,
    BUILDING,
    FORENAME,
    NOT_NAME,
    ORDINARY,
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
_AT_SHOP = frozenset(
    {"the", "at", "outside", "in", "behind", "by", "opposite", "near", "from", "an", "a"}
)
_NUMBER_BEFORE = re.compile(r"(?<!\w)(?:[A-Z]\d{1,2}|24/7|4x4)\s$")
_LIMITED = frozenset({"ltd", "limited", "plc", "llp"})
_SPORTS = frozenset(
    {
        "boxing",
        "football",
        "rugby",
        "cricket",
        "sailing",
        "bowls",
        "golf",
        "social",
        "youth",
        "tennis",
    }
    | {
        "rowing",
        "judo",
        "karate",
        "snooker",
        "working",
        "mens",
        "men's",
        "mini",
        "car",
        "hand",
        "fish",
    }
    | {"convenience", "corner", "general", "nail", "hair", "beauty", "tanning", "vape", "kebab"}
)
_SHORT = 3
_CUED = _SELVES | _WORKS | _DRINKS | _HEADED


def find_organisations(scene: Scene) -> None:
    """Claim named organisations: a known name, or capitalised words with a word that says so."""
    _known(scene)
    for at, kind in scene.marked:
        if not kind & _LOOKED_FOR:
            continue
        if scene.tokens.keys[at] in _LIMITED:
            claim_limited(scene, at)
        if scene.tokens.written[at][0].isupper():
            _claim_capital(scene, at, kind)
        elif kind & (PREMISES | ORGANISATION) and _claim_small_type(scene, at):
            continue
        elif kind & PREMISES:
            claim_beside(scene, at)
    if not _CUED.isdisjoint(scene.present):
        _cued(scene)


def _claim_small_type(scene: Scene, at: int) -> bool:
    """Claim ``Paulsgrove boxing club``, ``hemrin mini market``: the type in small letters."""
    tokens, first = scene.tokens, at - 1
    while first > 0 and tokens.keys[first] in _SPORTS and close_gap(scene, first) == " ":
        first -= 1
    if first == at - 1 or first < 0 or close_gap(scene, first) != " ":
        return False
    small = tokens[first].raw.islower() and scene.kinds[first] & ~FORENAME
    if small or (tokens[first].raw.islower() and len(tokens.keys[first]) <= _SHORT):
        return False
    if scene.words.has("organisation_leads", tokens.keys[first]):
        return False
    if tokens[first].capital:
        first = run_start(scene, first)
    claim(scene, first, at)
    return True


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
    joined = next((at for at in range(last + 1, end) if scene.tokens.keys[at] == "and"), end)
    if any(kinds[at] & ORGANISATION for at in range(last + 1, joined + 1)):
        return
    if end > last and kinds[last + 1] & STREET:
        return
    first = _own_start(scene, run_start(scene, last), last)
    own = [at for at in range(first, last) if not kinds[at] & ORGANISATION]
    named = [at for at in own if scene.tokens.written[at][0].isupper()]
    if not named:
        _claim_numbered(scene, last)
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


def _claim_numbered(scene: Scene, last: int) -> None:
    """Claim ``A1 Recovery``: before the type stands a letter with a figure."""
    start = scene.tokens[last].start
    number = _NUMBER_BEFORE.search(scene.text, max(0, start - 6), start)
    if number:
        span = number.start(), scene.tokens[last].end
        scene.claim(EntityType.ORGANISATION, span, scene.text[slice(*span)])


def _own_start(scene: Scene, first: int, last: int) -> int:
    """Give where a name begins after another's: ``Star Nails and Sunset Tanning``."""
    keys, kinds = scene.tokens.keys, scene.kinds
    for at in range(first + 1, last):
        apart = keys[at] == "and" and kinds[at - 1] & ORGANISATION and at + 1 < last
        apart = apart or (
            keys[at] == "of" and at == first + 1 and opens(scene, scene.tokens[first])
        )
        if apart and scene.tokens[at + 1].capital:
            first = at + 1
    return first


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
            if scene.text[end : end + 1].isalnum() or not _is_known(scene, at, name):
                continue
            scene.claim(EntityType.ORGANISATION, (start, end), scene.text[start:end])


def _is_known(scene: Scene, at: int, name: str) -> bool:
    """Say whether a known name stands at a word; in small letters where it is no other word."""
    start = scene.tokens.starts[at]
    written = scene.text[start : start + len(name)]
    if written != name:
        plain = scene.kinds[at] & ORDINARY or scene.words.has("capital_organisations", name.lower())
        return written == name.lower() and not plain
    before = scene.tokens.keys[at - 1] if at else ""
    # "Ricardo Da Costa", "a woman called Shell"
    if before in PARTICLES or before in {"called", "named"}:
        return False
    if not scene.words.has("capital_organisations", name.lower()):
        return True
    led = before in _AT_SHOP or (before == "the" and at > 1)
    following = scene.text[start + len(name) : start + len(name) + 2]
    return led and not (following[:1] == " " and following[1:].isupper())
