"""What kind of thing a word stands for: a person, a place, a way of telling. From kinds.toml."""

from collections.abc import Mapping
from functools import cached_property

from rules.datafile import Entry, WordList

_MOST_KEPT = 16_384
_ENDINGS = (
    ("ies", "y"),
    ("ied", "y"),
    ("s", ""),
    ("es", ""),
    ("ed", ""),
    ("ing", ""),
    ("ed", "e"),
    ("ing", "e"),
)
_DOUBLED = 3


class KindsFile(Entry):
    """kinds.toml: the words of each kind, and the classes of small words that part a sentence.

    ``forms`` are pairs: a form that no rule of ending gives, and its word.
    """

    things: Mapping[str, WordList]
    actions: Mapping[str, WordList]
    forms: WordList
    openers: WordList
    prepositions: WordList
    pronouns: WordList
    first_persons: WordList
    others: WordList
    determiners: WordList
    helpers: WordList


class Kinds:
    """The words of the file, ready to be asked for in any form."""

    def __init__(self, file: KindsFile) -> None:
        """Take the file as read."""
        self._things = {word: kind for kind, words in file.things.items() for word in words}
        self._actions = {word: kind for kind, words in file.actions.items() for word in words}
        self._forms = dict(zip(file.forms[::2], file.forms[1::2], strict=True))
        self._known: dict[str, tuple[str, bool]] = {}
        self.openers = frozenset(file.openers)
        self.prepositions = frozenset(file.prepositions)
        self.pronouns = frozenset(file.pronouns)
        self.first_persons = frozenset(file.first_persons)
        self.others = frozenset(file.others)
        self.determiners = frozenset(file.determiners)
        self.helpers = frozenset(file.helpers)

    @cached_property
    def small(self) -> frozenset[str]:
        """Words that say nothing by themselves."""
        return (
            self.openers
            | self.prepositions
            | self.pronouns
            | self.first_persons
            | self.others
            | self.determiners
            | self.helpers
        )

    def of(self, word: str) -> tuple[str, bool]:
        """Give the kind of a word, none for an unknown one, and whether it is an action."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            found = self._known[word] = self._found(word)
        return found

    def _found(self, word: str) -> tuple[str, bool]:
        if word in self.helpers:
            return "", True
        for plain in _plain(self._forms.get(word, word)):
            if kind := self._things.get(plain):
                return kind, False
            if kind := self._actions.get(plain):
                return kind, True
        return "", False


def _plain(word: str) -> list[str]:
    found = [word]
    for ending, instead in _ENDINGS:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            found.append(stem + instead)
            if len(stem) > _DOUBLED and stem[-1] == stem[-2]:
                found.append(stem[:-1])
    return found
