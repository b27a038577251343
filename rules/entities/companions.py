"""Names that stand together: ``Jay and Kasey Norrish``, ``the Reed brothers, Kit and Jonty``."""

import re
from collections.abc import Iterable

from rules.entities.beside import opens
from rules.entities.casing import PARTICLES, cased
from rules.entities.found import Scene
from rules.entities.name_parts import ACRONYM, Name
from rules.entities.spellings import is_single, without_spellings
from rules.entity_kinds import (
    ACCOUNT,
    AMBIGUOUS,
    BUILDING,
    FORENAME,
    NICKNAME_LEAD,
    NOT_ALONE,
    NOT_NAME,
    ORDINARY,
    ORGANISATION,
    PLACE,
    PREMISES,
    RELATION,
    STREET,
    SURNAME,
    VEHICLE,
    WORD_SURNAME,
)
from rules.folding import fold
from rules.word_tokens import Token

_AND = re.compile(r",?\s(?:and|&|n|\+)\s|\s?[&/+]\s?")
_COMMA = re.compile(r",\s")
_FAMILY = re.compile(
    r"(?<![\w'])(?P<surname>[^\W\d_][\w'\u2019-]{2,})(?<!['\u2019]s)\s(?:brothers|sisters|twins|siblings|lads|boys|girls"
    r"|kids|children|family|cousins|couple|pair)(?:\s?[,:(-]\s?|\s)$",
    re.IGNORECASE,
)
_SURNAME_IS = re.compile(
    r"[\s,(;:.-]{1,3}(?:(?:his|her|their|and|with|the|whose|possible|possibly)\s){0,2}"
    r"(?:surname|last name|second name|family name)\s?[:=]?\s?"
    r"(?:(?:is|was|might|may|could|be|maybe|possibly|perhaps|probably|believed|thought|to|something|like)\s){0,4}"
    r"(?P<surname>[A-Z][\w'\u2019-]{2,})(?!\w)",
)
_SURNAMES = frozenset({"surname", "last", "second", "family"})
_FAMILIES = frozenset(
    {"brothers", "sisters", "twins", "siblings", "lads", "boys", "girls", "kids", "children"}
    | {"family", "cousins", "couple", "pair"}
)
_FAMILY_REACH, _MOST_TOGETHER = 40, 6
_NO_PARTNER = (
    NOT_NAME | PLACE | ORGANISATION | STREET | BUILDING | PREMISES | VEHICLE | ACCOUNT | RELATION
)
_SHORTEST, _NEAREST = 3, 4
_JOINTS = frozenset({" ", ",", "&", "/", "+"})


def with_companions(scene: Scene, names: Iterable[Name]) -> list[Name]:
    """Give the names with the surnames that they share, and whom ``and`` puts beside a person."""
    found = sorted(names, key=lambda name: name.start)
    if not found:
        return found
    found = _with_partners(scene, found)
    if not _SURNAMES.isdisjoint(scene.present):
        found = [_surnamed(scene, name) for name in found]
    if len(found) > 1:
        _share(scene, found)
    if not _FAMILIES.isdisjoint(scene.present):
        _share_family(scene, found)
    spelt = len(found) > 1 and ("or" in scene.present or "/" in scene.text)
    return list(without_spellings(scene, found)) if spelt else found


def _share(scene: Scene, names: list[Name]) -> None:
    """Give each of ``Jasper, Reuben and Levi Smith-Doe`` the surname."""
    own = {fold(name.tokens[0]) for name in names if len(name.tokens) > 1}
    for at in range(len(names) - 1, 0, -1):
        last = names[at]
        if len(last.tokens) < 2 or last.titled or _is_led(scene, last):  # noqa: PLR2004 - a full name
            continue
        link, before = _AND, at - 1
        while before >= 0 and at - before < _MOST_TOGETHER and is_single(scene, names[before]):
            gap = scene.text[names[before].end : names[before + 1].start]
            if not link.fullmatch(gap) or fold(names[before].tokens[0]) in own:
                break
            names[before] = names[before]._replace(
                tokens=(*names[before].tokens, *_surname_of(last))
            )
            link, before = _COMMA, before - 1


def _is_led(scene: Scene, name: Name) -> bool:
    return bool(scene.words.kinds.get(fold(name.tokens[0]), 0) & NICKNAME_LEAD)


def _surname_of(name: Name) -> tuple[str, ...]:
    first = len(name.tokens) - 1
    while first > 1 and fold(name.tokens[first - 1]) in PARTICLES:
        first -= 1
    return name.tokens[first:]


