"""Places: postcode, address, street (domain 3.2)."""

import re

from rules.entities.found import Scene
from rules.entity_kinds import BUILDING, NOT_NAME, STREET
from schemas.enums import EntityType

_POSTCODE = re.compile(
    r"(?<![\w-])(?P<area>[A-PR-UWYZ][A-HK-Y]?)(?P<district>\d[\dA-HJKPSTUW]?)"
    r"(?P<space>[ -]{0,2})(?P<sector>[\dO])(?P<unit>[ABD-HJLNP-UW-Z]{2})(?![\w-])",
    re.IGNORECASE,
)
_MISTYPED = re.compile(
    r"(?<![\w-])(?P<area>[SP]0)(?P<district>\d{1,2})(?P<space> ?)(?P<sector>[\dO])"
    r"(?P<unit>[ABD-HJLNP-UW-Z]{2})(?![\w-])",
    re.IGNORECASE,
)
_UNITS = frozenset({"nd", "rd", "st", "th", "ft", "am", "pm"})
_FLAT_WORDS = frozenset(
    ("flat", "apartment", "apt", "unit", "room", "maisonette", "pitch", "plot", "chalet")
)
# What stands between the number of a house and its street.
_NUMBER_END = re.compile(r"[A-Za-z]?(?:\s?[-/&]\s?\d{1,4}[A-Za-z]?)?,?[^\S\n]+(?=[^\W\d_])")
_NOT_A_NUMBER = frozenset("£$.,:/-+#'")
_FLAT_BEFORE = re.compile(
    r"(?<!\w)(?:flat|apartment|apt|unit|room|maisonette|pitch|plot|chalet)\s(?:no\.?\s?)?(?:\d{1,3}[a-z]?|[a-z]\d?),?\s(?:at\s)?$",
    re.IGNORECASE,
)
_FLAT = re.compile(r"[^\S\n](?:[Nn]o\.?\s?)?(?:\d{1,3}[A-Za-z]?|[A-Z]\d?),?[^\S\n]+(?=[A-Z])")
_MOST_WORDS, _LONGEST_NUMBER = 5, 4
_REACH = 32


def find_postcodes(scene: Scene) -> None:
    """Claim postcodes; canonical ``SO14 0JT``. O for nought passes where all is in capitals."""
    if not scene.figures:
        return
    found = scene.matches(_POSTCODE, scene.before_figures(1, 2))
    mistyped_areas = scene.matches(_MISTYPED, scene.before_figures(1))
    for match in (*found, *mistyped_areas):
        area = match["area"].upper().replace("0", "O")
        capitals = match[0] == match[0].upper()
        measure = match["unit"].lower() in _UNITS and (match["unit"].islower() or not capitals)
        mistyped = match["sector"] in "oO"
        if not scene.words.has("postcode_areas", area.lower()) or measure:
            continue
        if mistyped and not capitals:
            continue
        sector = match["sector"].upper().replace("O", "0")
        district = match["district"].upper()
        canonical = f"{area}{district} {sector}{match['unit'].upper()}"
        scene.claim(EntityType.POSTCODE, match.span(), canonical)


def find_addresses(scene: Scene) -> None:
    """Claim number, street and suffix as written; a flat or a named house before belongs to it.

    A street alone is no entity.
    """
    if not _FLAT_WORDS.isdisjoint(scene.present):
        _flats(scene)
    for start, end in scene.figures:
        _numbered(scene, start, end)
    _named_houses(scene)


def _numbered(scene: Scene, start: int, end: int) -> None:
    text = scene.text
    if end - start > _LONGEST_NUMBER or (
        start and (text[start - 1] in _NOT_A_NUMBER or text[start - 1].isalnum())
    ):
        return
    gap = _NUMBER_END.match(text, end)
    if gap is None:
        return
    last = _street_end(scene, scene.word_at(gap.end()))
    if last is None:
        return
    flat = _FLAT_BEFORE.search(text, max(0, start - _REACH), start)
    house = None if flat else _house_before(scene, start)
    _claim(scene, flat.start() if flat else house if house is not None else start, last)


