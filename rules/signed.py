"""Finds who signed: a line or a last sentence of a name and what the person is, no more."""

import re

from rules.folding import fold, words_of
from rules.name_forms import closed, shortened
from rules.redaction_words import RedactionWords
from rules.source_tokens import SourceName, SourceTokens

_LONGEST = 70
_MOST = 7
# A line, or a sentence of it, from the end of the one before.
_START = re.compile(r"(?:\A|\n|[.!?)\]\"'] |(?: /|-) )\s*")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_GLUE = re.compile(r"[\s.>*-]*")
_AFTER = re.compile(r"\s*(?:\Z|[,(/@|;:-]|\n|[A-Z0-9]{2})")


class Signed:
    """Who may sign in a form: the submitter, and whoever of the source wrote to them."""

    def __init__(self, tokens: SourceTokens, words: RedactionWords) -> None:
        """Collect the words in which each may sign."""
        self._words = words
        self._people = [_Signer(person, words) for person in tokens.people]
        self._subjects = {"".join(name) for name in tokens.subjects}

    def without(self, text: str) -> str:
        """Take out of a text the lines and the last sentences of lines that only sign."""
        if not self._people:
            return text
        return "\n".join(map(self._line, text.split("\n")))

    def _line(self, line: str) -> str:
        tail = max(0, len(line) - _LONGEST)
        for match in _START.finditer(line, max(0, tail - 2)):
            at = match.end()
            if at >= tail and at < len(line) and self._signs(line[at:]):
                return line[: match.start() + 1].rstrip(" /-") if match.start() or at else ""
        return line

    def _signs(self, rest: str) -> bool:
        rest = rest.strip().rstrip(".!")
        if len(rest.split()) > _MOST or "".join(words_of(rest)) in self._subjects:
            return False
        return any(self._of(signer, rest) for signer in self._people)

    def _of(self, signer: "_Signer", rest: str) -> bool:
        end = signer.reach(rest)
        if end < 0:
            return False
        after = rest[end:]
        if not after.strip() or after.isupper():
            return True
        if not _AFTER.match(after):
            return False
        return self._says_who(after)

    def _says_who(self, after: str) -> bool:
        """After a name only what the person is: no verb, and nobody else is said to do anything."""
        low = [fold(word) for word in _WORD.findall(after)]
        return not any(word in self._words.telling_verbs for word in low)


class _Signer:
    """One person and the ways to begin a signature."""

    def __init__(self, person: SourceName, words: RedactionWords) -> None:
        names = [closed(token) for token in person.tokens]
        first = names[0]
        self._titles = words.title_set
        self._first = {first, *words.nicknames_of(first), *shortened(first)}
        self._all = {*names, *(part for token in person.tokens for part in token.split("-"))}
        self._initials = {name[0] for name in names}
        letters = "".join(name[0] for name in names)
        parts = re.findall(r"[a-z]+", " ".join(person.tokens).replace("-", " "))
        self._letters = {letters, "".join(part[0] for part in parts)} if len(names) > 1 else set()

    def reach(self, rest: str) -> int:
        """Give where the name with which a text begins ends; -1 where there is none."""
        glue = _GLUE.match(rest)
        at, named, letters, end = glue.end() if glue else 0, False, "", -1
        while match := _WORD.match(rest, at):
            word = closed(fold(match[0]))
            if word in self._first or word in self._all:
                named = True
            elif len(word) == 1 and word in self._initials:
                letters += word
            elif word not in self._titles and not (
                word in self._letters and match[0].isupper() and end < 0
            ):
                break
            else:
                named = named or word in self._letters
            end = match.end()
            gap = re.match(r"[ .]*", rest[end:])
            at = end + (gap.end() if gap else 0)
        if not named and letters not in self._letters:
            return -1
        return end
