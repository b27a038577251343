"""Organisations by where they stand: ``at the Tipsy Gull``, ``doorman at Moorings``."""

import re

from rules.entities.found import Scene
from rules.entities.organisation_runs import claim, claim_cautious, close_gap, run_end
from rules.entity_kinds import (
    ACCOUNT,
    AMBIGUOUS,
    ANIMAL,
    BUILDING,
    FORENAME,
    NOT_NAME,
    ORGANISATION,
    PLACE,
    PREMISES,
    PUB,
    STREET,
    SURNAME,
    TITLE,
    VEHICLE,
)
from schemas.enums import EntityType

_BESIDE = frozenset({"at", "outside", "inside", "down", "behind", "opposite", "near", "round"})
_WITHIN = frozenset({"in", "of", "from", "to", "by", "into", "above", "past", "leaving", "left"})
_BEFORE_THE = _BESIDE | _WITHIN
_JOBS = frozenset(
    {"doorman", "doormen", "bouncer", "bouncers", "barman", "barmaid", "waiter", "waitress"}
    | {"chef", "manager", "owner", "landlord", "landlady", "cashier", "receptionist", "director"}
    | {"shift", "shifts", "job", "jobs", "doors", "door", "cleaner", "staff", "worker", "workers"}
)
_AT = frozenset({"at", "of", "for", "with", "from"})
_PAPERS = frozenset(
    {"flyer", "flyers", "leaflet", "leaflets", "invoice", "invoices", "quote", "receipt"}
    | {"letterhead", "payee", "logo", "advert", "adverts", "sticker", "stickers", "signwriting"}
)
_PAPER_GAPS = frozenset({": ", ' "', " \u201c", ' for "', " - "})
_ACCOUNT_OF = re.compile(
    r"(?:name of (?:the )?account|account name|account in the name of|payable to|paid to|pays? into"
    r"|company is|business is|firm is|employer is|agency is|trading as|registered to)"
    r"(?:\s(?:is|was|being))?[\s:\"\u201c]{1,3}(?=[A-Z0-9])"
)
_PAYING = frozenset(
    {"account", "payable", "paid", "pay", "pays", "company", "business", "firm", "employer"}
    | {"agency", "trading", "registered"}
)
_CALLED = frozenset({"called", "named", "titled"})
# What marks a name of several words as no person's.
_MARKED = re.compile(r"\s&\s|\d|\bLtd\b|\bLimited\b")
# "the Albion Debating Circle": no ward, no court, no list of the state.
_NO_VENUE = NOT_NAME | STREET | PLACE | VEHICLE | ACCOUNT | ANIMAL
_NO_END = frozenset(
    {"centre", "center", "hospital", "station", "building", "ward", "unit", "council", "airport"}
    | {"service", "team", "department", "party", "law", "act", "plan", "scheme", "league", "cup"}
    | {"world", "war", "office", "bridge", "island", "river", "sea", "forest", "county", "city"}
    | {"terrier", "bible", "quran", "sun", "mail", "times", "guardian", "echo", "gazette", "van"}
    | {
        "arcade",
        "precinct",
        "common",
        "wood",
        "woods",
        "beach",
        "harbour",
        "marina",
        "fields",
        "field",
        "farm",
        "end",
    }
)
_LORDS = frozenset(
    {"lord", "lady", "sir", "admiral", "general", "king", "queen", "prince", "princess", "duke"}
    | {"earl", "marquis", "captain", "old", "new", "great", "little", "black", "white", "red"}
)
_NO_START = frozenset({"duty", "year", "section", "child", "adult", "crown", "safer", "early"})
_JOINED = re.compile(
    r"(?<![\w&'-])(?<!& )(?P<one>[A-Z][a-z]{2,}) & (?P<other>[A-Z][a-z]{2,})(?!\s?[\w&'-])"
)
_NUMBERED = re.compile(r"[A-Z](?<![\w@./_-][A-Z])[a-z]+[0-9][A-Z][a-z]+(?![\w@/_-])")
_INSIDE = re.compile(r"\([A-Z][a-z]+\)\s$")


def find_venues(scene: Scene) -> None:
    """Claim the names of premises and firms that only their place in the text tells."""
    present = scene.present
    if "the" in present:
        _claim_by_place(scene)
    if not _JOBS.isdisjoint(present):
        _claim_employers(scene)
    if not _PAPERS.isdisjoint(present):
        _claim_papers(scene)
    if not _CALLED.isdisjoint(present):
        _claim_called(scene)
    if not _PAYING.isdisjoint(present):
        _claim_payees(scene)
    if " & " in scene.text:
        for match in _JOINED.finditer(scene.text):
            _claim_joined(scene, match)
    if scene.figures:
        for match in _NUMBERED.finditer(scene.text):
            scene.claim(EntityType.ORGANISATION, match.span(), match[0])


def claim_limited(scene: Scene, at: int) -> None:
    """Claim ``Anchor Catering (South) Ltd``, ``Hodges plc``."""
    tokens = scene.tokens
    inside = _INSIDE.search(scene.text, max(0, tokens[at].start - 24), tokens[at].start)
    last = scene.word_before(inside.start()) if inside else at - 1
    if last < 0 or not tokens[last].capital:
        return
    if inside is None and close_gap(scene, last) != " ":
        return
    first = last
    while first and tokens[first - 1].capital and close_gap(scene, first - 1) in {" ", " & ", "-"}:
        first -= 1
    while first < last and scene.words.has("organisation_leads", tokens.keys[first]):
        first += 1
    start, end = tokens[first].start, tokens[at].end
    raw = scene.text[start:end]
    scene.claim(EntityType.ORGANISATION, (start, end), " ".join(raw.split()))


