"""Organisations with a name of their own: premises, companies, schools, groups (domain 3.2)."""

from collections.abc import Iterator

from rules.entities.found import Scene
from rules.entity_kinds import (
    AMBIGUOUS,
    BUILDING,
    FORENAME,
    NOT_NAME,
    ORDINARY,
    ORGANISATION,
    PLACE,
    PREMISES,
    PUB,
    RELATION,
    STARTS,
    STREET,
    STRONG_BEFORE,
    WORD_SURNAME,
)
from schemas.enums import EntityType

_LOOKED_FOR = ORGANISATION | PREMISES | PUB | STARTS | FORENAME
_LINKS = frozenset({"and", "of", "the", "for", "in", "on", "n"})
_GAPS = frozenset({" ", " & ", "-", ". ", ".", " + "})
_MOST_WORDS = 6
_MOST_BETWEEN = 4
_SINGLE = FORENAME | PLACE | NOT_NAME | ORDINARY | STREET | BUILDING | RELATION
_OPENS = frozenset({",", "(", " (", ", ", ' "', " '", " \u201c", ' ("', " - ", ": "})
_CALLED = frozenset({"called", "named", "calling", "calls", "call", "known", "titled", "branded"})
_CALLED_TOO = frozenset({"itself", "themselves", "as", "is", "are", "the", "by", "name", "of"})
_AT = frozenset({"on", "in", "at", "by", "near", "off", "opposite"})
_WORKS = frozenset(
    {"works", "working", "worked", "work", "employed", "trading", "trades", "traded"}
)
_DRINKS = frozenset({"drinks", "drinking", "drink", "drank", "drinker", "drinkers"})
_IN = frozenset({"in", "at", "outside", "inside", "round", "down", "from", "behind", "near"})
_IN_THE = _IN | {"to", "by", "opposite", "into", "past", "leaving", "left"}
_QUOTES = frozenset({'"', "'", "\u201c", "\u2018"})
_HEADED = frozenset({"headed", "entitled", "signed", "badged"})
_SELVES = frozenset({"themselves", "itself"})
_CUED = _SELVES | _WORKS | _DRINKS | _HEADED
_FOR = frozenset({"for", "at", "by", "as", "with"})


def find_organisations(scene: Scene) -> None:
    """Claim named organisations: a known name, or capitalised words with a word that says so."""
    written, tokens = scene.tokens.written, scene.tokens
    _known(scene)
    for at, kind in scene.marked:
        if not kind & _LOOKED_FOR:
            continue
        if kind & ORGANISATION and written[at][0].isupper():
            _claim_typed(scene, at)
        if kind & PREMISES and not written[at][0].isupper():
            _claim_beside(scene, at)
        if kind & PUB and written[at][0].isupper():
            _claim_pub(scene, at)
        if kind & (PUB | FORENAME) and written[at][0].isupper() and at > 1:
            _claim_the(scene, at)
        if kind & STARTS and written[at][0].isupper():
            _claim_started(scene, at)
    if _CUED.isdisjoint(scene.present):
        return
    for at, key in enumerate(tokens.keys[:-2]):
        if (key in _WORKS and tokens.keys[at + 1] in _FOR) or (
            key in _DRINKS and tokens.keys[at + 1] in _IN
        ):
            _claim_told(scene, at + 2)
        elif key in _HEADED:
            _claim_told(scene, at + 1, told=True)
        elif key in _SELVES and tokens.keys[at - 1] in _CALLED:
            _claim_told(scene, at + 1)


def _claim_typed(scene: Scene, last: int) -> None:
    """Claim ``Marchwood Joinery``, ``Hand Car Wash``: names that end in a word for what they are."""
    kinds = scene.kinds
    end = _run_end(scene, last)
    if any(kinds[at] & ORGANISATION for at in range(last + 1, end + 1)):
        return
    if end > last and kinds[last + 1] & STREET:
        return
    first = _run_start(scene, last)
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
        _claim(scene, first, last)


def _run_start(scene: Scene, last: int) -> int:
    """Give the first of the capitalised words that end in a word, small links within them."""
    tokens, first, at = scene.tokens, last, last
    while at and last - at < _MOST_WORDS:
        gap = scene.text[tokens[at - 1].end : tokens[at].start]
        if gap not in _GAPS and gap != "'s ":
            break
        at -= 1
        token = tokens[at]
        if token.capital and not scene.words.has("organisation_leads", token.key):
            if gap in {". ", "."} and len(token.raw) > 1:
                break
            first = at
        elif token.key not in _LINKS:
            break
    return first


def _run_end(scene: Scene, first: int) -> int:
    """Give the last of the capitalised words that begin with a word, small links within them."""
    tokens, last, at = scene.tokens, first, first
    while at + 1 < len(tokens) and at - first < _MOST_WORDS:
        gap = scene.text[tokens[at].end : tokens[at + 1].start]
        if gap not in _GAPS and gap != "'s ":
            break
        at += 1
        if tokens[at].capital:
            if gap in {". ", "."} and len(tokens[at - 1].raw) > 1:
                break
            last = at
        elif tokens.keys[at] not in _LINKS:
            break
    return last


def _claim_the(scene: Scene, at: int) -> None:
    """Claim ``to the Percy Hobday``, ``at the Duke of Wellesley``: a pub named after somebody."""
    keys = scene.tokens.keys
    if keys[at - 1] != "the" or keys[at - 2] not in _IN_THE or _close(scene, at - 1) != " ":
        return
    last = _run_end(scene, at)
    if last > at and not scene.kinds[last] & (STREET | BUILDING | NOT_NAME | PLACE | ORGANISATION):
        _claim(scene, at, last)


