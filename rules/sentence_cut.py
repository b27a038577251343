"""Cuts a marked text into sentences and lines, and says which words each holds."""

import re
from collections.abc import Iterator

from rules.text_marks import CONTACT, ORGANISATION, SOURCE, SUBJECT_OPENS

# Only from the first of several signs: from each of them, many signs would take long. A class of
# characters first, so that a search passes quickly over all others.
_END = re.compile(
    r"[.!?\s](?:(?<=[.!?])(?<![.!?][.!?])[.!?]*[\"')\]]*(?P<gap>\s+)"
    rf"(?=[\"'(\[*-]*[A-Za-z0-9{SOURCE}-{SUBJECT_OPENS}])"
    r"|(?<=\s)(?:\s*\n|(?<=\n))\s*(?:[-*•] *)?)"
)
# The same in a text of one line, where white space within it ends nothing.
_END_IN_LINE = re.compile(
    r"[.!?](?<![.!?][.!?])[.!?]*[\"')\]]*(?P<gap>\s+)"
    rf"(?=[\"'(\[*-]*[A-Za-z0-9{SOURCE}-{SUBJECT_OPENS}])"
)
_LAST = re.compile(r"[^\W\d_]*\Z")
_REACH = 7
_SHORTENED = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "no",
        "nr",
        "approx",
        "inc",
        "rev",
        "prof",
        "eg",
        "ie",
        "etc",
        "vs",
        "tel",
        "mob",
        "ref",
        "reg",
        "aka",
        "ext",
    }
)


def sentences(text: str) -> Iterator[tuple[str, str]]:
    """Cut a text into pairs of a sentence and what parts it from the next; nothing is left out."""
    at = 0
    for match in (_END if "\n" in text else _END_IN_LINE).finditer(text):
        start, end = match.span("gap")
        if start < 0:
            start, end = match.span()
        elif _is_short(text, match.start()):
            continue
        yield text[at:start], text[start:end]
        at = end
    yield text[at:], ""


def _is_short(text: str, stop: int) -> bool:
    """Say whether the full stop ends a shortened word or an initial, not a sentence."""
    if text[stop] != ".":
        return False
    word = text[max(0, stop - _REACH) : stop]
    if not (word.isascii() and word.isalpha()):
        last = _LAST.search(word)
        word = last[0] if last else ""
    return word.casefold() in _SHORTENED or (len(word) == 1 and word != "I")


_WORD = re.compile(rf"[a-z]+|[{SOURCE}{ORGANISATION}{CONTACT}{SUBJECT_OPENS}]")


def words_in(sentence: str) -> set[str]:
    """Give the words of a sentence in small letters, and its placeholders."""
    return set(_WORD.findall(sentence.lower()))
