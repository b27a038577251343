"""Many phrases searched for together: by the word of each that is rarest in a text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rules.phrases import SHORTEST_STEM, Lists, Phrase, Step, read
from rules.sentences import Prose

_KEPT = 20_000
"""Words that a book remembers at most; hostile text cannot fill the memory."""

_COMMONEST = """
a about after again all also always am an and any are as at away be been before being but by came
can come could day did do does doing down each even ever every for from get go goes going got had
has have having he her here him his home house how i if in into is it its just keep know last like
made many may me more much my near never new night no not now of off often on one only or other our
out over people really said same saw say school see seen she so some still such take than that the
their them then there these they thing think this those time to too told two up us used very was we
week well went were what when where which while who why will with would year you your
"""
_EVERYDAY = frozenset(_COMMONEST.split())
"""Words of most texts. This only says what to look for first, never what is found."""

_OF_A_TEXT = 400
"""How much more likely an everyday word is in a text than another."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: who it belongs to, and the words from ``start`` up to ``end``."""

    owner: int
    phrase: Phrase
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """A phrase in a book: its number there, who it belongs to, what it can't lack.

    ``needs`` are the steps that it cannot lack, a bit each. What its rarest step begins with stands
    at least ``least`` and at most ``most`` words after the word that the phrase begins with.
    """

    number: int
    owner: int
    phrase: Phrase
    needs: int
    least: int
    most: int


@dataclass(slots=True)
class Index:
    """Anything by words: whole words, and stems by their first letters."""

    literal: dict[str, list[int]] = field(default_factory=dict)
    stemmed: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    def add(self, parts: Iterable[str], number: int) -> None:
        """Enter a number under words, and under stems with their asterisk."""
        for part in parts:
            if part.endswith("*"):
                stem = part[:-1]
                self.stemmed.setdefault(stem[:SHORTEST_STEM], []).append((stem, number))
            else:
                self.literal.setdefault(part, []).append(number)

    def under(self, word: str) -> list[int]:
        """Give the numbers entered under a word."""
        found = self.literal.get(word, [])
        stems = self.stemmed.get(word[:SHORTEST_STEM])
        if stems is None:
            return found
        return found + [number for stem, number in stems if word.startswith(stem)]


@dataclass(frozen=True, slots=True)
class _Known:
    """What a book knows of a word.

    The steps that it may stand in (a bit each), the phrases whose rarest step it may begin, and
    those that it may itself begin.
    """

    steps: int
    anchors: tuple[Listed, ...]
    begun: tuple[Listed, ...]
    numbers: frozenset[int]


