"""Many phrases searched for together: by the word of each that is rarest in a text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rules.phrases import SHORTEST_STEM, Lists, Phrase, Step, read
from rules.sentences import Prose

_KEPT = 20_000
"""Words that a book remembers at most; hostile text cannot fill the memory."""

_TEXTS = 8
"""Texts whose hits are kept: those of one form that several rules ask for."""

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

    ``needs`` are the steps besides its rarest that it cannot lack, a bit each. Its rarest word
    stands at least ``least`` and at most ``most`` words after the one that the phrase begins with.
    ``plain`` are the words each of which is the whole phrase.
    """

    number: int
    owner: int
    phrase: Phrase
    needs: int
    least: int
    most: int
    plain: frozenset[str]


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
    the numbers of those that it may itself begin.
    """

    steps: int
    anchors: tuple[Listed, ...]
    begun: frozenset[int]


Handed = Mapping[int, Sequence[Hit]]
"""The hits of a text by their owner, in the text's order; an owner without a hit is left out."""


@dataclass(slots=True, eq=False)
class PhraseBook:
    """Phrases of several owners, found together.

    ``anchors`` has each phrase under its rarest step: only where a text has such a word is the
    phrase looked at. ``known`` keeps what is asked of a word met before, since texts share most.
    """

    lists: Lists
    owners: int = 0
    listed: list[Listed] = field(default_factory=list)
    firsts: Index = field(default_factory=Index)
    anchors: Index = field(default_factory=Index)
    steps: Index = field(default_factory=Index)
    known: dict[str, _Known] = field(default_factory=dict)
    _numbers: dict[Step, int] = field(default_factory=dict)
    _parts: dict[Step, tuple[list[str], int]] = field(default_factory=dict)
    _seen: dict[str, Step] = field(default_factory=dict)

    def enter(self, texts: Iterable[str]) -> int:
        """Read phrases into the book and give the number of their owner.

        Raises:
            PhraseError: for a phrase that cannot be read.
        """
        owner = self.owners
        self.owners += 1
        self.known.clear()
        for text in texts:
            self._enter(owner, read(text, self.lists, self._seen))
        return owner

    def _enter(self, owner: int, phrase: Phrase) -> None:
        number = len(self.listed)
        steps = [replace(step, gap=0, optional=False) for step in phrase.steps]
        needed = [at for at, step in enumerate(phrase.steps) if not step.optional]
        for step in (steps[at] for at in needed):
            if step not in self._parts:
                rare = _rare_parts(step)
                self._parts[step] = rare, sum(map(_weight, rare))
        rarest = min(needed, key=lambda at: self._parts[steps[at]][1])
        needs = 0
        for step in (steps[at] for at in needed if at != rarest):
            if step not in self._numbers:
                self._numbers[step] = len(self._numbers)
                self.steps.add(self._parts[step][0], self._numbers[step])
            needs |= 1 << self._numbers[step]
        self.anchors.add(self._parts[steps[rarest]][0], number)
        if len(steps) > 1 or steps[0].runs or steps[0].stems:
            self.firsts.add(_first_parts(steps[0]), number)
        self.listed.append(
            Listed(number, owner, phrase, needs, *_reach(phrase, rarest), _plain(phrase))
        )

    def hits(self, prose: Prose) -> Handed:
        """Give what is found in a text, by owner; a text that was just searched is not again."""
        return _hits(self, prose)

    def find(self, prose: Prose) -> Iterator[Hit]:
        """Give each phrase found."""
        words, sentence, limits = prose.words, prose.sentence, prose.limits
        known = {word: self.known.get(word) or self._of(word) for word in prose.where}
        present = [0] * len(limits)
        for word, places in prose.where.items():
            steps = known[word].steps
            if steps:
                for place in places:
                    present[sentence[place]] |= steps
        # Most phrases lack some word in most sentences: those are out before anything is matched.
        for word, places in prose.where.items():
            for listed in known[word].anchors:
                needs, number, plain = listed.needs, listed.number, listed.plain
                for place in places:
                    here = sentence[place]
                    if needs and present[here] & needs != needs:
                        continue
                    if plain and word in plain:
                        yield Hit(listed.owner, listed.phrase, place, place + 1)
                        continue
                    begin, limit = limits[here - 1] if here else 0, limits[here]
                    for at in range(
                        max(begin, place - listed.most), min(limit, place - listed.least + 1)
                    ):
                        if number in known[words[at]].begun:
                            stop = listed.phrase.match(words, at, limit)
                            if stop is not None:
                                yield Hit(listed.owner, listed.phrase, at, stop)

    def _of(self, word: str) -> _Known:
        if len(self.known) >= _KEPT:
            self.known.clear()
        found = self.known[word] = _Known(
            sum(1 << number for number in {*self.steps.under(word)}),
            tuple(self.listed[number] for number in sorted({*self.anchors.under(word)})),
            frozenset(self.firsts.under(word)),
        )
        return found


@lru_cache(maxsize=_TEXTS)
def _hits(searched: PhraseBook, prose: Prose) -> Handed:
    handed: dict[int, dict[tuple[int, int], Hit]] = {}
    for hit in searched.find(prose):
        # The same words may be found by several phrases, or from several places of one.
        handed.setdefault(hit.owner, {})[hit.start, -hit.end] = hit
    return {
        owner: [hits[place] for place in sorted(hits)] if len(hits) > 1 else list(hits.values())
        for owner, hits in handed.items()
    }


def book(owned: Iterable[tuple[int, str]], lists: Lists) -> PhraseBook:
    """Read phrases, each with the number of its owner, into a book of their own.

    Raises:
        PhraseError: for a phrase that cannot be read.
    """
    made = PhraseBook(lists)
    by_owner: dict[int, list[str]] = {}
    for owner, text in owned:
        by_owner.setdefault(owner, []).append(text)
    for owner in range(max(by_owner, default=-1) + 1):
        made.enter(by_owner.get(owner, ()))
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


def _plain(phrase: Phrase) -> frozenset[str]:
    return phrase.steps[0].words if len(phrase.steps) == 1 else frozenset()


def _weight(part: str) -> int:
    return _OF_A_TEXT if part in _EVERYDAY else 1


def _reach(phrase: Phrase, step: int) -> tuple[int, int]:
    """Say how many words, least and most, the rarest word of a step stands after the first."""
    before = phrase.steps[:step]
    gaps = sum(one.gap for one in phrase.steps[: step + 1])
    wide = sum(one.widest for one in phrase.steps[: step + 1]) - 1
    return sum(not one.optional for one in before), gaps + wide
