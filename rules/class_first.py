"""Puts a class of characters first in a pattern: a search then passes quickly over all others.

A pattern that begins with a look at what stands beside it is tried at every character.
"""

import re

from rules.redaction_probes import split_choices

_EDGE = r"\b"
_HEAD = re.compile(r"(\((?!\?))?(\[[A-Za-z-]+\]|[A-Za-z])(?![?*+{|])(.*)", re.DOTALL)
_CHOICE = re.compile(r"\(\?:([^()]*)\)(?![?*+{])(.*)", re.DOTALL)


def class_first(pattern: str) -> str:
    """Give a pattern that matches the same, with its first characters as a class before all else.

    Only one that begins with the edge of a word is changed, where its first letters can be told.
    """
    inner = pattern.removeprefix(_EDGE)
    if inner == pattern or len(split_choices(inner)) > 1:
        return pattern
    head = _HEAD.fullmatch(inner)
    if head:
        opens, letters, rest = head.groups()
        return rf"{opens or ''}{letters}(?<=\b.){rest}"
    choice = _CHOICE.fullmatch(inner)
    heads = [_HEAD.fullmatch(one) for one in choice[1].split("|")] if choice else []
    found = [one for one in heads if one]
    if choice is None or len(found) < len(heads) or any(one[1] for one in found):
        return pattern
    letters = "".join(one[2].strip("[]") for one in found)
    rests = "|".join(rf"(?<={one[2]}){one[3]}" for one in found)
    return rf"[{letters}](?<=\b.)(?:{rests}){choice[2]}"
