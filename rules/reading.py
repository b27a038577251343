"""One outgoing text in the forms in which the last check searches it."""

import re
from collections.abc import Iterable
from functools import cached_property

from rules.folding import flat, fold, normalise

_WORD = re.compile(r"[0-9a-z]+")
_DIGITS = re.compile(r"\d(?:[^\w]{0,3}\d)*")
_NO_DIGIT = re.compile(r"\D")


class Reading:
    """One text in the forms in which it is searched, each made when it is asked for."""

    def __init__(self, text: str) -> None:
        """Fold the text and cut it into words.

        ``closed`` and ``parted`` are its words between spaces, of those with an apostrophe as one
        and as two; ``words`` are all of both.
        """
        self._text, self._folded = text, fold(text)
        closed = _WORD.findall(self._folded.replace("'", ""))
        parted = _WORD.findall(self._folded) if "'" in self._folded else closed
        self.words = {*closed, *parted}
        self.closed = f" {' '.join(closed)} "
        self.parted = f" {' '.join(parted)} "

    def without(self, phrases: Iterable[str]) -> "Reading":
        """Give the text with a bar in the place of phrases (between spaces)."""
        other = Reading.__new__(Reading)
        other.__dict__.update(self.__dict__)
        for phrase in phrases:
            other.closed = other.closed.replace(phrase, " | ")
            other.parted = other.parted.replace(phrase, " | ")
        return other

    @cached_property
    def raw(self) -> str:
        """The text with its capitals, without accents."""
        return flat(normalise(self._text))

    @cached_property
    def digits(self) -> str:
        """Its numbers: digits apart by at most three signs are one, however it is spaced."""
        return " ".join(_NO_DIGIT.sub("", run) for run in _DIGITS.findall(self._folded))

    @cached_property
    def joined(self) -> str:
        """All its letters and digits."""
        return self.closed.replace(" ", "")

    @cached_property
    def address(self) -> str:
        """All its characters but for white space."""
        return "".join(self._folded.split())


def holds(reading: Reading, phrase: tuple[str, ...]) -> bool:
    """Say whether a text holds a phrase, given as folded words."""
    if phrase and phrase[0] not in reading.words:
        return False
    wanted = f" {' '.join(phrase)} "
    return wanted in reading.closed or wanted in reading.parted
