"""Closes the gaps that rewriting leaves: spaces, orphaned commas, capitals, empty brackets."""

import re

from rules.text_marks import CHANGED

_ORPHAN = re.compile(
    rf"\s(?:by|from|at|on|to|with|in|of|via|for|and|or|but|that|called|named|as)"
    rf"\s*{CHANGED}[\s{CHANGED}]*(?=[.,;:!?)]|\n|\Z)",
    re.IGNORECASE,
)
_EMPTY_SENTENCE = re.compile(
    rf"(?:(?<=[.!?]\s)|(?<=\n)|\A)[ {CHANGED}]*{CHANGED}[ {CHANGED}]*[.,;:!?]+"
)
_START = re.compile(rf"(\A|[.!?]|\n)([^\w{CHANGED}]*){CHANGED}[\s{CHANGED}]*[,;:.]?\s*(\w)")
_TIDY = (
    (re.compile(rf"\(\s*[{CHANGED}\s,;/&-]*\)|\[\s*[{CHANGED}\s,;]*\]|\"\s*{CHANGED}\s*\""), ""),
    (re.compile(rf"\(\s*{CHANGED}[\s{CHANGED}]*(?:[,;:/&-]|and\b)\s*"), "("),
    (re.compile(rf"[{CHANGED}]"), ""),
    (re.compile(r"[^\S\n]+(?=[.,;:!?)](?:\s|\Z))"), ""),
    (re.compile(r",(?:\s*,)+"), ","),
    (re.compile(r"[,;:]\s*(?=[.!?](?:\s|\Z))"), ""),
    (re.compile(r"(?<![.])\.(?:\s*\.)(?![.])"), "."),
    (re.compile(r"\(\s+"), "("),
    (re.compile(r"[^\S\n]{2,}"), " "),
    (re.compile(r"[^\S\n]+\n|\n[^\S\n]+"), "\n"),
    (re.compile(r"\n{3,}"), "\n\n"),
    (re.compile(r"\A[\s,;:.!?)]+"), ""),
)


def tidy(text: str) -> str:
    """Close the gaps that rewriting left."""
    if CHANGED in text:
        text = _ORPHAN.sub(CHANGED, text)
        text = _EMPTY_SENTENCE.sub(CHANGED, text)
        text = _START.sub(_begin, text)
    for pattern, replacement in _TIDY:
        text = pattern.sub(replacement, text)
    return text.strip()


def _begin(match: re.Match[str]) -> str:
    before, gap, letter = match.groups()
    return before + (gap or (" " if before in ".!?" and before else "")) + letter.upper()
