"""What every finder gives, and the text with the places that are already taken."""

from dataclasses import dataclass, field

from rules.entity_words import EntityWords
from schemas.enums import EntityType


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

    def free(self, start: int, end: int) -> bool:
        """Say whether nothing has claimed any of the span."""
        return not any(self._taken[start:end])

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
