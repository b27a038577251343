"""Where a person may be named in a text, and what each name is (domain 3.3)."""

import re
from collections.abc import Iterator

from rules.entities.casing import PARTICLES, cased
from rules.entities.found import Scene
from rules.entities.name_parts import ACRONYM, Name, forename, is_person, named, not_of_name
from rules.entities.tokens import Token, Tokens, key_of

_GAP = re.compile(r"[^\S\n]{1,2}|\.[^\S\n]?")
_NICK_GAP = re.compile(r"\s[\"'\u201c\u2018(]([^\W\d_][\w -]{0,20})[\"'\u201d\u2019)]\s")
_LONGEST = 4
_PLAIN_WORDS = (
    "strong_before",
    "person_before",
    "person_after",
    "organisation_leads",
    "short_words",
)
_TITLES_ANY_CASE = {"mr", "mrs", "ms", "miss", "dr"}


def find_names(scene: Scene) -> Iterator[Name]:
    """Find the names, from left to right; places that are taken hold none."""
    tokens = Tokens(scene.text)
    begin = scene.words.name_starts
    skipped = 0
    for at, word in enumerate(tokens.written):
        # Most words are in small letters and no name begins with them: they need no closer look.
        if at < skipped or (word.islower() and word.isascii() and key_of(word) not in begin):
            continue
        name, used = _at(scene, tokens, at)
        if name:
            yield name
        skipped = at + used


def _at(scene: Scene, tokens: Tokens, at: int) -> tuple[Name | None, int]:
    first = tokens[at]
    if not scene.free(first.start, first.end):
        return None, 1
    if first.capital and scene.words.has("nickname_leads", first.key):
        nick = _led_nickname(scene, tokens, at)
        if nick:
            return nick, 2
    if scene.words.has("titles", first.key) and (titled := _titled(scene, tokens, at)):
        return titled
    if first.shouted and (turned := _turned(scene, tokens, at)):
        return turned, 2
    return _plain(scene, tokens, at) if first.capital else _small(scene, tokens, at)


def _plain(scene: Scene, tokens: Tokens, at: int) -> tuple[Name | None, int]:
    """Take a run of capitalised words where it is a name."""
    run, nickname = _run(scene, tokens, at)
    if not run or _only_begins(scene, run) or not is_person(scene, tokens, at, run):
        return None, 1
    used = len(run) + (1 if nickname else 0)
    if _surname_first(scene, run):
        run = run[::-1]
    return named(scene, run, nickname=nickname), used


def _surname_first(scene: Scene, run: list[Token]) -> bool:
    """Say whether a run is ``MADDISON Tyler``, as police write."""
    return (
        len(run) == 2  # noqa: PLR2004 - a surname and a forename
        and run[0].shouted
        and not run[1].shouted
        and len(run[0].raw) >= ACRONYM
        and forename(scene, run[1])
    )


def _led_nickname(scene: Scene, tokens: Tokens, at: int) -> Name | None:
    """Read ``Big Dave``, ``Little Mo``: a word that begins nicknames, and a forename."""
    if at + 1 >= len(tokens) or not _adjacent(scene, tokens[at], tokens[at + 1]):
        return None
    following = tokens[at + 1]
    if not following.capital or not scene.free(following.start, following.end):
        return None
    known = forename(scene, following) or following.key in scene.words.longer_forms
    return named(scene, [tokens[at], following]) if known else None


def _only_begins(scene: Scene, run: list[Token]) -> bool:
    """Say whether the first word has its capital from the sentence: ``Outside Ryan``."""
    if len(run) < 2 or forename(scene, run[0]):  # noqa: PLR2004 - a word and a name
        return False
    before = scene.text[max(0, run[0].start - 3) : run[0].start].rstrip()
    words, key = scene.words, run[0].key
    plain = (
        len(run) > 2  # noqa: PLR2004 - more than a forename and a surname
        or key.endswith("ly")
        or not words.has("surnames", run[1].key)
        or any(words.has(name, key) for name in _PLAIN_WORDS)
    )
    return plain and (not before or before[-1] in ".!?:\n") and forename(scene, run[1])


def _titled(scene: Scene, tokens: Tokens, at: int) -> tuple[Name, int] | None:
    title = tokens[at]
    if at + 1 >= len(tokens) or not _adjacent(scene, title, tokens[at + 1]):
        return None
    following = tokens[at + 1]
    if not following.capital:
        known = title.key in _TITLES_ANY_CASE and not scene.words.has("not_names", following.key)
        return (
            (named(scene, [following], titled=True), 2)
            if known and len(following.key) > 1
            else None
        )
    if not title.capital and title.key not in _TITLES_ANY_CASE:
        return None
    run, nickname = _run(scene, tokens, at + 1)
    if not run:
        return None
    return named(scene, run, titled=True, nickname=nickname), len(run) + 1


def _turned(scene: Scene, tokens: Tokens, at: int) -> Name | None:
    """Read ``SURNAME, Forename``."""
    if at + 1 >= len(tokens):
        return None
    surname, forename = tokens[at], tokens[at + 1]
    comma = scene.text[surname.end : forename.start]
    if comma.strip() != "," or "\n" in comma or scene.words.has("not_names", surname.key):
        return None
    if not forename.capital or not scene.words.has("forenames", forename.key):
        return None
    if scene.words.has("forenames", surname.key) and forename.shouted:
        return None
    tokens_of = (cased(forename.raw), cased(surname.raw))
    return Name(tokens_of, surname.start, forename.end)


def _small(scene: Scene, tokens: Tokens, at: int) -> tuple[Name | None, int]:
    """Take a forename in small letters where it is no word, with a known surname after it."""
    first = tokens[at]
    words = scene.words
    if not words.has("forenames", first.key) or words.has("not_names", first.key):
        return None, 1
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    full = (
        following is not None
        and _adjacent(scene, first, following)
        and words.has("surnames", following.key.replace("'", ""))
    )
    if following is not None and full:
        return named(scene, [first, following]), 2
    if words.has("ambiguous_names", first.key) or len(first.key) < 4:  # noqa: PLR2004 - short ones are words too often
        return None, 1
    return named(scene, [first]), 1


def _run(scene: Scene, tokens: Tokens, at: int) -> tuple[list[Token], str | None]:
    """Gather the capitalised words that may be one name, and a nickname in quotes within."""
    run, nickname = [tokens[at]], None
    if not_of_name(scene, tokens[at], None):
        return [], None
    index = at
    while len(run) < _LONGEST and index + 1 < len(tokens):
        last, following = tokens[index], tokens[index + 1]
        if _adjacent(scene, last, following) and _continues(scene, run, following):
            run.append(following)
            index += 1
            continue
        quoted = None if nickname else _NICK_GAP.match(scene.text, last.end)
        after = tokens[index + 2] if index + 2 < len(tokens) else None
        if quoted and after and after.start == quoted.end() and after.capital:
            nickname = quoted[1].strip()
            run.append(after)
            index += 2
            continue
        break
    while len(run) > 1 and run[-1].key in PARTICLES:
        run.pop()
    return run, nickname


def _continues(scene: Scene, run: list[Token], following: Token) -> bool:
    if not scene.free(following.start, following.end):
        return False
    if following.key in PARTICLES and following.raw.islower() and following.key not in {"la", "le"}:
        return True
    return following.capital and not not_of_name(scene, following, run[-1])


def _adjacent(scene: Scene, one: Token, other: Token) -> bool:
    return _GAP.fullmatch(scene.text[one.end : other.start]) is not None and (
        scene.text[one.end] != "." or len(one.raw) == 1 or scene.words.has("titles", one.key)
    )
