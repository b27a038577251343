"""The words of a text in which names are looked for, each made only when it is asked for."""

import re
from itertools import accumulate
from typing import NamedTuple

from rules.folding import fold

_TOKEN = re.compile(r"([^\W\d_]+(?:['\u2019-][^\W\d_]+)*)")
_APOSTROPHES = "'\u2019"
_ESSES = "sS\u017f"


class Token(NamedTuple):
    """A word with its span; ``key`` is folded, without a possessive ending."""

    raw: str
    key: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.raw[0].isupper()

    @property
    def shouted(self) -> bool:
        """Whether it is all in capitals, as a surname is in police style."""
        return len(self.raw) > 1 and self.raw.isupper()


class Tokens:
    """The words of a text, each made when it is asked for: most never are."""

    def __init__(self, text: str) -> None:
        """Cut the text."""
        pieces = _TOKEN.split(text)
        self.written = pieces[1::2]
        self._starts = list(accumulate(map(len, pieces)))[:-1:2]
        self._made: dict[int, Token] = {}

    def __len__(self) -> int:
        """Say how many words there are."""
        return len(self.written)

    def __getitem__(self, at: int) -> Token:
        """Give a word by its place."""
        token = self._made.get(at)
        if token is None:
            raw, start = _without_possessive(self.written[at]), self._starts[at]
            token = self._made[at] = Token(raw, fold(raw), start, start + len(raw))
        return token


def key_of(word: str) -> str:
    """Give the folded form of a word of a text, without a possessive ending."""
    return word if word.isalpha() else fold(_without_possessive(word))


def _without_possessive(word: str) -> str:
    possessive = word[-1] in _ESSES and len(word) > 1 and word[-2] in _APOSTROPHES
    return word[:-2] if possessive else word
