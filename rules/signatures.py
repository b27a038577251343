"""Drops what frames a message: the head of a quoted e-mail, the lines of a signature."""

import re

from rules.redaction_words import RedactionWords

_SIGNATURE_LINES = 8
_SIGNATURE_WORDS = 7
_POSTSCRIPT = re.compile(r"\s*p\.? ?s\b", re.IGNORECASE)


def without_signature(text: str, words: RedactionWords) -> str:
    """Drop the head of a quoted e-mail and closing formulas with the short lines after them.

    A postscript and any line that says something (a sentence, many words) stay.
    """
    if ":" in text:
        text = words.header.sub("", text)
    if not _may_close(text, words):
        return text
    lines, dropping = [], 0
    for line in text.split("\n"):
        short = len(line.split()) <= _SIGNATURE_WORDS and not _POSTSCRIPT.match(line)
        if dropping and short and not line.rstrip().endswith((".", "!", "?")):
            dropping -= 1
            continue
        dropping = 0
        if (closing := words.signature.search(line)) and _closes(closing["rest"]):
            line, dropping = line[: closing.start()], _SIGNATURE_LINES  # noqa: PLW2901 - the rest of the line is the signature
        lines.append(line)
    return "\n".join(lines)


def _may_close(text: str, words: RedactionWords) -> bool:
    """Say whether a closing formula may stand in a text; a letter beyond ASCII may match one."""
    low = text.lower()
    if not text.isascii() or not words.small_closings:
        return True
    return any(closing in low for closing in words.small_closings)


def _closes(rest: str) -> bool:
    """A closing formula is followed by a name or nothing, not by a sentence."""
    return len(rest.split()) <= _SIGNATURE_WORDS and not re.search(
        r"[a-z] [a-z]+ [a-z]+|\bto\b|\bfor\b", rest.replace("for your help", "")
    )
