"""Where a person may be named in a text, and what each name is (domain 3.3)."""

import re
from collections.abc import Iterator

from rules.entities.beside import opens
from rules.entities.casing import PARTICLES
from rules.entities.found import Scene
from rules.entities.name_orders import adjacent, before_birth, forename_first, surname_first
from rules.entities.name_parts import (
    Name,
    is_forename,
    is_person,
    named,
    not_of_name,
)
from rules.entities.small_names import called_small, small_name
from rules.entity_kinds import (
    FORENAME,
    NICKNAME_LEAD,
    NOT_ALONE,
    NOT_NAME,
    ORDINARY,
    PERSON_BEFORE,
    SPEAKS,
    SURNAME,
    TITLE,
    WORD_SURNAME,
)
from rules.word_tokens import Token, Tokens

_NICK_GAP = re.compile(r"\s[\"'\u201c\u2018(]([^\W\d_][\w -]{0,20})[\"'\u201d\u2019)]\s")
_OPENING = frozenset("\"'\u201c\u2018(")
_DATED = frozenset({"in", "since", "until", "till", "last", "this", "next", "early", "late", "mid"})
# Particles that are whole surnames besides: "Thanh Huyen Le".
_SURNAMES_TOO = frozenset({"Le", "La", "Van", "De", "Da", "Ni"})
_LONGEST = 4
_BEGINS = FORENAME | TITLE
_TITLES_ANY_CASE = frozenset({"mr", "mrs", "ms", "miss", "dr"})
_NO_PARTICLE = frozenset({"la", "le", "el", "al"})


def find_names(scene: Scene) -> Iterator[Name]:
    """Find the names, from left to right; places that are taken hold none."""
    tokens, kinds = scene.tokens, scene.kinds
    skipped = 0
    # Most words are in small letters: "a" <= word < "{".
    likely = [
        at for at, word in enumerate(tokens.written) if not "a" <= word < "{" or kinds[at] & _BEGINS
    ]
    called = called_small(scene)
    for at in sorted({*likely, *called}) if called else likely:
        kind = kinds[at]
        if at in called and at >= skipped:
            told, used = _called(scene, at)
            yield told
            skipped = at + used
            continue
        # Most others only begin a sentence.
        if at < skipped or (kind & (NOT_NAME | _BEGINS | NICKNAME_LEAD)) == NOT_NAME:
            continue
        if not kind & _BEGINS and not tokens.written[at][0].isupper():
            continue
        name, used = _at(scene, tokens, at)
        if name:
            yield name
        skipped = at + used


def _called(scene: Scene, at: int) -> tuple[Name, int]:
    """Take what follows ``called`` in small letters, with its surname."""
    name, used = small_name(scene, at)
    return (name, used) if name else (named(scene, [scene.tokens[at]]), 1)


def _at(scene: Scene, tokens: Tokens, at: int) -> tuple[Name | None, int]:
    first, kind = tokens[at], scene.kinds[at]
    saint = at and tokens.keys[at - 1] == "st" and first.capital
    if saint or not scene.free(first.start, first.end):
        return None, 1
    capital = first.capital
    if capital and kind & NICKNAME_LEAD and (nick := _led_nickname(scene, tokens, at)):
        return nick, 3 if nick.start > first.start else 2
    if kind & TITLE and (titled := _titled(scene, tokens, at)):
        return titled
    if first.shouted and (turned := surname_first(scene, tokens, at)):
        return turned, 2
    return _plain(scene, tokens, at) if capital else small_name(scene, at)


def _plain(scene: Scene, tokens: Tokens, at: int) -> tuple[Name | None, int]:
    """Take a run of capitalised words where it is a name; else its first word where that is."""
    run, nickname = _run(scene, tokens, at)
    if not run or _is_date(scene, run):
        return None, 1
    if len(run) == 1 and (turned := before_birth(scene, tokens, at)):
        return turned, 2
    if (
        len(run) > 1
        and run[1].shouted
        and not run[0].shouted
        and surname_first(scene, tokens, at + 1)
    ):
        return None, 1
    if _only_begins(scene, run):
        return None, 1
    if not is_person(scene, run):
        first = len(run) > 1 and not scene.kinds[run[1].at] & SURNAME and is_person(scene, run[:1])
        return named(scene, run[:1]) if first else None, 1
    used = len(run) + (1 if nickname else 0)
    return named(scene, forename_first(scene, run), nickname=nickname), used


def _led_nickname(scene: Scene, tokens: Tokens, at: int) -> Name | None:
    """Read ``Big Dave``, ``Little Mo``: a word that begins nicknames, and a forename."""
    if at + 1 >= len(tokens) or not adjacent(scene, tokens[at], tokens[at + 1]):
        return None
    following = tokens[at + 1]
    if not following.capital or not scene.free(following.start, following.end):
        return None
    known = is_forename(scene, following) or following.key in scene.words.longer_forms
    if not known and not scene.kinds[at + 1] & NOT_NAME and at and at + 2 < len(tokens):
        # "moving weed for Big Tone", "Lil Skinz told": a person is spoken of.
        beside = scene.kinds[at - 1] & PERSON_BEFORE and not tokens[at + 2].capital
        known = bool(beside) or bool(scene.kinds[at + 2] & SPEAKS)
    if not known:
        return None
    full = _continues_name(scene, tokens, at + 1)
    return named(scene, [following, tokens[at + 2]] if full else [tokens[at], following])


