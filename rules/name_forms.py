"""The forms in which a name is written: joined, shortened, by its letters, misspelt."""

import re

from rapidfuzz.distance import OSA

from rules.folding import fold
from rules.redaction_words import RedactionWords
from rules.source_tokens import SourceTokens

SHORTEST_NEAR = 5
"""A shorter word is never a near spelling of a name."""

_LONG = 8
_SHORTEST_JOINED = 3
_WHEN = frozenset({"in", "since", "last", "next", "until", "till", "early", "late", "mid", "this"})
_WHERE = frozenset({"in", "near", "around", "outside", "through", "towards", "across"})
_IRISH = re.compile(r"mc[a-z]{3}")
_ENDINGS = ("", "s", "y", "ie", "i", "o", "z", "sy", "sie")


def starts_sentence(text: str, at: int) -> bool:
    """Say whether a capital at this place may be there because a sentence begins."""
    before = text[:at].rstrip(" \"'([*-•>")
    return not before or before[-1] in ".!?:;\n"


def names_time_or_place(token: str, before: str, after: str, words: RedactionWords) -> bool:
    """Say whether a name that is also a month or a place is that here: in May, Fleet station."""
    if token in words.month_set:
        return before in _WHEN or after.isdigit()
    return token in words.place_words and (before in _WHERE or after in words.place_kinds)


def closed(token: str) -> str:
    """Give a word of a name as the words of a text are compared: no apostrophe."""
    return token.replace("'", "")


def forms_of(token: str) -> list[tuple[str, ...]]:
    """Give the words in which a word of a name may be written; apostrophe and hyphen may lack."""
    if token.isalpha():
        return [(token,)]
    forms = [tuple(closed(token).split("-")), (closed(token).replace("-", ""),)]
    if "'" in token:
        forms.append(tuple(part for part in token.replace("-", "'").split("'") if part))
    return forms


def alike(token: str, name: str) -> bool:
    """Say whether a word is a near spelling of a name."""
    shortest = min(len(token), len(name))
    allowed = 2 if shortest >= _LONG else 1
    if shortest < SHORTEST_NEAR or abs(len(token) - len(name)) > allowed:
        return False
    return OSA.distance(token, name, score_cutoff=allowed) <= allowed


def known(token: str, words: set[str]) -> bool:
    """Say whether a word is one of these, alone or with the "s" of a possessive."""
    return token in words or token.removesuffix("s") in words


def parts(token: str) -> set[str]:
    """Give a word of a name and the parts that a hyphen joins."""
    return {token, *(part for part in token.split("-") if len(part) > 1)}


def joined(tokens: SourceTokens) -> list[tuple[str, ...]]:
    """Names written as one word: ``sarahpatel``, ``patelsarah``, ``spatel``."""
    names = [
        tuple(closed(token).replace("-", "") for token in person.tokens)
        for person in tokens.people
        if len(person.tokens) > 1
    ]
    found = [
        ("".join(form),) for name in names for form in (name, name[::-1], (name[0][0], *name[1:]))
    ]
    return [form for form in found if len(form[0]) > _SHORTEST_JOINED]


def signs(tokens: SourceTokens, words: RedactionWords) -> set[str]:
    """Give the initials by which people of the source are meant."""
    spare = {initials(name) for name in tokens.subjects}
    names = [person.tokens for person in tokens.people if len(person.tokens) > 1]
    signs = {initials(name) for name in names}
    signs |= {
        initials(tuple(part for part in re.split(r"[-']", "-".join(name)) if part))
        for name in names
    }
    signs |= {f"{name[0][0]}mc{name[-1][2]}" for name in names if _IRISH.match(name[-1])}
    spare |= signs & words.acronym_set
    return {fold(sign) for sign in signs - spare if sign.isalpha()}


def initials(name: tuple[str, ...]) -> str:
    """Give the first letters of a name."""
    return "".join(token[0] for token in name)


def shortened(forename: str) -> set[str]:
    """Give short forms that no list need hold: ``Ros`` of Rosalind, ``Bernie`` of Bernadette."""
    if not forename.isalpha() or len(forename) < SHORTEST_NEAR:
        return set()
    stems = {forename[:size] for size in (3, 4, 5) if size < len(forename)}
    found = {stem + ending for stem in stems for ending in _ENDINGS}
    return {form for form in found if form != forename}
