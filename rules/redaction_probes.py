"""What must stand in a text for a rule to match it: short patterns that are quick to look for."""

import re

_LETTERS = 3
_ATOM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|<[A-Z]+>|\(|.", re.DOTALL)
_IN_GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()\[]|[^()\\\[]+", re.DOTALL)
_TIMES = re.compile(r"(?:[*+?]|\{\d*,?\d*\})\??")
_CLASS = re.compile(r"<(?!(?:SUBJ|S|O|C)>)[A-Z]+>")
_NO_PARTS = re.compile(r"\\\d|(?<!\\)\((?:\?[a-zA-Z]+\)|\?P=|\?\()")
_EDGE = re.compile(r"\A(?:\\b)+|(?:\\b)+\Z")


def probes(pattern: str) -> list[str]:
    """Give the parts of a rule's pattern that follow each other and hold no long class of words.

    Wherever the pattern matches, each of them does. None are given where that can't be told.
    """
    parts = pieces(pattern)
    if parts is None:
        return []
    runs, run = [], ""
    for piece in [*parts, "<NONE>"]:
        if _CLASS.search(piece):
            runs.append(_EDGE.sub("", run))
            run = ""
        else:
            run += piece
    return [run for run in runs if len(re.sub(r"\\.|[^a-z]", "", run)) >= _LETTERS]


def pieces(pattern: str) -> list[str] | None:
    """Cut a pattern where one piece follows another, each with how often it may stand.

    None is given where that can't be told: a choice, a reference, a bracket left open.
    """
    if _NO_PARTS.search(pattern):
        return None
    found, at = [], 0
    while at < len(pattern):
        atom = _ATOM.match(pattern, at)
        if atom is None or atom[0] in {"|", ")", "["}:
            return None
        end = _closed(pattern, at) if atom[0] == "(" else atom.end()
        if not end:
            return None
        times = _TIMES.match(pattern, end)
        end = times.end() if times else end
        found.append(pattern[at:end])
        at = end
    return found


def split_choices(pattern: str) -> list[str]:
    """Split a pattern at the choices that stand in no group."""
    found, depth = [""], 0
    for part in _IN_GROUP.finditer(pattern):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        if depth or "|" not in part[0] or part[0][0] in "\\[":
            found[-1] += part[0]
            continue
        first, *others = part[0].split("|")
        found[-1] += first
        found += others
    return found


def _closed(pattern: str, at: int) -> int:
    """Give the place after the group that opens at a place; 0 where it does not close."""
    depth = 0
    for part in _IN_GROUP.finditer(pattern, at):
        if part[0] == "[":
            return 0
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        if not depth:
            return part.end()
    return 0