def _continues_name(scene: Scene, tokens: Tokens, at: int) -> bool:
    """Say whether a surname follows a forename: ``Old Stephen Garland`` has no Old."""
    if at + 1 >= len(tokens) or not adjacent(scene, tokens[at], tokens[at + 1]):
        return False
    surname, kind = tokens[at + 1], scene.kinds[at + 1]
    free = surname.capital and scene.free(surname.start, surname.end)
    return free and not kind & NOT_NAME and is_forename(scene, tokens[at])


def _is_turned_next(scene: Scene, run: list[Token]) -> bool:
    """Say whether a name with its surname first begins later: ``Client PETROV, S``."""
    turned = len(run) > 1 and run[1].shouted and not run[0].shouted
    return turned and surname_first(scene, scene.tokens, run[1].at) is not None


def _is_date(scene: Scene, run: list[Token]) -> bool:
    """Say whether a run begins with a month: ``in August Peter Jolliffe``."""
    month = len(run) > 1 and run[0].at and scene.kinds[run[0].at] & NOT_ALONE
    if not month:
        return False
    dated = scene.tokens.keys[run[0].at - 1] in _DATED
    return dated and bool(scene.kinds[run[1].at] & FORENAME)


def _only_begins(scene: Scene, run: list[Token]) -> bool:
    """Say whether the first word has its capital from the sentence: ``Outside Ryan``."""
    if len(run) < 2 or is_forename(scene, run[0]):  # noqa: PLR2004 - a word and a name
        return False
    kind = scene.kinds[run[0].at]
    if kind & SURNAME and not kind & ORDINARY:
        return False
    plain = len(run) > 2 or kind & ORDINARY or not scene.kinds[run[1].at] & SURNAME  # noqa: PLR2004 - more than two names
    return bool(plain) and opens(scene, run[0]) and is_forename(scene, run[1])


def _titled(scene: Scene, tokens: Tokens, at: int) -> tuple[Name, int] | None:
    title = tokens[at]
    if at + 1 >= len(tokens) or not adjacent(scene, title, tokens[at + 1]):
        return None
    following = tokens[at + 1]
    if not following.capital:
        return _titled_small(scene, at)
    if not title.capital and title.key not in _TITLES_ANY_CASE:
        return None
    run, nickname = _run(scene, tokens, at + 1)
    if not run and scene.kinds[at + 1] & WORD_SURNAME and title.key != "dr":
        run = [following]
    if not run or (len(run) == 1 and len(run[0].raw) == 1):
        return None
    return named(scene, run, titled=True, nickname=nickname), len(run) + 1


def _titled_small(scene: Scene, at: int) -> tuple[Name, int] | None:
    """Read ``mr patel``, ``mrs eric holbeche``."""
    title, following = scene.tokens[at], scene.tokens[at + 1]
    word = scene.kinds[at + 1] & (NOT_NAME | ORDINARY)
    if title.key not in _TITLES_ANY_CASE or word or len(following.key) < 2:  # noqa: PLR2004 - an initial
        return None
    name, used = small_name(scene, at + 1)
    if name and used > 1:
        return name._replace(titled=True), used + 1
    return named(scene, [following], titled=True), 2


def _run(scene: Scene, tokens: Tokens, at: int) -> tuple[list[Token], str | None]:
    """Gather the capitalised words that may be one name, and a nickname in quotes within."""
    run, nickname = [tokens[at]], None
    if not_of_name(scene, tokens[at], None):
        return [], None
    index = at
    while len(run) < _LONGEST and index + 1 < len(tokens):
        last, following = tokens[index], tokens[index + 1]
        if adjacent(scene, last, following) and _continues(scene, run, following):
            run.append(following)
            index += 1
            continue
        opened = not nickname and scene.text[last.end + 1 : last.end + 2] in _OPENING
        quoted = _NICK_GAP.match(scene.text, last.end) if opened else None
        after = tokens[index + 2] if quoted and index + 2 < len(tokens) else None
        if quoted and after and after.start == quoted.end() and after.capital:
            nickname = quoted[1].strip()
            run.append(after)
            index += 2
            continue
        break
    while len(run) > 1 and run[-1].key in PARTICLES and run[-1].raw not in _SURNAMES_TOO:
        run.pop()
    return run, nickname


def _continues(scene: Scene, run: list[Token], following: Token) -> bool:
    if not following.capital:
        first = following.key.partition("-")
        small = first[0] in PARTICLES and (first[2] or following.key not in _NO_PARTICLE)
        return bool(small) and scene.free(following.start, following.end)
    if not scene.free(following.start, following.end):
        return False
    # "Maria da Silva": what stands before the particle is the forename.
    before = run[0] if run[-1].key in PARTICLES and not run[-1].capital else run[-1]
    return not not_of_name(scene, following, before)
