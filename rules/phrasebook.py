"""Many phrases searched for together: by their first words, and only where all words occur."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from rules.phrases import SHORTEST_STEM, Lists, Phrase, Step, read
from rules.sentences import Prose

_KEPT = 20_000
"""Words that a book remembers at most; hostile text cannot fill the memory."""


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
    """Phrases of several owners, found together by their first words.

    ``known`` keeps what is asked of a word met before, since texts share most of theirs: the
    steps that it may stand in, and the phrases that it may begin.
    """

    listed: list[Listed] = field(default_factory=list)
    firsts: Index = field(default_factory=Index)
    steps: Index = field(default_factory=Index)
    known: dict[str, tuple[frozenset[int], tuple[Listed, ...]]] = field(default_factory=dict)

    def find(self, prose: Prose, start: int = 0, end: int | None = None) -> Iterator[Hit]:
        """Give each phrase found that begins at a word from ``start`` up to ``end``."""
        stop = len(prose.words) if end is None else end
        at = start
        while at < stop:
            limit = prose.limit(at)
            yield from self._in_sentence(prose.words, at, min(limit, stop), limit)
            at = limit

    def _in_sentence(
        self, words: tuple[str, ...], start: int, stop: int, limit: int
    ) -> Iterator[Hit]:
        # Most phrases lack some word in most sentences: those are out before anything is matched.
        present: set[int] = set()
        begun: list[tuple[str, tuple[Listed, ...]]] = []
        for word in {*words[start:limit]}:
            steps, phrases = self.known.get(word) or self._learn(word)
            present |= steps
            if phrases:
                begun.append((word, phrases))
        likely = {
            word: kept
            for word, phrases in begun
            if (kept := [one for one in phrases if one.needs <= present])
        }
        if not likely:
            return
        for at in range(start, stop):
            for listed in likely.get(words[at], ()):
                stopped = listed.phrase.match(words, at, limit)
                if stopped is not None:
                    yield Hit(listed.owner, listed.phrase, at, stopped)

    def _learn(self, word: str) -> tuple[frozenset[int], tuple[Listed, ...]]:
        if len(self.known) >= _KEPT:
            self.known.clear()
        begun = tuple(self.listed[number] for number in self.firsts.under(word))
        found = self.known[word] = (frozenset(self.steps.under(word)), begun)
        return found


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
