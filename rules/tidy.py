"""Closes the gaps that rewriting leaves: spaces, orphaned commas, capitals, empty brackets."""

import re

from rules.text_marks import CHANGED

_HANGING = (
    *("by", "from", "at", "on", "to", "with", "in", "of", "via", "for", "and", "or", "but", "that"),
    *("called", "named", "as", "which", "whom"),
)
_REACH = 24
_STOPS = frozenset(".!?\n")
_ORPHAN = re.compile(
    rf"\s(?:{'|'.join(_HANGING)})\s*{CHANGED}[\s{CHANGED}]*(?=[.,;:!?)]|\n|\Z)",
    re.IGNORECASE,
)
# A pattern that begins with a look behind would be slow: it follows the first character.
_EMPTY_SENTENCE = re.compile(
    rf"[ {CHANGED}](?:(?<=[.!?]\s[ {CHANGED}])|(?<=\n[ {CHANGED}])|(?<=\A[ {CHANGED}]))"
    rf"(?:(?<={CHANGED})|[ {CHANGED}]*{CHANGED})[ {CHANGED}]*[.,;:!?]+"
)
_START = re.compile(rf"(\A|[.!?]|\n)([^\w{CHANGED}]*){CHANGED}[\s{CHANGED}]*[,;:.]?\s*(\w)")
_BRACKETS = (
    (re.compile(rf"\(\s*[{CHANGED}\s,;/&-]*\)|\[\s*[{CHANGED}\s,;]*\]|\"\s*{CHANGED}\s*\""), ""),
    (re.compile(rf"\(\s*{CHANGED}[\s{CHANGED}]*(?:[,;:/&-]|and\b)\s*"), "("),
    (re.compile(rf"[{CHANGED}]"), ""),
)
_SPACE_BEFORE_SIGN = re.compile(r"[.,;:!?)](?<=[^\S\n].)")
_BEFORE_SIGN = re.compile(r"[^\S\n]+(?=[.,;:!?)](?:\s|\Z))")
_SIGNS = (
    (re.compile(r",(?:\s*,)+"), ","),
    (re.compile(r"[,;:]\s*(?=[.!?](?:\s|\Z))"), ""),
    (re.compile(r"\.(?<![.]\.)(?:\s*\.)(?![.])"), "."),
    (re.compile(r"\(\s+"), "("),
    (re.compile(r"[^\S\n]{2,}"), " "),
)
# Where none of the patterns above could match: some quick looks instead of five.
_TWO_SIGNS = re.compile(r"[.,;:]\s*[.,!?]")
_GAPS = ("  ", "( ", "(\n")
_LINES = (
    (re.compile(r"[^\S\n]+\n|\n[^\S\n]+"), "\n"),
    (re.compile(r"\n{3,}"), "\n\n"),
)
_BESIDE_LINES = (" \n", "\n ", "\n\n\n")
_LEADING = re.compile(r"[\s,;:.!?)]+")


def tidy(text: str) -> str:
    """Close the gaps that rewriting left.

    Args:
        text: as ``rules.folding.normalise`` leaves it, so that all white space in a line is spaces.
    """
    if CHANGED in text:
        before = text.split(CHANGED)[:-1]
        if any(map(_may_hang, before)):
            text = _ORPHAN.sub(CHANGED, text)
            before = text.split(CHANGED)[:-1]
        if not _ends_in_word(before[0]) or any(map(_opens, before)):
            text = _EMPTY_SENTENCE.sub(CHANGED, text)
            text = _START.sub(_begin, text)
    if CHANGED in text or "(" in text or "[" in text:
        text = _replaced(text, _BRACKETS)
    if _SPACE_BEFORE_SIGN.search(text):
        text = _BEFORE_SIGN.sub("", text)
    if any(gap in text for gap in _GAPS) or _TWO_SIGNS.search(text):
        text = _replaced(text, _SIGNS)
    if any(gap in text for gap in _BESIDE_LINES):
        text = _replaced(text, _LINES)
    leading = _LEADING.match(text)
    return text[leading.end() if leading else 0 :].strip()


def _may_hang(before: str) -> bool:
    """Say whether a word that leads nowhere may stand before a mark: cheaper than to look."""
    last = before[-_REACH:].split()
    return not last or not last[-1].isascii() or last[-1].lower() in _HANGING


def _ends_in_word(before: str) -> bool:
    """Say whether a word stands anywhere before a mark: else the text begins there."""
    return any(letter.isalnum() or letter == "_" for letter in before)


def _opens(before: str) -> bool:
    """Say whether a sentence may begin at a mark: a stop is nearer before it than any word."""
    for sign in reversed(before):
        if sign.isalnum() or sign == "_":
            return False
        if sign in _STOPS:
            return True
    return False


def _replaced(text: str, patterns: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, replacement in patterns:
        text = pattern.sub(replacement, text)
    return text


def _begin(match: re.Match[str]) -> str:
    before, gap, letter = match.groups()
    return before + (gap or (" " if before in ".!?" and before else "")) + letter.upper()
