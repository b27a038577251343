"""Turns the patterns of ``redaction.toml``, with classes of words, into regular expressions."""

import re
from typing import Protocol

from rules.text_marks import (
    CHANGED,
    CONTACT,
    ORGANISATION,
    SOURCE,
    SUBJECT_CLOSES,
    SUBJECT_OPENS,
)

_SPACE = re.compile(r"\[(?:\\.|[^\]\\])*\]| \??")
_CHOICE = re.compile(r"(?P<opens>\((?:\?:)?)(?P<words>[a-z][^()|\[\]]*(?:\|[a-z][^()|\[\]]*)+)\)")
_TOP_CHOICE = re.compile(r"^[^(]*\|")


class Phrases(Protocol):
    """The lists of phrases, regular expressions, that the classes are made of."""

    @property
    def times(self) -> tuple[str, ...]:
        """See ``redaction.toml``."""
        ...

    @property
    def adverbs(self) -> tuple[str, ...]:
        """See ``redaction.toml``."""
        ...

    @property
    def listeners(self) -> tuple[str, ...]:
        """See ``redaction.toml``."""
        ...

    @property
    def adjectives(self) -> tuple[str, ...]:
        """See ``redaction.toml``."""
        ...

    @property
    def told(self) -> tuple[str, ...]:
        """See ``redaction.toml``."""
        ...

    @property
    def said(self) -> tuple[str, ...]:
        """See ``redaction.toml``."""
        ...

    @property
    def roles(self) -> tuple[str, ...]:
        """See ``redaction.toml``."""
        ...

    @property
    def relations(self) -> tuple[str, ...]:
        """See ``redaction.toml``."""
        ...

    @property
    def clients(self) -> tuple[str, ...]:
        """See ``redaction.toml``."""
        ...

    @property
    def sites(self) -> tuple[str, ...]:
        """See ``redaction.toml``."""
        ...

    @property
    def seen_to(self) -> tuple[str, ...]:
        """See ``redaction.toml``."""
        ...


def compile_with(classes: dict[str, str], pattern: str) -> re.Pattern[str]:
    """Compile a pattern in which classes of words stand.

    Raises:
        re.error: when it is not a regular expression.
    """
    for name, words in classes.items():
        pattern = pattern.replace(f"<{name}>", words)
    # A word boundary does not hold before a placeholder, which is no letter.
    pattern = re.sub(r"(?<!\))\\b(?=[(<])", r"(?<!\\w)", pattern)
    pattern = _CHOICE.sub(_choice, pattern)
    return re.compile(_SPACE.sub(_any_space, pattern), re.IGNORECASE)


def word_classes(words: Phrases) -> dict[str, str]:
    """Give the classes of words; a class may use those that stand after it."""
    return {
        "TOLDBY": r"(?:(?:an? )?(?:lad|girl|boy|kid|man|woman|lady|child) (?:called|named) )?"
        r"<NAME>(?: (?:<O>|\(<S>\)))?",
        "WHOM": r"<SUBJ>(?:,? \(?(?:aged? |d\.?o\.?b\.?:? |born )?\d[\d/.-]*"
        r"(?: ?(?:years?(?: old)?|yrs?(?: old)?|yo))?\)?,?)?"
        r"(?:,? \(?(?:year|yr|y) ?\d+\)?,?)?",
        "WHO": r"(?:(?:<SUBJ>'?s? )?<S>(?:, <NAME>,)?"
        r"|(?:(?:my|our|his|her|their|the|a|an|another|some|two|<SUBJ>'?s?"
        r"|(?:pt|tenant|resident|patient|client|pupil|student|yp)'?s) )?"
        r"(?:<ADJ> )?(?:<ROLE>|<REL>)(?:,? \(?<NAME>\)?,?)?|<OUR> <CLIENT>"
        r"|(?:an?|the|another|one|two|several|some|other) (?:<ADJ> )?(?:(?:year|yr|y) ?\d+ )?"
        r"<CLIENT>(?:,? \(?<NAME>(?: (?:and|&) <NAME>)?\)?,?)?"
        r"|(?:(?:the|our|my|some|other) )?(?:[a-z]+ )?staff|(?:a |my |our )?colleagues?)",
        "TELLER": r"(?:<S>|(?:(?:my|our|his|her|their|the|a|<SUBJ>'?s?) )(?:<ADJ> )?<ROLE>"
        r"|<OUR> <CLIENT>|(?:(?:the|our|my|some|other) )?(?:[a-z]+ )?staff"
        r"|(?:a |my |our )?colleagues?)",
        "NAME": r"(?!(?:he|she|they|it|we|you|who|this|that|these|there|when|then|and|but|so|"
        r"the|a|an|his|her|their|our|my|i|if|as|after|also|not|police|re|ps)\b)"
        r"(?-i:[A-Z][a-z'-]+)(?: (?-i:[A-Z][a-z'-]+))?",
        **_lists(words),
    }


