"""Many phrases searched for together: by their first words, and only where all words occur."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from rules.phrases import MAX_WIDTH, SHORTEST_STEM, Lists, Phrase, Step, read
from rules.sentences import Prose


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: who it belongs to, and the words from ``start`` up to ``end``."""

    owner: int
    phrase: Phrase
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A phrase in a book: who it belongs to, and the numbers of the steps that it cannot lack."""

    owner: int
    phrase: Phrase
    needs: frozenset[int]


@dataclass(slots=True)
class Index:
    """Anything by the words that it begins with: whole words, and stems by their first letters."""

    literal: dict[str, list[int]] = field(default_factory=dict)
    stemmed: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    def add(self, step: Step, number: int) -> None:
        """Enter a number under all words that a step can begin with."""
        heads = {run[0] for run in step.runs}
        stems = {head[:-1] for head in heads if head.endswith("*")}
        for word in step.words | {head for head in heads if not head.endswith("*")}:
            self.literal.setdefault(word, []).append(number)
        for stem in stems.union(step.stems):
            self.stemmed.setdefault(stem[:SHORTEST_STEM], []).append((stem, number))

    def under(self, word: str) -> list[int]:
        """Give the numbers entered under a word."""
        found = self.literal.get(word, [])
        stems = self.stemmed.get(word[:SHORTEST_STEM])
        if stems is None:
            return found
        return found + [number for stem, number in stems if word.startswith(stem)]


@dataclass(slots=True)
class PhraseBook:
    """Phrases of several owners, found together by their first words."""

    listed: list[Listed] = field(default_factory=list)
    firsts: Index = field(default_factory=Index)
    steps: Index = field(default_factory=Index)

    def find(self, prose: Prose, start: int = 0, end: int | None = None) -> Iterator[Hit]:
        """Give each phrase found that begins at a word from ``start`` up to ``end``."""
        words = prose.words
        stop = len(words) if end is None else end
        # Most phrases lack some word in most texts: those are out before anything is matched.
        reach = min(len(words), stop + MAX_WIDTH)
        present = {step for word in set(words[start:reach]) for step in self.steps.under(word)}
        beginning: dict[str, list[Listed]] = {}
        for at in range(start, stop):
            word = words[at]
            if word not in beginning:
                likely = (self.listed[number] for number in self.firsts.under(word))
                beginning[word] = [listed for listed in likely if listed.needs <= present]
            for listed in beginning[word]:
                stopped = listed.phrase.match(words, at, prose.limit(at))
                if stopped is not None:
                    yield Hit(listed.owner, listed.phrase, at, stopped)


def book(owned: Iterable[tuple[int, str]], lists: Lists) -> PhraseBook:
    """Read phrases, each with the number of its owner, into a book.

    Raises:
        PhraseError: for a phrase that cannot be read.
    """
    made = PhraseBook()
    numbers: dict[Step, int] = {}
    for owner, text in owned:
        phrase = read(text, lists)
        needed = [replace(step, gap=0) for step in phrase.steps if not step.optional]
        for step in needed:
            if step not in numbers:
                numbers[step] = len(numbers)
                made.steps.add(step, numbers[step])
        made.firsts.add(phrase.steps[0], len(made.listed))
        needs = frozenset(numbers[step] for step in needed[1:])
        made.listed.append(Listed(owner, phrase, needs))
    return made
