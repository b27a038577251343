"""What is no person though it is written like one: places, streets, brands, animals."""

import re
from collections.abc import Mapping

from rules.entities.found import Scene
from rules.entities.places import joined
from rules.entity_kinds import ANIMAL, FORENAME, NOT_NAME, SPEAKS, STREET, STRONG_BEFORE

_ABBREVIATED = frozenset({"st", "dr"})
# "a greyhound called Killer", "the dog is called Rex", "their dog, Rex,"
_CALLED = frozenset({"called", "named", "name", "is", "was", "we", "they", "call", "calls", "who"})
_OPENED = frozenset({", ", " (", ' "', " '", " \u201c", " \u2018", ": "})
_CLOSED = re.compile(r"['\"\u201d\u2019]?(?:[,.;:)]|\s(?:and|or|&)\s|$)")
# "Rex the Alsatian", "Rufus, her spaniel"; "Liam, the dog walker" is a person.
_WHOSE = frozenset({"the", "a", "an", "his", "her", "their", "my", "our", "your"})
_WITH_ANIMALS = frozenset(
    {"walker", "walkers", "owner", "owners", "handler", "breeder", "sitter", "groomer", "thief"}
    | {"thieves", "man", "lady", "lover", "unit", "minder", "trainer", "warden", "dealer"}
)
_MOST_BETWEEN, _MOST_NAMES = 3, 4


def block_streets(scene: Scene) -> None:
    """Keep streets without a number from being taken for people: ``Mill Lane``, ``Ryan Close``.

    Not where a person is plainly spoken of: ``a man called Stuart Lane``, ``Stuart Lane said``.
    """
    tokens = scene.tokens
    for at, kind in scene.marked:
        if not kind & STREET or not at or not scene.tokens.written[at][0].isupper():
            continue
        if tokens.keys[at] in _ABBREVIATED:
            continue
        first = _street_start(scene, at)
        if first == at or not scene.free(tokens[first].start, tokens[at].end):
            continue
        if not (at - first == 1 and _is_of_person(scene, first, at)):
            scene.block(tokens[first].start, tokens[at].end)


def block_known(scene: Scene) -> None:
    """Keep what is known whole from being taken for people: ``Abbotts Ann``, ``Calvin Klein``."""
    _block_whole(scene, scene.words.places_by_word, small=False)
    _block_whole(scene, scene.words.not_people_by_word, small=True)


def _block_whole(
    scene: Scene, known: Mapping[str, tuple[tuple[str, ...], ...]], *, small: bool
) -> None:
    keys = scene.tokens.keys
    begun = known.keys() & scene.present
    if not begun:
        return
    for at in [at for at, key in enumerate(keys) if key in begun]:
        if not (small or scene.tokens.written[at][0].isupper()):
            continue
        for words in known[keys[at]]:
            last = at + len(words) - 1
            if last < len(keys) and tuple(keys[at : last + 1]) == words:
                first, final = scene.tokens[at], scene.tokens[last]
                if scene.free(first.start, final.end):
                    scene.block(first.start, final.end)


def _street_start(scene: Scene, at: int) -> int:
    tokens, first = scene.tokens, at
    while first and at - first < 3:  # noqa: PLR2004 - a street has at most three words before
        before = tokens[first - 1]
        if not before.capital or not joined(scene.text, before.end, tokens[first].start):
            break
        first -= 1
    return first


def _is_of_person(scene: Scene, first: int, last: int) -> bool:
    kinds, tokens = scene.kinds, scene.tokens
    if not kinds[first] & FORENAME:
        return False
    introduced = first and kinds[first - 1] & STRONG_BEFORE
    after = last + 1 < len(kinds) and kinds[last + 1] & SPEAKS
    aged = re.match(r",?\s\(?\d{1,2}\b", scene.text[tokens[last].end : tokens[last].end + 6])
    as_name = (
        scene.text[max(0, tokens[first].start - 12) : tokens[first].start]
        .rstrip()
        .endswith((" as", "name is", " by"))
    )
    return bool(introduced or after or aged or as_name)


def block_animals(scene: Scene) -> None:
    """Keep the names of animals from being taken for people: ``a dog called Kaiser``."""
    named: set[str] = set()
    for at, kind in scene.marked:
        if kind & ANIMAL:
            named |= {scene.tokens[one].raw for one in (*_after(scene, at), *_before(scene, at))}
    if not named:
        return
    for at, word in enumerate(scene.tokens.written):
        if word in named or word[:-2] in named:
            token = scene.tokens[at]
            if token.raw in named and scene.free(token.start, token.end):
                scene.block(token.start, token.end)


def _after(scene: Scene, animal: int) -> list[int]:
    """Give the words that name an animal after it."""
    tokens, at, told = scene.tokens, animal + 1, False
    while at < len(tokens) and at - animal <= _MOST_BETWEEN and tokens.keys[at] in _CALLED:
        told = told or tokens.keys[at] in {"called", "named", "name", "call", "calls"}
        at += 1
    if at >= len(tokens) or (at > animal + 1 and not told):
        return []
    gap = scene.text[tokens[at - 1].end : tokens[at].start]
    if gap not in _OPENED and not (told and gap == " "):
        return []
    names = _names(scene, at, told=told)
    closed = names and _CLOSED.match(scene.text, tokens[names[-1]].end)
    return names if closed or told else []


def _names(scene: Scene, at: int, *, told: bool) -> list[int]:
    tokens, kinds, names = scene.tokens, scene.kinds, list[int]()
    while at < len(tokens) and len(names) < _MOST_NAMES:
        small = told and not names and kinds[at] & FORENAME
        if not (tokens[at].capital or small) or kinds[at] & NOT_NAME:
            break
        names.append(at)
        while at + 1 < len(tokens) and tokens[at + 1].capital and _touches(scene, at):
            at += 1
            names.append(at)
        if at + 2 < len(tokens) and tokens.keys[at + 1] == "and":
            at += 2
        elif at + 1 < len(tokens) and scene.text[tokens[at].end : tokens[at + 1].start] == ", ":
            at += 1
        else:
            break
    return names


def _touches(scene: Scene, at: int) -> bool:
    return scene.text[scene.tokens[at].end : scene.tokens[at + 1].start] == " "


def _before(scene: Scene, animal: int) -> list[int]:
    """Give the word that names an animal before it."""
    tokens, at = scene.tokens, animal
    if animal + 1 < len(tokens) and tokens.keys[animal + 1] in _WITH_ANIMALS:
        return []
    while at and animal - at <= _MOST_BETWEEN and tokens.keys[at] not in _WHOSE:
        at -= 1
    if not at or tokens.keys[at] not in _WHOSE or at == animal:
        return []
    between = scene.text[tokens[at].start : tokens[animal].end]
    gap = scene.text[tokens[at - 1].end : tokens[at].start]
    plain = between.replace("'", "").replace("-", "").replace(" ", "").isalpha()
    if gap not in {" ", ", "} or not plain or not scene.kinds[at - 1] & FORENAME:
        return []
    own = gap == ", " or tokens.keys[at] in {"the", "my", "our"}
    return [at - 1] if tokens[at - 1].capital and own else []
