"""Addresses: number and street, flats, named houses (domain 3.2)."""

import re

from rules.entities.found import Scene
from rules.entity_kinds import BUILDING, STREET
from schemas.enums import EntityType

_FLAT_WORDS = frozenset(
    {"flat", "apartment", "apt", "unit", "room", "maisonette", "pitch", "plot", "chalet"}
    | {"bungalow"}
)
# What stands between the number of a house and its street.
_NUMBER_END = re.compile(r"[A-Za-z]?(?:\s?[-/&]\s?\d{1,4}[A-Za-z]?)?,?[^\S\n]+(?=[^\W\d_])")
_NOT_A_NUMBER = frozenset("£$.,:/-+#'")
_FLAT_BEFORE = re.compile(
    r"(?<!\w)(?:flat|apartment|apt|unit|room|maisonette|pitch|plot|chalet|bungalow)\s(?:no\.?\s?)?"
    r"(?:\d{1,4}[a-z]?|[a-z]\d?)(?:,|\s-)?\s(?:at\s)?"
    r"(?:(?:\d(?:st|nd|rd|th)|first|second|third|top|ground|upper|lower)\sfloor(?:,|\s-)?\s)?$",
    re.IGNORECASE,
)
_FLAT = re.compile(
    r"[^\S\n](?:[Nn]o\.?\s?)?(?:\d{1,4}[A-Za-z]?|[A-Z]\d?)(?:,|\sat)?[^\S\n]+(?=[^\W\d_])"
)
# "no. 41 Hawthorn Rise", "number 11, Primrose Way"
_NUMBER_BEFORE = re.compile(r"(?<!\w)(?:no\.?|number|num|nr)\s?$", re.IGNORECASE)
# "Primrose Way, number 11"
_NUMBER_AFTER = re.compile(r",?\s(?:no\.?|number)\s?\d{1,4}[A-Za-z]?(?!\w)", re.IGNORECASE)
# "Miss Treadgold, 84, Rowan Cottage": an age, and "401 982 3368, Rowan": the end of a number.
_AGE_BEFORE = re.compile(r"(?:,\s|\(|\d\s?)$")
_SIDES = frozenset({"east", "west", "north", "south"})
_AT_HOUSE = frozenset({"at", "of", "to", "from", "attended", "visited", "address"})
_ABBREVIATED = frozenset({"st", "mt", "upr", "lwr", "gt", "nr"})
_MOST_WORDS, _LONGEST_NUMBER = 5, 4
_REACH = 48


def find_addresses(scene: Scene) -> None:
    """Claim number, street and suffix as written; a flat or a named house before belongs to it.

    A street alone is no entity.
    """
    if not _FLAT_WORDS.isdisjoint(scene.present):
        _flats(scene)
    for start, end in scene.figures:
        _numbered(scene, start, end)
    _named_houses(scene)
    if "number" in scene.present or "no" in scene.present:
        _numbered_after(scene)


def _numbered(scene: Scene, start: int, end: int) -> None:
    text = scene.text
    if end - start > _LONGEST_NUMBER or (
        start and (text[start - 1] in _NOT_A_NUMBER or text[start - 1].isalnum())
    ):
        return
    gap = _NUMBER_END.match(text, end)
    if gap is None:
        return
    first = scene.word_at(gap.end())
    last = _street_end(scene, first)
    flat = _FLAT_BEFORE.search(text, max(0, start - _REACH), start)
    if last is None or (not flat and _is_no_house(scene, start, gap[0], first)):
        return
    house = None if flat else _house_before(scene, start)
    number = _NUMBER_BEFORE.search(text, max(0, start - 8), start)
    begins = flat or number
    _claim(
        scene,
        begins.start() if begins else house if house is not None else start,
        _with_street(scene, last),
    )


def _is_no_house(scene: Scene, start: int, gap: str, first: int) -> bool:
    """Say whether a number before a comma is an age, a time or the end of a longer number."""
    if "," not in gap:
        return False
    small = not scene.tokens[first].capital and scene.text[start : start + 4].isdigit()
    return small or _AGE_BEFORE.search(scene.text, max(0, start - 3), start) is not None


def _street_end(scene: Scene, first: int, *, flat: bool = False) -> int | None:
    """Give where a street ends whose name begins with a word; null where none does.

    After a flat a building may be in small letters.
    """
    tokens, kinds = scene.tokens, scene.kinds
    reached = None
    capital = True
    for at in range(first, min(first + _MOST_WORDS, len(tokens))):
        token = tokens[at]
        if at > first and not _goes_on(scene, at):
            break
        kind = kinds[at]
        capital = capital and token.capital
        if (
            at > first and kind & STREET and (token.capital or not kind & BUILDING or not capital)
        ) or (at > first and kind & BUILDING and (capital or flat)):
            reached = token.end
            if at + 1 < len(tokens) and tokens.keys[at + 1] in _SIDES and _goes_on(scene, at + 1):
                reached = tokens[at + 1].end if tokens[at + 1].capital else reached
        elif reached is not None or (not capital and scene.words.has("not_street", token.key)):
            break
    return reached


def _goes_on(scene: Scene, at: int) -> bool:
    """Say whether a word may belong to the street of the word before: ``St. Mary's Road``."""
    before, token = scene.tokens[at - 1], scene.tokens[at]
    if scene.text[before.end] == "." and before.key not in _ABBREVIATED:
        return False
    return joined(scene.text, before.end, token.start)


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
    if last <= 0 or scene.tokens[last].end != start - 2:
        return None
    house = _house(scene, last)
    if house is not None:
        return house
    # "at Pinehanger, 3 Hill Brow Road": a word that nothing else has.
    token, known = scene.tokens[last], scene.kinds[last]
    told = scene.tokens.keys[last - 1] in _AT_HOUSE
    return token.start if told and token.capital and not known else None


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
    if first and (tokens.written[first - 1] == "The" or tokens.keys[first] == "old"):
        first -= tokens.keys[first - 1] == "the"
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
        last = _street_end(scene, scene.word_at(gap.end()), flat=True)
        if last is not None:
            _claim(scene, token.start, _with_street(scene, last))


def _with_street(scene: Scene, end: int) -> int:
    """Give where the street ends that follows a building: ``Kestrel Court, Sherborne Road``."""
    following = scene.word_at(end)
    building = scene.kinds[following - 1] & BUILDING or scene.tokens.keys[following - 1] == "park"
    if scene.text[end : end + 2] != ", " or following >= len(scene.tokens) or not building:
        return end
    small = scene.tokens[following - 1].raw.islower()
    if _is_named_place(scene, following) or not (small or scene.tokens[following].capital):
        return end
    last = _street_end(scene, following)
    street = last is not None and scene.kinds[scene.word_before(last)] & STREET
    return last if last is not None and street else end


def _is_named_place(scene: Scene, at: int) -> bool:
    """Say whether a place of several words begins with a word: ``Leigh Park`` is no street."""
    keys = scene.tokens.keys
    known = scene.words.places_by_word.get(keys[at], ())
    return any(tuple(keys[at : at + len(words)]) == words for words in known)


def _numbered_after(scene: Scene) -> None:
    """Claim ``Primrose Way, number 11``."""
    for at, kind in scene.marked:
        token = scene.tokens[at]
        if not kind & STREET or not at or not (token.capital and scene.tokens[at - 1].capital):
            continue
        number = _NUMBER_AFTER.match(scene.text, token.end)
        if number and joined(scene.text, scene.tokens[at - 1].end, token.start):
            _claim(scene, scene.tokens[at - 1].start, number.end())


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
