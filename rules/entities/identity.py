"""Which names of a text are one person's: each by the fullest of them (DESIGN 6)."""

from collections.abc import Iterable, Sequence

from rules.entities.name_parts import Name
from rules.entity_kinds import NICKNAME_LEAD
from rules.entity_words import EntityWords
from rules.folding import fold

_SHORTEST = 3
_Keys = tuple[str, ...]


class FullNames:
    """The full names of a text, ready to be asked whom a shorter one means."""

    def __init__(self, names: Iterable[Name], words: EntityWords) -> None:
        """Keep the full names; of two with one forename and surname the longer."""
        full: dict[tuple[str, str], tuple[str, ...]] = {}
        for name in names:
            if len(name.tokens) > 1:
                key = (fold(name.tokens[0]).strip("."), fold(name.tokens[-1]))
                if len(name.tokens) > len(full.get(key, ())):
                    full[key] = name.tokens
        self._words = words
        initials = {key for key in full if len(key[0]) == 1}
        whole = [key for key in full if key not in initials]
        for key in initials:
            if any(key[1] == other[1] and other[0].startswith(key[0]) for other in whole):
                del full[key]
        self._full: list[tuple[_Keys, str]] = [
            (tuple(fold(token).strip(".") for token in tokens), " ".join(tokens))
            for tokens in full.values()
        ]
        self._known: dict[tuple[tuple[str, ...], bool], str] = {}

    @property
    def written(self) -> set[str]:
        """The full names as written."""
        return {name for _, name in self._full}

    def of(self, name: Name) -> str:
        """Give the fullest name that a mention can mean; its own where several or none fit.

        The surname alone of a family of which several are named is nobody: an empty text.
        """
        asked = (name.tokens, name.titled)
        known = self._known.get(asked)
        if known is None:
            keys = [fold(token).strip(".") for token in name.tokens]
            fitting = [one for full, one in self._full if self._fits(keys, full, name)]
            known = fitting[0] if len(fitting) == 1 else " ".join(name.tokens)
            if len(fitting) > 1 and len(name.tokens) == 1 and keys[0] == self._shared(fitting):
                known = ""
            self._known[asked] = known
        return known

    @staticmethod
    def _shared(names: Sequence[str]) -> str:
        """Give the surname of several full names; nothing where they differ in it."""
        surnames = {fold(name.split()[-1]) for name in names}
        return surnames.pop() if len(surnames) == 1 else ""

    def of_alias(self, alias: str) -> str:
        """Give the one full name that a nickname of nobody named beside it is short for."""
        short = fold(alias)
        fitting = [one for full, one in self._full if self._short_for(short, full[0])]
        if not fitting and len(short) > _SHORTEST and " " not in short:
            # "Yozzer" of one Yoxall, "Gazza" of one Garrett.
            begun = (one for full, one in self._full if short[:2] in {full[0][:2], full[-1][:2]})
            fitting = list(begun)
        return fitting[0] if len(fitting) == 1 else alias

    def _fits(self, keys: Sequence[str], full: _Keys, name: Name) -> bool:
        if len(keys) == 1:
            if keys[0] == full[-1]:
                return True
            return not name.titled and (keys[0] == full[0] or self._short_for(keys[0], full[0]))
        if len(keys) == 2 and self._words.kinds.get(keys[0], 0) & NICKNAME_LEAD:  # noqa: PLR2004 - "Big Kev"
            return keys[1] == full[0] or self._short_for(keys[1], full[0])
        if keys[-1] != full[-1]:
            return False
        initial = len(keys[0]) == 1 and full[0].startswith(keys[0])
        return keys[0] == full[0] or initial or self._short_for(keys[0], full[0])

    def _short_for(self, short: str, name: str) -> bool:
        """Say whether a forename is short for another: ``Ash`` for Ashley, ``Gaz`` for Gareth."""
        if name in self._words.longer_forms.get(short, ()):
            return True
        return _SHORTEST <= len(short) < len(name) and name.startswith(short)
