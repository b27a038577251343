"""Checks at the start that the patterns of ``redaction.toml`` compile, without compiling them all.

Each list is compiled once, and each rule with a short choice in the place of its classes. Only
where that finds something amiss, or can't tell, is everything written out: so a wrong rule is
named as it would be when it is compiled whole.
"""

import re

from rules.redaction_growth import Growing, PhraseLists
from rules.redaction_patterns import CLASSES, MARKS, expand
from rules.redaction_probes import probes

# Of two lengths, so that it is refused where a list would be: in what looks behind.
_STAND_IN = "(?:x|xx)"
_SHORT = {"SUBJ", "S", "O", "C"}
_STAND_INS = {name: words if name in _SHORT else _STAND_IN for name, words in CLASSES.items()}
_IN_BRACKETS = re.compile(r"\[(?:\\.|[^\]\\])*<[A-Z]+>")

Rules = tuple[tuple[str, str], ...]
"""Of each rule, why it is there and its pattern."""


def unsound(lists: PhraseLists, rules: Rules) -> str:
    """Say which rule does not compile, and why; the empty string where all do."""
    return "" if _plainly_sound(lists, rules) else _first_error(lists, rules)


def _plainly_sound(lists: PhraseLists, rules: Rules) -> bool:
    if lists.capture or any(_IN_BRACKETS.search(pattern) for _, pattern in rules):
        return False
    try:
        for name in MARKS:
            re.compile(_filled(lists.whole(name)), re.IGNORECASE)
        for _, pattern in rules:
            for part in (pattern, *probes(pattern)):
                re.compile(expand(part, _STAND_INS), re.IGNORECASE)
    except re.error:
        return False
    return True


def _filled(pattern: str) -> str:
    for mark in MARKS.values():
        pattern = pattern.replace(mark, _STAND_IN)
    return pattern


def _first_error(lists: PhraseLists, rules: Rules) -> str:
    for why, pattern in rules:
        try:
            for part in (pattern, *probes(pattern)):
                Growing(part, lists).grow()
        except re.error as error:
            return f"{why!r}: {error}"
    return ""
