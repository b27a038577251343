"""What every finder gives, and the text with the places that are already taken."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rules.entity_words import EntityWords
from schemas.enums import EntityType

_FIGURES = re.compile(r"\d+")
# Letters that match an ASCII letter where case does not matter, beside its own two forms.
_ASCII = str.maketrans("\u017f\u0131\u0130\u212a", "siik")


@dataclass(frozen=True)
class Found:
    """An entity in a text: ``text[start:end] == raw``; canonical forms as DESIGN 6 gives them."""

    type: EntityType
    raw: str
    canonical: str
    aliases: tuple[str, ...]
    start: int
    end: int


@dataclass
class Scene:
    """A text while entities are found in it: each place belongs to the first that claims it."""

    text: str
    words: EntityWords
    found: list[Found] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with nothing taken."""
        self._taken = bytearray(len(self.text))
        self.low = (self.text if self.text.isascii() else self.text.translate(_ASCII)).lower()
        self._cues: dict[str, list[re.Match[str]]] = {}
        self._figures = [found.start() for found in _FIGURES.finditer(self.text)]

    def before_figures(self, *distances: int) -> set[int]:
        """Give the places that are so many characters before the first of several figures."""
        return {at - far for at in self._figures for far in distances if at >= far}

    def matches(self, pattern: re.Pattern[str], places: Iterable[int]) -> Iterator[re.Match[str]]:
        """Give what ``finditer`` gives of a pattern that can match from these places only."""
        reached = 0
        for place in sorted(places):
            if place >= reached and (match := pattern.match(self.text, place)):
                yield match
                reached = match.end()

    def cues(self, name: str) -> list[re.Match[str]]:
        """Give where the phrases of a list stand; they are looked for once."""
        if name not in self._cues:
            self._cues[name] = list(self.words.patterns[name].finditer(self.text))
        return self._cues[name]

    def free(self, start: int, end: int) -> bool:
        """Say whether nothing has claimed any of the span."""
        return 1 not in self._taken[start:end]

    def block(self, start: int, end: int) -> None:
        """Claim a span without an entity: it cannot be one of a later family."""
        self._taken[start:end] = b"\x01" * (end - start)

    def claim(
        self,
        kind: EntityType,
        span: tuple[int, int],
        canonical: str,
        aliases: tuple[str, ...] = (),
    ) -> bool:
        """Add an entity, unless its place is taken; says whether it was added."""
        start, end = span
        if start >= end or not self.free(start, end):
            return False
        self.block(start, end)
        self.found.append(Found(kind, self.text[start:end], canonical, aliases, start, end))
        return True
