"""Rewrites one text so that it no longer points to the source, and still reads as English."""

import re

from rules.folding import normalise
from rules.mentions import Mentions
from rules.redaction_words import (
    CHANGED,
    CONTACT,
    ORGANISATION,
    SOURCE,
    SUBJECT_CLOSES,
    SUBJECT_OPENS,
    RedactionWords,
)

_PASSES = 3
_SIGNATURE_LINES = 6
_SIGNATURE_WORDS = 7
_MARKS = re.compile(f"[{SUBJECT_OPENS}{SUBJECT_CLOSES}]")
_PEOPLE = re.compile(
    rf"(?:\b(?:the|a|an|our|my|this)\s+)?{SOURCE}(?:[\s,{CHANGED}]+{SOURCE})*", re.IGNORECASE
)
_PLACES = re.compile(rf"(?:\b(?:the|a|an|our|my|this)\s+)?{ORGANISATION}", re.IGNORECASE)
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


class Rewriter:
    """Cleans the texts of one form."""

    def __init__(self, mentions: Mentions, words: RedactionWords) -> None:
        """Take what is looked for (``mentions``) and the phrases (``words``)."""
        self._mentions = mentions
        self._words = words
        self._neutral = {
            normalise(words.neutral_person),
            normalise(words.neutral_organisation),
        }

    def clean(self, text: str) -> str:
        """Give the text without its source. Cleaning a clean text changes nothing."""
        before = normalise(text)
        for _ in range(_PASSES):
            after = self._once(before)
            if after == before:
                break
            before = after
        return before

    def field(self, text: str | None) -> str | None:
        """Clean a field of the form; null where nothing of value is left."""
        if text is None:
            return None
        left = self.clean(text).strip(" .,;:-")
        return None if not left or left.casefold() in self._neutral else self.clean(text)

    def _once(self, text: str) -> str:
        text = self._mentions.replace(without_signature(text, self._words))
        for pattern, replacement in self._words.phrases:
            text = pattern.sub(replacement, text)
        text = text.replace(CONTACT, CHANGED)
        text = _PEOPLE.sub(CHANGED + self._words.neutral_person, text)
        text = _PLACES.sub(CHANGED + self._words.neutral_organisation, text)
        return tidy(_MARKS.sub("", text))


def without_signature(text: str, words: RedactionWords) -> str:
    """Drop the head of a quoted e-mail and closing formulas with the short lines after them.

    A postscript and any line that says something (a sentence, many words) stay.
    """
    text = words.header.sub("", text)
    lines, dropping = [], 0
    for line in text.split("\n"):
        short = len(line.split()) <= _SIGNATURE_WORDS and not re.match(
            r"\s*p\.? ?s\b", line, re.IGNORECASE
        )
        if dropping and short and not line.rstrip().endswith((".", "!", "?")):
            dropping -= 1
            continue
        dropping = 0
        if (closing := words.signature.search(line)) and _closes(closing["rest"]):
            line, dropping = line[: closing.start()], _SIGNATURE_LINES  # noqa: PLW2901 - the rest of the line is the signature
        lines.append(line)
    return "\n".join(lines)


def _closes(rest: str) -> bool:
    """A closing formula is followed by a name or nothing, not by a sentence."""
    return len(rest.split()) <= _SIGNATURE_WORDS and not re.search(
        r"[a-z] [a-z]+ [a-z]+|\bto\b|\bfor\b", rest.replace("for your help", "")
    )


def tidy(text: str) -> str:
    """Close the gaps that rewriting left: spaces, orphaned commas, capitals, empty brackets."""
    text = _ORPHAN.sub(CHANGED, text)
    text = _EMPTY_SENTENCE.sub(CHANGED, text)
    text = _START.sub(_begin, text)
    for pattern, replacement in _TIDY:
        text = pattern.sub(replacement, text)
    return text.strip()


def _begin(match: re.Match[str]) -> str:
    before, gap, letter = match.groups()
    return before + (gap or (" " if before in ".!?" and before else "")) + letter.upper()