def _share_family(scene: Scene, names: list[Name]) -> None:
    """Give Kit and Jonty the surname of ``the Reed brothers, Kit and Jonty``."""
    for at, name in enumerate(names):
        if not is_single(scene, name):
            continue
        before = scene.text[max(0, name.start - _FAMILY_REACH) : name.start]
        match = _FAMILY.search(before)
        surname = match["surname"] if match else ""
        if not surname or not _may_be_surname(scene, surname):
            continue
        last = at
        while last + 1 < len(names) and last - at < _MOST_TOGETHER:
            gap = scene.text[names[last].end : names[last + 1].start]
            if not (_AND.fullmatch(gap) or _COMMA.fullmatch(gap)):
                break
            if not is_single(scene, names[last + 1]):
                break
            last += 1
        for one in range(at, last + 1):
            names[one] = names[one]._replace(tokens=(*names[one].tokens, cased(surname)))


def _may_be_surname(scene: Scene, surname: str) -> bool:
    kind = scene.words.kinds.get(fold(surname), 0)
    known = kind & (SURNAME | WORD_SURNAME) and not kind & (PLACE | RELATION)
    if surname[0].islower():
        return bool(known) and not kind & (ORDINARY | NOT_NAME)
    return bool(known) or not kind & (_NO_PARTNER | ORDINARY | FORENAME)


def _surnamed(scene: Scene, name: Name) -> Name:
    """Read ``Waldek, surname maybe Kruk``."""
    if not is_single(scene, name):
        return name
    match = _SURNAME_IS.match(scene.text, name.end)
    if not match or scene.words.has("not_names", fold(match["surname"])):
        return name
    return name._replace(tokens=(*name.tokens, match["surname"]))


def _with_partners(scene: Scene, names: list[Name]) -> list[Name]:
    """Add whom ``and`` puts beside a person: ``Tiny and Marlo``, ``Kev, Daz, Zigs and others``."""
    taken = {name.start for name in names}
    queue, added = list(names), list[Name]()
    while queue:
        name = queue.pop()
        for token in (_partner_before(scene, name), _partner_after(scene, name)):
            if token is None or token.start in taken:
                continue
            taken.add(token.start)
            partner = Name((cased(token.raw),), token.start, token.end)
            added.append(partner)
            queue.append(partner)
    return sorted((*names, *added), key=lambda name: name.start) if added else names


def _partner_before(scene: Scene, name: Name) -> Token | None:
    if name.start < _NEAREST or scene.text[name.start - 1] not in _JOINTS:
        return None
    at = scene.word_at(name.start) - 1
    if at > 0 and scene.tokens.keys[at] in {"and", "n"}:
        at -= 1
    if at < 0:
        return None
    token = scene.tokens[at]
    gap = scene.text[token.end : name.start]
    if not _AND.fullmatch(gap):
        listed = _COMMA.fullmatch(gap) and _AND.match(scene.text, name.end)
        if not (listed and scene.kinds[at] & FORENAME):
            return None
    alone = not at or not _touches(scene, at - 1, at)
    return token if alone and _may_be_partner(scene, token, name) else None


def _partner_after(scene: Scene, name: Name) -> Token | None:
    if scene.text[name.end : name.end + 1] not in _JOINTS:
        return None
    link = _AND.match(scene.text, name.end)
    listed = None if link else _COMMA.match(scene.text, name.end)
    reached = link or listed
    at = scene.word_at(reached.end()) if reached else len(scene.tokens)
    if at >= len(scene.tokens):
        return None
    token = scene.tokens[at]
    if scene.text[token.end : token.end + 2] in {"'s", "\u2019s"}:
        return None
    if listed and not (_AND.match(scene.text, token.end) and token.capital):
        return None
    alone = at + 1 >= len(scene.tokens) or not _touches(scene, at, at + 1)
    return token if alone and _may_be_partner(scene, token, name) else None


def _touches(scene: Scene, at: int, following: int) -> bool:
    """Say whether two words with capitals stand together, as those of one name."""
    one, other = scene.tokens[at], scene.tokens[following]
    return one.capital and other.capital and scene.text[one.end : other.start] in {" ", "-", ". "}


def _may_be_partner(scene: Scene, token: Token, name: Name) -> bool:
    """Say whether a word may be a person because a person stands beside it."""
    kind = scene.kinds[token.at]
    if not scene.free(token.start, token.end) or len(token.raw) < _SHORTEST:
        return False
    if scene.shouts or (token.raw.isupper() and len(token.raw) <= ACRONYM):
        return False
    if kind & FORENAME and kind & AMBIGUOUS and token.capital:
        return not kind & NOT_ALONE or not opens(scene, token)
    if kind & _NO_PARTNER or not token.capital:
        return False
    sure = scene.kinds[scene.word_at(name.start)] & FORENAME or len(name.tokens) > 1
    return bool(sure) and not (opens(scene, token) and kind & ORDINARY)
