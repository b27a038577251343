"""The words of a text in which entities are looked for."""

import re
from itertools import accumulate
from typing import NamedTuple

from rules.folding import fold

_TOKEN = re.compile(r"([^\W\d_]+(?:['\u2019-][^\W\d_]+)*)")
_PLAIN_TOKEN = re.compile(r"([A-Za-z]+(?:['-][A-Za-z]+)*)")
# What most texts that are not plain hold beside plain letters: no part of a word.
_SIGNS = ("\u00a3", "\u2026", "\u2022", "\u20ac")
_APOSTROPHES = "'\u2019"
_ESSES = "sS\u017f"


class Token(NamedTuple):
    """A word with its number and span; ``key`` is folded, without a possessive ending."""

    at: int
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
    """The words of a text; a ``Token`` is made only where it is asked for: most never are.

    ``written``, ``keys`` and ``starts`` have one entry a word: as it stands, folded, where.
    """

    def __init__(self, text: str) -> None:
        """Cut the text."""
        for sign in () if text.isascii() else _SIGNS:
            text = text.replace(sign, "#")
        plain = text.isascii()
        pieces = (_PLAIN_TOKEN if plain else _TOKEN).split(text)
        self.written = pieces[1::2]
        self.starts = list(accumulate(map(len, pieces)))[:-1:2]
        self.keys = [*map(str.lower if plain else _key_of, self.written)]
        if plain and "'" in text:
            self.keys = [_without_possessive(key) if "'" in key else key for key in self.keys]
        self._made: dict[int, Token] = {}

    def __len__(self) -> int:
        """Say how many words there are."""
        return len(self.written)

    def __getitem__(self, at: int) -> Token:
        """Give a word by its number."""
        token = self._made.get(at)
        if token is None:
            raw, start = self.written[at], self.starts[at]
            if raw[-2:-1] in _APOSTROPHES:
                raw = _without_possessive(raw)
            token = self._made[at] = Token(at, raw, self.keys[at], start, start + len(raw))
        return token


def _key_of(word: str) -> str:
    return word.lower() if word.isascii() and word.isalpha() else fold(_without_possessive(word))


def _without_possessive(word: str) -> str:
    possessive = word[-1] in _ESSES and len(word) > 1 and word[-2] in _APOSTROPHES
    return word[:-2] if possessive else word