def _street_end(scene: Scene, first: int) -> int | None:
    """Give where a street ends whose name begins with a word; null where none does."""
    tokens, kinds, text = scene.tokens, scene.kinds, scene.text
    reached = None
    capital = True
    for at in range(first, min(first + _MOST_WORDS, len(tokens))):
        token = tokens[at]
        if at > first and not joined(text, tokens[at - 1].end, token.start):
            break
        kind = kinds[at]
        capital = capital and token.capital
        if (
            at > first and kind & STREET and (token.capital or not kind & BUILDING or not capital)
        ) or (at > first and kind & BUILDING and capital):
            reached = token.end
        elif reached is not None or (not capital and scene.words.has("not_street", token.key)):
            break
    return reached


def joined(text: str, end: int, start: int) -> bool:
    """Say whether what parts two words may stand within the name of a street."""
    gap = text[end:start]
    return gap in {" ", "'s ", ". "} or (gap.isspace() and "\n" not in gap)


def _house_before(scene: Scene, start: int) -> int | None:
    """Give where a named house begins that stands before a number: ``Gull Cottage, 30 …``."""
    text = scene.text
    if text[max(0, start - 2) : start] != ", ":
        return None
    last = scene.word_before(start - 2)
    return _house(scene, last) if last > 0 and scene.tokens[last].end == start - 2 else None


def _house(scene: Scene, last: int) -> int | None:
    """Give where a name of capitalised words begins that ends in a word for a building."""
    tokens = scene.tokens
    if not scene.kinds[last] & BUILDING or not tokens[last].capital:
        return None
    first = last
    while first and last - first < 3:  # noqa: PLR2004 - no house has a longer name
        before = tokens[first - 1]
        joined = scene.text[before.end : tokens[first].start] in {" ", "'s "}
        if not joined or not before.capital or scene.words.has("organisation_leads", before.key):
            break
        first -= 1
    if first and tokens.written[first - 1] == "The":
        first -= 1
    return tokens[first].start if first < last else None


def _flats(scene: Scene) -> None:
    """Claim a flat of a building that has no number in its street: ``Flat 2 Dolphin Court``."""
    for at, key in enumerate(scene.tokens.keys):
        if key not in _FLAT_WORDS:
            continue
        token = scene.tokens[at]
        gap = _FLAT.match(scene.text, token.end)
        if gap is None or not scene.free(token.start, gap.end()):
            continue
        last = _street_end(scene, scene.word_at(gap.end()))
        if last is not None:
            _claim(scene, token.start, _with_street(scene, last))


def _with_street(scene: Scene, end: int) -> int:
    """Give where the street ends that follows a building: ``Kestrel Court, Sherborne Road``."""
    following = scene.word_at(end)
    if scene.text[end : end + 2] != ", " or following >= len(scene.tokens):
        return end
    if scene.kinds[following] & NOT_NAME or _is_named_place(scene, following):
        return end
    last = _street_end(scene, following) if scene.tokens[following].capital else None
    street = last is not None and scene.kinds[scene.word_before(last)] & STREET
    return last if last is not None and street else end


def _is_named_place(scene: Scene, at: int) -> bool:
    """Say whether a place of several words begins with a word: ``Leigh Park`` is no street."""
    keys = scene.tokens.keys
    known = scene.words.places_by_word.get(keys[at], ())
    return any(tuple(keys[at : at + len(words)]) == words for words in known)


def _named_houses(scene: Scene) -> None:
    """Claim ``Rose Cottage, Mill Lane``: a house by its name, and its street."""
    text = scene.text
    for at, kind in scene.marked:
        if not kind & BUILDING or at + 2 >= len(scene.kinds):
            continue
        token = scene.tokens[at]
        if text[token.end : token.end + 2] != ", " or not scene.tokens[at + 1].capital:
            continue
        start, last = _house(scene, at), _street_end(scene, at + 1)
        street = scene.kinds[scene.word_before(last)] & STREET if last else 0
        if start is not None and last is not None and street:
            _claim(scene, start, last)


def _claim(scene: Scene, start: int, end: int) -> None:
    scene.claim(EntityType.ADDRESS, (start, end), " ".join(scene.text[start:end].split()))
