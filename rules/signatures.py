"""Drops what frames a message: the head of a quoted e-mail, closing formulas, who signed."""

import re

from rules.redaction_words import RedactionWords
from rules.signers import Signers
from rules.source_tokens import SourceTokens

_SIGNATURE_LINES = 8
_SIGNATURE_WORDS = 7
_SIGNABLE = 24
_LONGEST = 70
_POSTSCRIPT = re.compile(r"\s*p\.? ?s\b", re.IGNORECASE)
# A line, or a sentence of it, from the end of the one before.
_START = re.compile(r"(?:\A|\n|[.!?)\]\"'] |(?: /|-) )\s*")


class Signatures:
    """The signatures of one form's source, and what any message ends with."""

    def __init__(self, tokens: SourceTokens, words: RedactionWords) -> None:
        """Take who may sign (``tokens``), and the formulas (``words``)."""
        self._words = words
        self._signers = Signers(tokens, words) if tokens.people else None

    def without(self, text: str) -> str:
        """Drop heads of quoted e-mails, closing formulas and signatures, with the lines after them.

        A postscript and any line that says something (a sentence, many words) stay.
        """
        if ":" in text:
            text = self._words.header.sub("", text)
        closes = self._may_close(text)
        signable = self._signers is not None and ("\n" in text or len(text) > _SIGNABLE)
        if not closes and not signable:
            return text
        lines, dropping = [], 0
        rows = text.split("\n")
        ends = self._frame(rows)
        for number, line in enumerate(rows):
            if dropping and (_short(line) or number >= ends):
                dropping -= 1
                continue
            dropping = 0
            left = self._closed(line) if closes else line
            if left != line:
                dropping = _SIGNATURE_LINES
            elif signable and (left := self._unsigned(line)) != line and number + 1 >= ends:
                dropping = len(rows)
            lines.append(left)
        return "\n".join(lines)

    def _frame(self, rows: list[str]) -> int:
        """Give from which row on all may belong to a signature."""
        ends = len(rows)
        while self._signers and ends and self._signers.frames(rows[ends - 1]):
            ends -= 1
        return ends

    def _closed(self, line: str) -> str:
        closing = self._words.signature.search(line)
        return line[: closing.start()] if closing and _closes(closing["rest"]) else line

    def _unsigned(self, line: str) -> str:
        """Take out of a line the last sentence, where it only signs."""
        tail = max(0, len(line) - _LONGEST)
        for match in _START.finditer(line, max(0, tail - 2)):
            at = match.end()
            if tail <= at < len(line) and self._signers and self._signers.sign(line[at:]):
                return line[: match.start() + 1].rstrip(" /-") if match.start() or at else ""
        return line

    def _may_close(self, text: str) -> bool:
        """Say whether a closing formula may stand in a text; a letter beyond ASCII may match."""
        if not text.isascii() or not self._words.small_closings:
            return True
        low = text.lower()
        return any(closing in low for closing in self._words.small_closings)


def _short(line: str) -> bool:
    short = len(line.split()) <= _SIGNATURE_WORDS + 1 and not _POSTSCRIPT.match(line)
    return short and not line.rstrip().endswith((".", "!", "?"))


def _closes(rest: str) -> bool:
    """A closing formula is followed by a name or nothing, not by a sentence."""
    return len(rest.split()) <= _SIGNATURE_WORDS and not re.search(
        r"[a-z] [a-z]+ [a-z]+|\bto\b|\bfor\b", rest.replace("for your help", "")
    )
