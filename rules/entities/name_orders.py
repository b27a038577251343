"""Names that are written with the surname first (domain 2.3)."""

import re

from rules.entities.beside import opens
from rules.entities.casing import cased
from rules.entities.found import Scene
from rules.entities.name_parts import ACRONYM, Name, is_forename, named
from rules.entity_kinds import FORENAME, NOT_NAME, ORDINARY, PLACE, SURNAME, TITLE
from rules.word_tokens import Token, Tokens

_GAP = re.compile(r"[^\S\n]{1,2}|\.[^\S\n]?")
_BIRTH_NEXT = re.compile(
    r",?\s\(?(?:dob|d\.o\.b|born|b\.|aged?\s\d|\d\d?/)|,?\s\(\d\d?(?:yrs|yo)?\)", re.IGNORECASE
)
# "Suspect: Fenwick, Lee James, of", not the list "Fenwick, Lee and Tom".
_ENTRY_ENDS = re.compile(
    r"\s?(?:[,;(\n]|\.\s|\s-\s|$)(?!\s?(?:and|&)\s)(?!\s?[A-Z][a-z]+(?:,|\sand)\s)"
)
_LONGEST = 4


def surname_first(scene: Scene, tokens: Tokens, at: int) -> Name | None:
    """Read ``SURNAME, Forename``."""
    if at + 1 >= len(tokens):
        return None
    surname, forename = tokens[at], tokens[at + 1]
    comma = scene.text[surname.end : forename.start]
    if comma.strip() != "," or "\n" in comma or scene.kinds[at] & NOT_NAME:
        return None
    if not forename.capital or not scene.kinds[at + 1] & FORENAME:
        return None
    if scene.kinds[at] & FORENAME and forename.shouted:
        return None
    given = [forename]
    while at + len(given) + 1 < len(tokens) and len(given) < _LONGEST - 1:
        following = tokens[at + len(given) + 1]
        if not adjacent(scene, given[-1], following) or not following.capital:
            break
        if not scene.kinds[following.at] & FORENAME:
            break
        given.append(following)
    return Name(
        (*(cased(one.raw) for one in given), cased(surname.raw)), surname.start, given[-1].end
    )


def before_birth(scene: Scene, tokens: Tokens, at: int) -> Name | None:
    """Read ``Rawlings, Kyle, dob``: turned round, as in a list, before what is said of birth."""
    if at + 1 >= len(tokens) or scene.kinds[at] & FORENAME:
        return None
    surname, forename = tokens[at], tokens[at + 1]
    if scene.text[surname.end : forename.start] != ", " or not scene.kinds[at + 1] & FORENAME:
        return None
    if not forename.capital:
        return None
    given = [forename]
    if at + 2 < len(tokens) and adjacent(scene, forename, tokens[at + 2]):
        following = tokens[at + 2]
        if following.capital and scene.kinds[at + 2] & FORENAME:
            given.append(following)
    entered = opens(scene, surname) and _ENTRY_ENDS.match(scene.text, given[-1].end)
    listed = entered and scene.kinds[at] & SURNAME and not scene.kinds[at] & (ORDINARY | PLACE)
    if not (listed or _BIRTH_NEXT.match(scene.text, given[-1].end)):
        return None
    return named(scene, [*given, surname])


def forename_first(scene: Scene, run: list[Token]) -> list[Token]:
    """Turn ``MADDISON Tyler``, as police write, round."""
    turned = (
        len(run) == 2  # noqa: PLR2004 - a surname and a forename
        and run[0].shouted
        and not run[1].shouted
        and len(run[0].raw) >= ACRONYM
        and is_forename(scene, run[1])
    )
    return run[::-1] if turned else run


def adjacent(scene: Scene, one: Token, other: Token) -> bool:
    """Say whether two words may be parts of one name."""
    gap = scene.text[one.end : other.start]
    if gap == " ":
        return True
    return _GAP.fullmatch(gap) is not None and (
        gap[0] != "." or len(one.raw) == 1 or bool(scene.kinds[one.at] & TITLE)
    )
