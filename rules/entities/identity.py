"""Which names of a text are one person's: each by the fullest of them (DESIGN 6)."""

from collections.abc import Iterable, Iterator, Sequence

from rules.entities.name_parts import Name
from rules.entity_kinds import NICKNAME_LEAD
from rules.entity_words import EntityWords
from rules.folding import fold

_SHORTEST, _ENOUGH = 3, 3
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
        self._written = {" ".join(tokens) for tokens in full.values()}
        # By what a shorter name may have of them: surname, forename, how the forename begins.
        self._by: dict[str, list[tuple[_Keys, str]]] = {}
        for tokens in full.values():
            keys = tuple(fold(token).strip(".") for token in tokens)
            for part in {f"{keys[-1]},", keys[0], f"{keys[0][:_SHORTEST]}-", f"{keys[0][:1]}."}:
                self._by.setdefault(part, []).append((keys, " ".join(tokens)))
        self._known: dict[tuple[tuple[str, ...], bool], str] = {}

    @property
    def written(self) -> set[str]:
        """The full names as written."""
        return self._written

    def of(self, name: Name) -> str:
        """Give the fullest name that a mention can mean; its own where several or none fit.

        The surname alone of a family of which several are named is nobody: an empty text.
        """
        asked = (name.tokens, name.titled)
        known = self._known.get(asked)
        if known is None:
            keys = [fold(token).strip(".") for token in name.tokens]
            fitting = list(self._fitting(keys, name))
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
        led, _, rest = alias.partition(" ")
        known = self._words.kinds.get(fold(led), 0) & NICKNAME_LEAD
        short = fold(rest if known and rest else alias)
        fitting = list(self._short(short))
        if not fitting and len(short) > _SHORTEST and " " not in short:
            # "Yozzer" of one Yoxall, "Gazza" of one Garrett.
            fitting = [
                one
                for one in self._written
                if short[:2] in {fold(one[:2]), fold(one.rsplit(" ", 1)[-1][:2])}
            ]
        return fitting[0] if len(fitting) == 1 else alias

    def _fitting(self, keys: Sequence[str], name: Name) -> Iterator[str]:
        """Give the full names that a mention may mean, at most so many as to tell one from more."""
        first, last = keys[0], keys[-1]
        if len(keys) == 2 and self._words.kinds.get(first, 0) & NICKNAME_LEAD:  # noqa: PLR2004 - "Big Kev"
            yield from self._short(last) if len(last) >= _SHORTEST else ()
            return
        likely = self._by.get(f"{last},", [])
        if len(keys) == 1:
            yield from (one for _, one in likely[:_ENOUGH])
            if not name.titled:
                yield from (one for one in self._short(last) if (one not in {o for _, o in likely}))
            return
        if len(last.strip(".")) == 1:
            # "Mark C" of Mark Chance
            for full, one in self._by.get(first, ()):
                if len(full[-1]) > 1 and full[-1].startswith(last.strip(".")):
                    yield one
            return
        for full, one in likely:
            initial = len(first) == 1 and full[0].startswith(first)
            if first == full[0] or initial or self._short_for(first, full[0]):
                yield one

    def _short(self, short: str) -> Iterator[str]:
        """Give the full names whose forename this is, or is short for."""
        longer = self._words.longer_forms.get(short, frozenset())
        parts = [short, *longer, f"{short[:_SHORTEST]}-"]
        seen: set[str] = set()
        for part in parts:
            for full, one in self._by.get(part, ()):
                fits = full[0] == short or self._short_for(short, full[0])
                if fits and one not in seen:
                    seen.add(one)
                    yield one
                if len(seen) >= _ENOUGH:
                    return

    def _short_for(self, short: str, name: str) -> bool:
        """Say whether a forename is short for another: ``Ash`` for Ashley, ``Gaz`` for Gareth."""
        if name in self._words.longer_forms.get(short, ()):
            return True
        return _SHORTEST <= len(short) < len(name) and name.startswith(short)