def _lists(words: Phrases) -> dict[str, str]:
    return {
        "OUR": r"(?:(?:one|some|two|several|a number|many|most|all) of )?(?:our|my)",
        "TELLS": "(?:<TOLD> <HEAR>"
        "(?:<WHEN>* (?:and|to)(?: then)? (?:<TOLD> <HEAR>|<SAID>|say|report))?"
        "|(?:called|contacted) <HEAR><WHEN>* (?:and|to) (?:<SAID>|say|report))",
        "WHEN": f"(?: {_longest(words.times)})",
        "ADV": f"(?:{_longest(words.adverbs)} )",
        "HEAR": r"<ONE>(?:,? \(?<S>\)?,?)?(?: (?:and|&|or) <ONE>)?",
        "ONE": "(?:(?:(?:the|an?|his|her|their|our|my|<S>'?s?) )?(?:<ADJ> )?<ROLE>"
        f"|{_longest(words.listeners)}|<S>(?: at <O>)?|<O>"
        "|(?:the|our|my) (?:<SITE>)|<OUR> (?:<ROLE>)s?)",
        "ADJ": _longest(words.adjectives),
        "TOLD": _longest(words.told),
        "SAID": _longest(words.said),
        "ROLE": _longest(words.roles),
        "REL": _longest(words.relations),
        "CLIENT": _longest(words.clients),
        "SITE": _longest(words.sites),
        "SEENTO": _longest(words.seen_to),
        "SUBJ": f"{SUBJECT_OPENS}[^{SUBJECT_CLOSES}]*{SUBJECT_CLOSES}",
        "S": SOURCE,
        "O": ORGANISATION,
        "C": CONTACT,
    }


def _any_space(match: re.Match[str]) -> str:
    """A space is any white space, but for one in a class of characters."""
    if match[0].startswith("["):
        return match[0]
    return rf"[\s{CHANGED}]" + ("*" if match[0] == " ?" else "+")


def _longest(phrases: tuple[str, ...]) -> str:
    return _any(tuple(sorted(phrases, key=len, reverse=True)))


def _choice(match: re.Match[str]) -> str:
    """Group a plain choice between words by the first letter."""
    return match["opens"] + _any(tuple(match["words"].split("|"))) + ")"


def _any(phrases: tuple[str, ...]) -> str:
    """Give a pattern for any of the phrases, in their order where they begin alike.

    Grouped by the first letter, as a class that minds the case: so a wrong letter costs nothing.
    """
    groups: dict[str, list[str]] = {}
    for phrase in phrases:
        plain = re.match(r"[a-z](?![?*+{|])", phrase) and not _TOP_CHOICE.search(phrase)
        groups.setdefault(phrase[0] if plain else "", []).append(phrase[1:] if plain else phrase)
    parts = [
        f"(?-i:[{letter}{letter.upper()}])(?:{'|'.join(rest)})" if letter else "|".join(rest)
        for letter, rest in groups.items()
    ]
    return "(?:" + "|".join(parts) + ")"
