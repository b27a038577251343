"""Reads misspelt words as meant: those of a list, and one slip away from a word that matters."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

SHORTEST = 7
"""Letters of a word that a slip is looked for in; shorter words are too close to others."""


@dataclass(frozen=True, eq=False)
class Spelling:
    """``exact`` gives what a misspelt word means; ``careful`` are words that a slip may hide.

    A slip is one letter more, fewer, other or swapped, not in the first letter and not a changed
    or missing last one (that is another form of the word). ``sound`` are words spelt right.
    ``known`` is for whoever cuts texts: what words were found to mean before.
    """

    exact: Mapping[str, str] = field(default_factory=dict)
    careful: frozenset[str] = frozenset()
    sound: frozenset[str] = frozenset()
    shortened: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict, repr=False)

    def meant(self, word: str) -> str:
        """Give the word that is meant: the word itself unless it is known to be misspelt."""
        found = self.exact.get(word)
        if found is not None or len(word) < SHORTEST - 1:
            return found or word
        return _nearest(self, word)


def read_spelling(
    exact: Mapping[str, str], careful: Iterable[str], sound: Iterable[str]
) -> Spelling:
    """Make a spelling ready: every careful word by each way to leave out a letter."""
    words = frozenset(careful)
    shortened: dict[str, tuple[str, ...]] = {}
    for word in sorted(words):
        for short in _without_one(word):
            shortened[short] = (*shortened.get(short, ()), word)
    return Spelling(exact, words, frozenset(sound), shortened)


def _nearest(spelling: Spelling, word: str) -> str:
    if word in spelling.careful or word in spelling.sound or not word.isalpha():
        return word
    likely = list(spelling.shortened.get(word, ()))
    for short in _without_one(word):
        if short in spelling.careful:
            likely.append(short)
        likely.extend(spelling.shortened.get(short, ()))
    return next((one for one in likely if _one_slip(one, word)), word)


def _without_one(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(1, len(word)))


def _one_slip(right: str, wrong: str) -> bool:
    if right.startswith(wrong) or wrong.startswith(right) or right[0] != wrong[0]:
        return False
    pairs = zip(right, wrong, strict=False)
    at = next(place for place, (one, other) in enumerate(pairs) if one != other)
    if len(right) != len(wrong):
        longer, shorter = sorted((right, wrong), key=len, reverse=True)
        return longer[at + 1 :] == shorter[at:]
    swapped = right[at : at + 2] == wrong[at : at + 2][::-1]
    other = at < len(right) - 1 and right[at + 1 :] == wrong[at + 1 :]
    return other or (swapped and right[at + 2 :] == wrong[at + 2 :])
