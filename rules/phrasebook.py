"""Many phrases searched for together: by the word of each that is rarest in a text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from rules.phrase_index import (
    Gapped,
    Index,
    Row,
    first_parts,
    rare_parts,
    rarest,
    reach,
    rows,
    weight,
)
from rules.phrases import Lists, Phrase, Step, read
from rules.sentences import Prose

_KEPT = 20_000
"""Words that a book remembers at most; hostile text cannot fill the memory."""

_TEXTS = 8
"""Texts whose hits are kept: those of one form that several rules ask for."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: who it belongs to, and the words from ``start`` up to ``end``."""

    owner: int
    phrase: Phrase
    start: int
    end: int


Handed = Mapping[int, Sequence[Hit]]
"""The hits of a text by their owner, in the text's order; an owner without a hit is left out."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What a book knows of a word.

    The rows that it is the rarest word of, the steps that it may stand in (a bit each), the gapped
    phrases whose rarest step it may stand in, and the numbers of those that it may itself begin.
    """

    rows: tuple[Row, ...]
    steps: int
    anchors: tuple[Gapped, ...]
    begun: frozenset[int]


@dataclass(slots=True, eq=False)
class PhraseBook:
    """Phrases of several owners, found together.

    ``pairs`` has the rows of words by their first two, ``in_rows`` those of one word or with a stem
    by their rarest. ``anchors`` has each other phrase under its rarest step: only where a text has
    such a word is the phrase looked at. ``known`` keeps what is asked of a word met before, since
    texts share most.
    """

    lists: Lists
    owners: int = 0
    entered: list[tuple[int, Phrase]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    gapped: list[Gapped] = field(default_factory=list)
    in_rows: Index = field(default_factory=Index)
    pairs: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
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
            phrase = read(text, self.lists, self._seen)
            self.entered.append((owner, phrase))
            written = rows(phrase)
            for row in written:
                self._enter_row(owner, phrase, row)
            if not written:
                self._enter_gapped(owner, phrase)
        return owner

    def _enter_row(self, owner: int, phrase: Phrase, words: tuple[str, ...]) -> None:
        plain = not any(word.endswith("*") for word in words)
        offset = rarest(words)
        row = Row(owner, phrase, words, offset, plain)
        if plain and len(words) > 1:
            self.pairs.setdefault((words[0], words[1]), []).append(row)
        else:
            self.in_rows.add(words[offset : offset + 1], len(self.rows))
            self.rows.append(row)

    def _enter_gapped(self, owner: int, phrase: Phrase) -> None:
        number = len(self.gapped)
        steps = [replace(step, gap=0, optional=False) for step in phrase.steps]
        needed = [at for at, step in enumerate(phrase.steps) if not step.optional]
        for step in (steps[at] for at in needed):
            if step not in self._parts:
                rare = rare_parts(step)
                self._parts[step] = rare, sum(map(weight, rare))
        least = min(needed, key=lambda at: self._parts[steps[at]][1])
        needs = 0
        for step in (steps[at] for at in needed if at != least):
            if step not in self._numbers:
                self._numbers[step] = len(self._numbers)
                self.steps.add(self._parts[step][0], self._numbers[step])
            needs |= 1 << self._numbers[step]
        self.anchors.add(self._parts[steps[least]][0], number)
        self.firsts.add(first_parts(steps[0]), number)
        self.gapped.append(Gapped(number, owner, phrase, needs, *reach(phrase, least)))

    def hits(self, prose: Prose) -> Handed:
        """Give what is found in a text, by owner; a text that was just searched is not again."""
        return _hits(self, prose)

    def find(self, prose: Prose) -> Iterator[Hit]:
        """Give each phrase found."""
        known = {word: self.known.get(word) or self._of(word) for word in prose.where}
        yield from self._in_rows(prose, known)
        yield from self._in_gapped(prose, known)

    def _in_rows(self, prose: Prose, known: Mapping[str, _Known]) -> Iterator[Hit]:
        words, sentence, limits = prose.words, prose.sentence, prose.limits
        begun = [
            (at, row)
            for at, pair in enumerate(pairwise(words))
            if pair in self.pairs
            for row in self.pairs[pair]
        ]
        for word, places in prose.where.items():
            rows = known[word].rows
            if rows:
                begun += [(at - row.offset, row) for row in rows for at in places]
        for at, row in begun:
            if at >= 0 and row.stands(words, at, limits[sentence[at]]):
                yield Hit(row.owner, row.phrase, at, at + len(row.words))

    def _in_gapped(self, prose: Prose, known: Mapping[str, _Known]) -> Iterator[Hit]:
        sentence = prose.sentence
        present = [0] * len(prose.limits)
        likely: list[tuple[Gapped, Sequence[int]]] = []
        for word, places in prose.where.items():
            steps, anchors = known[word].steps, known[word].anchors
            if steps:
                for place in places:
                    present[sentence[place]] |= steps
            likely += [(gapped, places) for gapped in anchors]
        # Most phrases lack some word in most sentences: those are out before anything is matched.
        for gapped, around in likely:
            needs = gapped.needs
            for place in around:
                if present[sentence[place]] & needs == needs:
                    yield from self._around(prose, gapped, place)

    def _around(self, prose: Prose, gapped: Gapped, place: int) -> Iterator[Hit]:
        """Match a phrase from each word that its rarest, at ``place``, may be reached from."""
        words, here = prose.words, prose.sentence[place]
        begin, limit = prose.limits[here - 1] if here else 0, prose.limits[here]
        for at in range(max(begin, place - gapped.most), min(limit, place - gapped.least + 1)):
            if gapped.number in self._of(words[at]).begun:
                stop = gapped.phrase.match(words, at, limit)
                if stop is not None:
                    yield Hit(gapped.owner, gapped.phrase, at, stop)

    def _of(self, word: str) -> _Known:
        known = self.known.get(word)
        if known is not None:
            return known
        if len(self.known) >= _KEPT:
            self.known.clear()
        found = self.known[word] = _Known(
            tuple(self.rows[number] for number in self.in_rows.under(word)),
            sum(1 << number for number in self.steps.under(word)),
            tuple(self.gapped[number] for number in self.anchors.under(word)),
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
