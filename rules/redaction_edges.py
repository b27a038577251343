"""Says of the parts of a pattern where a word ends: where no letter can stand beside them."""

import re
from functools import lru_cache

from rules.redaction_probes import pieces, split_choices

GROUP = re.compile(r"\((?:\?(?:-i)?:|(?!\?))(.*)\)", re.DOTALL)
AHEAD = re.compile(r"\(\?(?:=(.*)|!.*)\)", re.DOTALL)
_EDGE = re.compile(
    r"\\(?:[bAZsd]|[^\w])|[ ,;:!'\"/&@%-]|\[[,.;:)(!? -]+\]|<(?:S|O|C|SUBJ)>"
    r"|\(\?<?!(?:\\w|\[\\w'\])\)"
)
_SIGN_MAYBE = re.compile(r"[ ,'\"-]\??[*?]|\\[^\w][*?]")
_MAYBE = re.compile(r"\((?:\?:|(?!\?))(.*)\)(?:[*?]|\{0,\d\})\??", re.DOTALL)
_BEHIND = re.compile(r"\(\?<[=!].*\)", re.DOTALL)


@lru_cache(maxsize=2048)
def units_in(pattern: str) -> tuple[str, ...] | None:
    """Cut a pattern into its parts, letters that follow each other in one; none as in `pieces`."""
    parts = pieces(pattern)
    if parts is None:
        return None
    units: list[str] = []
    joins = False
    for part in parts:
        letter = len(part) == 1 and part.isascii() and part.isalpha()
        if letter and joins:
            units[-1] += part
        else:
            units.append(part)
        joins = letter
    return tuple(units)


def opens(units: tuple[str, ...], *, end: bool) -> bool:
    """Say whether no letter can follow just before these units: an edge comes first."""
    if not units:
        return end
    first, rest = units[0], units[1:]
    if _EDGE.fullmatch(first):
        return True
    if AHEAD.fullmatch(first) or _SIGN_MAYBE.fullmatch(first):
        return opens(rest, end=end)
    group, maybe = GROUP.fullmatch(first), _MAYBE.fullmatch(first)
    after = opens(rest, end=end) if group or maybe else False
    if maybe and not after:
        return False
    inner = group or maybe
    if inner is None:
        return False
    each = [units_in(one) for one in split_choices(inner[1])]
    return all(parts is not None and opens(parts, end=after) for parts in each)


def closes(units: tuple[str, ...], *, start: bool) -> bool:
    """Say whether no letter can stand just after these units: an edge comes last."""
    if not units:
        return start
    last, rest = units[-1], units[:-1]
    if _EDGE.fullmatch(last) or last == "<CLAUSE>":
        return True
    if _BEHIND.fullmatch(last) or _SIGN_MAYBE.fullmatch(last):
        return closes(rest, start=start)
    group, maybe = GROUP.fullmatch(last), _MAYBE.fullmatch(last)
    before = closes(rest, start=start) if group or maybe else False
    if maybe and not before:
        return False
    inner = group or maybe
    if inner is None:
        return False
    each = [units_in(one) for one in split_choices(inner[1])]
    return all(parts is not None and closes(parts, start=before) for parts in each)
