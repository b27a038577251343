"""What of a text must stand when it has been rewritten: losing it is as serious as a leak."""

import re
from collections.abc import Collection

from rules.folding import fold
from rules.redaction_words import RedactionWords
from rules.text_marks import SUBJECT_CLOSES, SUBJECT_OPENS
from schemas.form import CpiForm

_NAMED = re.compile(f"{SUBJECT_OPENS}([^{SUBJECT_CLOSES}]*){SUBJECT_CLOSES}")
_YEAR_GROUP = re.compile(r"\b(?:year|yr|y) ?\d{1,2}s?\b", re.IGNORECASE)
_FACT = re.compile(r"[^\W_]*\d[^\W_]*(?:[:./]\d+)*|(?<=[a-z0-9,;)'] )[A-Z][^\W\d_]+")
# The same in a text without a figure.
_NAME_WITHIN = re.compile(r"[A-Z](?<=[a-z0-9,;)'] .)[^\W\d_]+")
_FIGURE = re.compile(r"\d")
_FACT_OR_WORD = re.compile(r"[^\W_]+(?:[:./]\d+)*")
_NO_LETTERS = bytes(set(range(128)) - set(b"0123456789abcdefghijklmnopqrstuvwxyz@"))


def squash(text: str) -> str:
    """Give the letters and digits of a text, for comparing however it is spaced."""
    plain = fold(text).encode("ascii", "ignore")
    return plain.translate(None, _NO_LETTERS).decode("ascii")


def treasures(form: CpiForm) -> tuple[str, ...]:
    """Give what the form itself names: names, registrations, contacts, postcodes, places."""
    written: list[str | None] = []
    for subject in form.subjects:
        written += [subject.name, *subject.aliases]
    written += [vehicle.registration for vehicle in form.vehicles]
    written += [means.value for means in form.communications]
    for place in form.locations:
        written += [place.text, place.address, place.postcode]
    return tuple(dict.fromkeys(text for text in written if text and len(squash(text)) > 1))


def subjects_in(text: str) -> list[str]:
    """Give the names of subjects that are marked in a text, each once."""
    return list(dict.fromkeys(_NAMED.findall(text)))


def facts(text: str, words: RedactionWords) -> set[str]:
    """Give what looks like a fact: numbers, times, names within a sentence (but no subject's)."""
    plain = _YEAR_GROUP.sub("", _NAMED.sub("", text))
    found = (_FACT if _FIGURE.search(plain) else _NAME_WITHIN).findall(plain)
    if plain.isupper():
        found = [fact for fact in found if not fact.isalpha()]
    return {fact for fact in found if fact.casefold() not in words.no_facts}


def lost(  # noqa: PLR0913 - two texts, what must stand, and what a rule may take
    before: str,
    after: str,
    treasured: Collection[str],
    words: RedactionWords,
    *,
    names_may_go: bool,
    numbers_may_go: bool,
) -> bool:
    """Say whether a rewriting took a fact away, or opened a bracket that it did not close."""
    if before.count("(") - before.count(")") != after.count("(") - after.count(")"):
        return True
    gone = facts(before, words) - facts_loosely(after)
    if any(not (names_may_go if fact.isalpha() else numbers_may_go) for fact in gone):
        return True
    if not treasured:
        return False
    was, left = squash(before), squash(after)
    return any(one in was and one not in left for one in treasured)


def facts_loosely(text: str) -> set[str]:
    """Give every word and number of a text."""
    return set(_FACT_OR_WORD.findall(text))