@dataclass(slots=True)
class PhraseBook:
    """Phrases of several owners, found together.

    ``anchors`` has each phrase under its rarest step: only where a text has such a word is the
    phrase looked at. ``known`` keeps what is asked of a word met before, since texts share most.
    """

    listed: list[Listed] = field(default_factory=list)
    firsts: Index = field(default_factory=Index)
    anchors: Index = field(default_factory=Index)
    steps: Index = field(default_factory=Index)
    known: dict[str, _Known] = field(default_factory=dict)

    def find(self, prose: Prose, start: int = 0, end: int | None = None) -> Iterator[Hit]:
        """Give each phrase found that begins at a word from ``start`` up to ``end``."""
        stop = len(prose.words) if end is None else end
        if start >= stop:
            return
        where: Mapping[str, Sequence[int]] = prose.where
        if end is not None:
            where = _places(prose.words, start, prose.limit(stop - 1))
        likely = self._likely(prose, where, start, stop)
        for at in sorted(likely):
            limit = prose.limit(at)
            for listed in self._of(prose.words[at]).begun:
                if listed.number not in likely[at]:
                    continue
                stopped = listed.phrase.match(prose.words, at, limit)
                if stopped is not None:
                    yield Hit(listed.owner, listed.phrase, at, stopped)

    def _likely(
        self, prose: Prose, where: Mapping[str, Sequence[int]], start: int, stop: int
    ) -> dict[int, set[int]]:
        """Give, by word, the numbers of the phrases that may begin there."""
        present = [0] * len(prose.limits)
        rare: list[tuple[Sequence[int], tuple[Listed, ...]]] = []
        sentence, told = prose.sentence, self.known.get
        for word, places in where.items():
            known = told(word) or self._of(word)
            if known.steps:
                for place in places:
                    present[sentence[place]] |= known.steps
            if known.anchors:
                rare.append((places, known.anchors))
        likely: dict[int, set[int]] = {}
        # Most phrases lack some word in most sentences: those are out before anything is matched.
        for places, anchors in rare:
            for place in places:
                here = present[sentence[place]]
                for listed in anchors:
                    if listed.needs & here == listed.needs:
                        for at in self._begins(prose, listed, place, start, stop):
                            likely.setdefault(at, set()).add(listed.number)
        return likely

    def _begins(
        self, prose: Prose, listed: Listed, place: int, start: int, stop: int
    ) -> Iterator[int]:
        """Give the words from which a phrase may reach a place of its rarest step."""
        words, number, sentence = prose.words, listed.number, prose.sentence
        for at in range(max(start, place - listed.most), min(stop, place - listed.least + 1)):
            if number in self._of(words[at]).numbers and sentence[at] == sentence[place]:
                yield at

    def _of(self, word: str) -> _Known:
        known = self.known.get(word)
        if known is not None:
            return known
        if len(self.known) >= _KEPT:
            self.known.clear()
        begun = tuple(self.listed[number] for number in self.firsts.under(word))
        found = self.known[word] = _Known(
            sum(1 << number for number in {*self.steps.under(word)}),
            tuple(self.listed[number] for number in {*self.anchors.under(word)}),
            begun,
            frozenset(one.number for one in begun),
        )
        return found


def book(owned: Iterable[tuple[int, str]], lists: Lists) -> PhraseBook:
    """Read phrases, each with the number of its owner, into a book.

    Raises:
        PhraseError: for a phrase that cannot be read.
    """
    made = PhraseBook()
    numbers: dict[Step, int] = {}
    rare: dict[Step, list[str]] = {}
    weights: dict[Step, int] = {}
    seen: dict[str, Step] = {}
    for number, (owner, text) in enumerate(owned):
        phrase = read(text, lists, seen)
        steps = [replace(step, gap=0) if step.gap else step for step in phrase.steps]
        needed = [at for at, step in enumerate(steps) if not step.optional]
        for step in (steps[at] for at in needed):
            if step not in numbers:
                numbers[step] = len(numbers)
                rare[step] = _rare_parts(step)
                weights[step] = sum(map(_weight, rare[step]))
                made.steps.add(rare[step], numbers[step])
        rarest = min(needed, key=[weights.get(step, 0) for step in steps].__getitem__)
        made.anchors.add(rare[steps[rarest]], number)
        made.firsts.add(_first_parts(steps[0]), number)
        needs = sum(1 << need for need in {numbers[steps[at]] for at in needed})
        made.listed.append(Listed(number, owner, phrase, needs, *_reach(phrase, rarest)))
    return made


def _first_parts(step: Step) -> list[str]:
    """Give what a step can begin with: words, and stems with their asterisk."""
    stems = (stem + "*" for stem in step.stems)
    return list(dict.fromkeys((*step.words, *stems, *(run[0] for run in step.runs))))


def _rare_parts(step: Step) -> list[str]:
    """Give words and stems one of which stands wherever a step does: of a run its rarest."""
    stems = (stem + "*" for stem in step.stems)
    runs = (min(run, key=_weight) for run in step.runs)
    return list(dict.fromkeys((*step.words, *stems, *runs)))


def _weight(part: str) -> int:
    return _OF_A_TEXT if part in _EVERYDAY else 1


def _reach(phrase: Phrase, step: int) -> tuple[int, int]:
    """Say how many words, least and most, the rarest word of a step stands after the first."""
    before = phrase.steps[:step]
    gaps = sum(one.gap for one in phrase.steps[: step + 1])
    wide = sum(one.widest for one in phrase.steps[: step + 1]) - 1
    return sum(not one.optional for one in before), gaps + wide


def _places(words: tuple[str, ...], start: int, stop: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at in range(start, stop):
        found.setdefault(words[at], []).append(at)
    return found
