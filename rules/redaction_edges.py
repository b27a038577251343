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
    return _bounded(units, ahead=True, beyond=end)


def closes(units: tuple[str, ...], *, start: bool) -> bool:
    """Say whether no letter can stand just after these units: an edge comes last."""
    return _bounded(units, ahead=False, beyond=start)


def _bounded(units: tuple[str, ...], *, ahead: bool, beyond: bool) -> bool:
    """Look from one end of units for an edge; ``beyond`` is what stands where they are used up."""
    if not units:
        return beyond
    near, rest = (units[0], units[1:]) if ahead else (units[-1], units[:-1])
    if _EDGE.fullmatch(near) or (near == "<CLAUSE>" and not ahead):
        return True
    looks = AHEAD if ahead else _BEHIND
    if looks.fullmatch(near) or _SIGN_MAYBE.fullmatch(near):
        return _bounded(rest, ahead=ahead, beyond=beyond)
    group, maybe = GROUP.fullmatch(near), _MAYBE.fullmatch(near)
    inner = group or maybe
    if inner is None:
        return False
    further = _bounded(rest, ahead=ahead, beyond=beyond)
    if maybe and not further:
        return False
    each = [units_in(one) for one in split_choices(inner[1])]
    return all(parts is not None and _bounded(parts, ahead=ahead, beyond=further) for parts in each)
