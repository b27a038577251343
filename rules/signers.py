"""Says whether words only sign: the name of somebody of the source and what they are, no more."""

import re

from rules.folding import fold, words_of
from rules.name_forms import closed, shortened
from rules.redaction_words import RedactionWords
from rules.source_tokens import SourceName, SourceTokens

_MOST = 7
_FEW = 2
_WIDE = 10
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_GLUE = re.compile(r"[\s.>*-]*")
_GAP = re.compile(r"[ .]*")
_AFTER = re.compile(r"\.?\s*(?:\Z|[,(/@|;:-]|\n|[A-Z0-9]{2})")


class Signers:
    """Who may sign in a form: the submitter, and whoever of the source wrote to them."""

    def __init__(self, tokens: SourceTokens, words: RedactionWords) -> None:
        """Collect the words in which each may sign."""
        self._words = words
        self._people = [_Signer(person, words) for person in tokens.people]
        self._subjects = {"".join(name) for name in tokens.subjects}

    def sign(self, text: str) -> bool:
        """Say whether a sentence or a line only signs."""
        rest = text.strip().rstrip(".!")
        if len(rest.split()) > _MOST or "".join(words_of(rest)) in self._subjects:
            return False
        return any(self._of(signer, rest) for signer in self._people)

    def frames(self, line: str) -> bool:
        """Say whether a line may belong to a signature: few words, no verb, no sentence."""
        return (
            not line.rstrip().endswith((".", "!", "?"))
            and len(_WORD.findall(line)) <= _WIDE
            and not self._tells(line)
        )

    def _of(self, signer: "_Signer", rest: str) -> bool:
        end = signer.reach(rest)
        if end < 0:
            return False
        after = rest[end:]
        if not after.strip() or after.isupper():
            return True
        letters = not any(len(word) > 1 for word in _WORD.findall(rest[:end]))
        few = letters and after.islower() and len(after.split()) <= _FEW
        if not _AFTER.match(after) and not few:
            return False
        return not self._tells(after)

    def _tells(self, after: str) -> bool:
        """After a name only what the person is: no verb, and nobody else is said to do anything."""
        return any(fold(word) in self._words.telling_verbs for word in _WORD.findall(after))


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
            counts = True
            if word in self._first or word in self._all:
                named = True
            elif len(word) == 1 and word in self._initials:
                letters += word
            elif len(word) == 1 and match[0].isupper() and letters:
                counts = False  # a middle initial that the form does not give
            elif word in self._letters and match[0].isupper() and end < 0:
                named = True
            elif word not in self._titles:
                break
            end = match.end() if counts else end
            gap = _GAP.match(rest, match.end())
            at = gap.end() if gap else match.end()
        return end if named or letters in self._letters else -1
