"""Turns the patterns of ``redaction.toml``, with classes of words, into regular expressions."""

import re
from collections.abc import Mapping

from rules.text_marks import (
    CHANGED,
    CONTACT,
    ORGANISATION,
    SOURCE,
    SUBJECT_CLOSES,
    SUBJECT_OPENS,
)

LISTS = (
    "times",
    "adverbs",
    "listeners",
    "adjectives",
    "told",
    "said",
    "roles",
    "relations",
    "clients",
    "sites",
    "seen_to",
    "informers",
)
"""The lists of ``redaction.toml`` that classes are made of; one may use those after it."""

MARKS: Mapping[str, str] = {name: chr(0xE100 + at) for at, name in enumerate(LISTS)}
"""Stands in a pattern for the phrases of a list."""

EITHER_LETTER = r"(?-i:[{0}{1}])"
"""A first letter as a class that minds the case: so a wrong letter costs nothing."""

_SPACE = re.compile(r"\[(?:\\.|[^\]\\])*\]| \??")
_CHOICE = re.compile(r"(?P<opens>\((?:\?:)?)(?P<words>[a-z][^()|\[\]]*(?:\|[a-z][^()|\[\]]*)+)\)")
_TOP_CHOICE = re.compile(r"^[^(]*\|")
_PLAIN = re.compile(r"[a-z](?![?*+{|])")
_EDGE = re.compile(r"(?<!\))\\b(?=[(<])")


def _list(name: str) -> str:
    return f"(?:{MARKS[name]})"


CLASSES: Mapping[str, str] = {
    "CLAUSE": r"(?:\A|(?<=[.;!?\n(),\ue020])| (?:but|so|and|as|-) )"
    r"(?:(?! (?:but|so|as) )[^.;!?\n(),])*?(?<![\w'])",
    "REST": r"(?:(?! and (?:i|we|he|she|they|it|there|<SUBJ>))[^.;!?\n(),])*"
    r"(?:,? (?:as|because|since|so|or) (?:i|we|he|she|they|it|that)\b[^.;!?\n()]*"
    r"|,? and (?=(?:i|we|he|she|they|it|there)\b|<SUBJ>))?",
    "ANYONE": r"(?:a|an|the|his|her|their|my|our|another|one|some|two|several|both|<SUBJ>'?s?)"
    r"(?: (?!(?:he|she|they|it|we|i|you|and)\b)[a-z][\w-]*){1,5}?(?:,? \(?(?:<NAME>|<S>)\)?,?)?"
    r"(?:,? (?:who|that|from|in|of|at|on|opposite|next) [^,.;\n\ue010]{1,50}?,?)?",
    "TOLDBY": r"(?:(?:an? )?(?:lad|girl|boy|kid|man|woman|lady|child) (?:called|named) )?"
    r"<NAME>(?: (?:<O>|\(<S>\)))?",
    "WHOM": r"<SUBJ>(?:,? \(?(?:aged? |d\.?o\.?b\.?:? |born )?\d[\d/.-]*"
    r"(?: ?(?:years?(?: old)?|yrs?(?: old)?|yo))?\)?,?)?"
    r"(?:,? \(?(?:year|yr|y) ?\d+\)?,?)?",
    "WHO": r"(?:(?:<SUBJ>'?s? )?<S>(?:, <NAME>,)?"
    r"|(?:(?:my|our|his|her|their|the|a|an|another|some|two|<SUBJ>'?s?"
    r"|(?:pt|tenant|resident|patient|client|pupil|student|yp)'?s) )?"
    r"(?:<ADJ> )?(?:<ROLE>|<REL>|<JOB>)(?:,? \(?<NAME>\)?,?)?|<OUR> <CLIENT>"
    r"|(?:an?|the|another|one|two|several|some|other) (?:<ADJ> )?(?:(?:year|yr|y) ?\d+ )?"
    r"<CLIENT>(?:,? \(?<NAME>(?: (?:and|&) <NAME>)?\)?,?)?"
    r"|(?:(?:the|our|my|some|other) )?(?-i:(?:[a-z]+|[A-Z]{2,4}) )?staff"
    r"|(?:a |my |our )?colleagues?)",
    "TELLER": r"(?:<S>|(?:(?:my|our|his|her|their|the|a|<SUBJ>'?s?) )(?:<ADJ> )?<ROLE>"
    r"|<OUR> (?:<ADJ> )?(?:<CLIENT>|<JOB>)"
    r"|(?:(?:the|our|my|some|other) )?(?-i:(?:[a-z]+|[A-Z]{2,4}) )?staff"
    r"|(?:a |my |our )?colleagues?)",
    "NAME": r"(?!(?:nobody|no|none|neither|everyone|mum|dad|"
    r"he|she|they|it|we|you|who|this|that|these|there|when|then|and|but|so|"
    r"the|a|an|his|her|their|our|my|i|if|as|after|also|not|police|re|ps)\b)"
    r"(?-i:[A-Z][a-z'-]+)(?: (?-i:[A-Z][a-z'-]+))?",
    "OUR": r"(?:(?:one|some|two|several|a number|many|most|all) of )?(?:our|my)",
    "TELLS": "(?:<TOLD> <HEAR>"
    "(?:<WHEN>* (?:and|to)(?: then)? (?:<TOLD> <HEAR>|<SAID>|say|report))?"
    "|(?:called|contacted) <HEAR><WHEN>* (?:and|to) (?:<SAID>|say|report))",
    "WHEN": f"(?: {_list('times')})",
    "ADV": f"(?:{_list('adverbs')} )",
    "HEAR": r"<ONE>(?:,? \(?<S>\)?,?)?(?: (?:and|&|or) <ONE>)?",
    "ONE": "(?:(?:(?:the|an?|his|her|their|our|my|<S>'?s?) )?(?:<ADJ> )?<ROLE>"
    f"|{_list('listeners')}|<S>(?: at <O>)?|<O>"
    "|(?:the|our|my) (?:<SITE>)|<OUR> (?:<ROLE>)s?)",
    "ADJ": _list("adjectives"),
    "TOLD": _list("told"),
    "SAID": _list("said"),
    "ROLE": _list("roles"),
    "REL": _list("relations"),
    "CLIENT": _list("clients"),
    "SITE": _list("sites"),
    "SEENTO": _list("seen_to"),
    "JOB": _list("informers") + "s?",
    "SUBJ": f"{SUBJECT_OPENS}[^{SUBJECT_CLOSES}]*{SUBJECT_CLOSES}",
    "S": SOURCE,
    "O": ORGANISATION,
    "C": CONTACT,
}
"""The classes of words by name; one may use those after it."""