def _claim_beside(scene: Scene, at: int) -> None:
    """Claim the name beside a kind of premises: before it, after it, or in apposition."""
    tokens = scene.tokens
    if at and tokens[at - 1].capital and _close(scene, at - 1) == " ":
        _claim_cautious(scene, _run_start(scene, at - 1), at - 1)
        return
    owner = at + 1 < len(tokens) and scene.kinds[at + 1] & (RELATION | STRONG_BEFORE)
    for span in () if owner else (*_after(scene, at), *_apposed(scene, at)):
        _claim_cautious(scene, *span, told=True)


def _after(scene: Scene, at: int) -> Iterator[tuple[int, int]]:
    """Find ``a group calling itself X``, ``the pub (the X)``, ``the barbers on Y Road, X``."""
    tokens, keys, following = scene.tokens, scene.tokens.keys, at + 1
    kinds = scene.kinds
    if following >= len(tokens):
        return
    gap = _close(scene, at)
    called = False
    if gap == " " and keys[following] in _CALLED:
        called = True
        following += 1
        while following < len(tokens) and keys[following] in _CALLED_TOO:
            following += 1
    elif gap == " " and keys[following] in _AT:
        following = _after_street(scene, following)
        gap = _close(scene, following - 1) if following < len(tokens) else ""
    elif keys[following] == "the" and gap in _OPENS:
        called = True
        following += 1
    if following >= len(tokens) or not tokens[following].capital:
        return
    last = _run_end(scene, following)
    if gap == " ":
        if not called and last > following and not kinds[following] & FORENAME:
            yield following, last
        if not called:
            return
    if called or (gap in _OPENS and (last > following or "(" in gap or '"' in gap)):
        yield following, last


def _after_street(scene: Scene, at: int) -> int:
    """Give the word after ``on Stockbridge Rd,``; itself where no such thing stands there."""
    tokens = scene.tokens
    if at + 1 >= len(tokens) or not tokens[at + 1].capital:
        return len(tokens)
    last = _run_end(scene, at + 1)
    street = scene.kinds[last] & STREET
    return last + 1 if street and last + 1 < len(tokens) else len(tokens)


def _apposed(scene: Scene, at: int) -> Iterator[tuple[int, int]]:
    """Find ``Puff Palace, the vape shop``."""
    tokens, first = scene.tokens, at
    while first and at - first < _MOST_BETWEEN and tokens.keys[first] not in {"the", "a", "an"}:
        first -= 1
    if not first or tokens.keys[first] not in {"the", "a", "an"} or first == at:
        return
    last = first - 1
    if _close(scene, last) in {", ", " (", " - "} and tokens[last].capital:
        yield _run_start(scene, last), last


def _claim_told(scene: Scene, at: int, *, told: bool = False) -> None:
    """Claim the name after ``works for``, ``drinks in the``, ``headed``."""
    if scene.tokens.keys[at] == "the" and at + 1 < len(scene.tokens):
        at += 1
    if scene.tokens[at].capital and (not told or _close(scene, at - 1).strip() in _QUOTES):
        _claim_cautious(scene, at, _run_end(scene, at), told=told)


def _claim_started(scene: Scene, at: int) -> None:
    """Claim ``Club Vertex``: a type that stands before the name."""
    if _close(scene, at) == " " and scene.tokens[at + 1].capital:
        last = _run_end(scene, at)
        if not scene.kinds[last] & (NOT_NAME | STREET | BUILDING):
            _claim(scene, at, last)


def _claim_cautious(scene: Scene, first: int, last: int, *, told: bool = False) -> None:
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
    _claim(scene, first, last)


def _claim_pub(scene: Scene, at: int) -> None:
    """Claim ``Red Lion``, ``Fox and Hounds``: words that pubs are named with."""
    tokens, kinds, last = scene.tokens, scene.kinds, at + 1
    while last < len(tokens) and last - at <= 2 and tokens.keys[last] in _LINKS:  # noqa: PLR2004 - "and the"
        last += 1
    if last >= len(tokens) or not kinds[last] & PUB or not tokens[last].capital:
        if _is_pub_alone(scene, at):
            _claim(scene, at, at)
        return
    text = scene.text
    if text[tokens[at].end : tokens[last].start].strip(" &") not in {"", *_JOINED}:
        return
    if last + 1 < len(tokens) and tokens[last + 1].capital and _close(scene, last) == " ":
        return
    _claim(scene, at, last)


_JOINED = ("and", "of", "in", "and the", "of the", "n")


def _is_pub_alone(scene: Scene, at: int) -> bool:
    """Say whether a word alone is a pub: ``outside the Fox``."""
    keys = scene.tokens.keys
    if at < 2 or keys[at - 1] != "the" or keys[at - 2] not in _IN:  # noqa: PLR2004 - "outside the"
        return False
    goes_on = at + 1 < len(keys) and _close(scene, at) == " " and scene.tokens[at + 1].capital
    return not goes_on and scene.words.has("pub_alone", keys[at])


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


def _claim(scene: Scene, first: int, last: int) -> None:
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


def _close(scene: Scene, at: int) -> str:
    """Give what stands between a word and the next."""
    tokens = scene.tokens
    return scene.text[tokens[at].end : tokens[at + 1].start] if at + 1 < len(tokens) else ""