def _claim_by_place(scene: Scene) -> None:
    keys = scene.tokens.keys
    for at in [at for at, key in enumerate(keys) if key == "the"]:
        if 0 < at < len(keys) - 2 and keys[at - 1] in _BEFORE_THE:
            _claim_the(scene, at + 1, beside=keys[at - 1] in _BESIDE)


def _claim_the(scene: Scene, first: int, *, beside: bool) -> None:
    """Claim ``outside the Regal Bowl``, ``of the Jolly Hayward``; not ``at the Town Hall``."""
    tokens, kinds = scene.tokens, scene.kinds
    if not tokens[first].capital or close_gap(scene, first - 1) != " ":
        return
    last = _end(scene, first)
    if last == first or tokens.keys[first] in _NO_START or tokens.keys[last] in _NO_END:
        return
    pub = kinds[first] & PUB or kinds[last] & PUB
    plain = not (pub or kinds[first] & (FORENAME | AMBIGUOUS) or tokens.keys[first] in _LORDS)
    named_for = kinds[first] & PUB and tokens.keys[first + 1] == "of"
    if (kinds[last] & _NO_VENUE and not named_for) or (plain and kinds[first] & _NO_VENUE):
        return
    if kinds[last] & (BUILDING | PREMISES | ORGANISATION) and not (beside or pub):
        return
    own = scene.text[tokens[last].end : tokens[last].end + 2] in {"'s", "\u2019s"}
    shouted = any(tokens[at].shouted for at in range(first, last + 1))
    if not own and not shouted and (beside or pub):
        claim(scene, first - (tokens.written[first - 1] == "The"), last)


def _end(scene: Scene, first: int) -> int:
    """Give the last word of a name that no place follows: ``the Regal Bowl in Shirley``."""
    last = run_end(scene, first)
    apart = (at for at in range(first, last) if scene.tokens.keys[at] in {"in", "on", "for"})
    return next(apart, last + 1) - 1


def _claim_employers(scene: Scene) -> None:
    keys = scene.tokens.keys
    for at in [at for at, key in enumerate(keys) if key in _JOBS]:
        if at < len(keys) - 2 and keys[at + 1] in _AT:
            _claim_employer(scene, at + 2)


def _claim_employer(scene: Scene, at: int) -> None:
    """Claim ``doorman at Moorings``, ``on the doors at the Tipsy Gull``."""
    if scene.tokens.keys[at] == "the" and at + 1 < len(scene.tokens):
        at += 1
    if not scene.tokens[at].capital or close_gap(scene, at - 1) != " ":
        return
    last, kind = _end(scene, at), scene.kinds[at]
    if kind & TITLE:
        return
    if last > at or not kind & (FORENAME | SURNAME | PLACE | NOT_NAME | VEHICLE | ACCOUNT):
        claim_cautious(scene, at, last, told=True)


def _claim_papers(scene: Scene) -> None:
    """Claim ``a flyer: Crownline Roofcare``, ``flyers from Crownline Roofcare``."""
    keys = scene.tokens.keys
    for at in range(len(keys) - 2):
        if keys[at] not in _PAPERS:
            continue
        following = at + 2 if keys[at + 1] in {"from", "by", "for"} else at + 1
        if following >= len(keys) or not scene.tokens[following].capital:
            continue
        gap = close_gap(scene, following - 1)
        if gap in _PAPER_GAPS or (following == at + 2 and gap == " "):
            last = run_end(scene, following)
            if last > following:
                claim_cautious(scene, following, last, told=True)


def _claim_called(scene: Scene) -> None:
    """Claim ``a WhatsApp called Clean Streets Andover``, ``a channel called Iron Dawn South``."""
    keys, kinds = scene.tokens.keys, scene.kinds
    for at in range(1, len(keys) - 2):
        if keys[at] not in _CALLED:
            continue
        group = kinds[at - 1] & (ACCOUNT | PREMISES) or keys[at - 1] in {"chat", "page", "podcast"}
        if not group or not scene.tokens[at + 1].capital:
            continue
        last = run_end(scene, at + 1)
        if last > at + 1 and not kinds[at + 1] & FORENAME:
            claim(scene, at + 1, last)


def _claim_joined(scene: Scene, match: re.Match[str]) -> None:
    """Claim ``Sandling & Pope``: two surnames, joined as a firm's."""
    kinds = [scene.kinds[scene.word_at(match.start(side))] for side in ("one", "other")]
    if any(kind & (FORENAME | NOT_NAME | PLACE | VEHICLE | TITLE | ACCOUNT) for kind in kinds):
        return
    before = scene.text[max(0, match.start() - 1) : match.start()]
    last = scene.word_at(match.start("other"))
    if before != "&" and run_end(scene, last) == last:
        scene.claim(EntityType.ORGANISATION, match.span(), match[0])


def _claim_payees(scene: Scene) -> None:
    for match in _ACCOUNT_OF.finditer(scene.text):
        _claim_payee(scene, scene.word_at(match.end()))


def _claim_payee(scene: Scene, at: int) -> None:
    """Claim ``name of account Apex Stone & Lead``: several words that are no person's."""
    if at >= len(scene.tokens) or not scene.tokens[at].capital:
        return
    last = run_end(scene, at)
    raw = scene.text[scene.tokens[at].start : scene.tokens[last].end]
    named = scene.kinds[at] & (FORENAME | TITLE) or len(scene.tokens[at].raw) == 1
    person = named and not _MARKED.search(raw)
    if last > at and not person:
        claim_cautious(scene, at, last, told=True)