def expand(pattern: str, classes: Mapping[str, str] = CLASSES) -> str:
    """Write out the classes in a pattern; in the place of a list stands its mark."""
    for name, words in classes.items():
        pattern = pattern.replace(f"<{name}>", words)
    # A word boundary does not hold before a placeholder, which is no letter.
    pattern = _EDGE.sub(r"(?<!\\w)", pattern)
    return _SPACE.sub(_any_space, _CHOICE.sub(_choice, pattern))


def later_classes(name: str) -> Mapping[str, str]:
    """Give the classes that a phrase of the list ``name`` may use."""
    mark = MARKS[name]
    names = list(CLASSES)
    own = next(at for at, words in enumerate(CLASSES.values()) if mark in words)
    return {later: CLASSES[later] for later in names[own + 1 :]}


def by_first_letter(phrases: tuple[str, ...]) -> dict[str, list[str]]:
    """Group phrases by their first letter; under the empty word those that begin otherwise.

    A group's phrases are without that letter, in their order.
    """
    groups: dict[str, list[str]] = {}
    for phrase in phrases:
        plain = _PLAIN.match(phrase) and not _TOP_CHOICE.search(phrase)
        groups.setdefault(phrase[0] if plain else "", []).append(phrase[1:] if plain else phrase)
    return groups


def is_plain_choice(phrases: list[str]) -> bool:
    """Whether a choice between these phrases is grouped by the first letter."""
    return _CHOICE.fullmatch(f"(?:{'|'.join(phrases)})") is not None


def _any_space(match: re.Match[str]) -> str:
    """A space is any white space, but for one in a class of characters."""
    if match[0].startswith("["):
        return match[0]
    return rf"[\s{CHANGED}]" + ("*" if match[0] == " ?" else "+")


def _choice(match: re.Match[str]) -> str:
    """Group a plain choice between words by the first letter."""
    parts = [
        f"{EITHER_LETTER.format(letter, letter.upper())}(?:{'|'.join(rest)})"
        if letter
        else "|".join(rest)
        for letter, rest in by_first_letter(tuple(match["words"].split("|"))).items()
    ]
    return f"{match['opens']}(?:{'|'.join(parts)}))"
