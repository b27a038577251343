"""Many phrases searched for together: by the word of each that is rarest in a text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

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

_SENTENCES = 1_024
"""Sentences whose hits are kept: most of a form's stand unchanged in its sanitised text."""

_LONGEST = 100
"""Words of a sentence that is kept; hostile text cannot fill the memory."""


class Hit(NamedTuple):
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
        """Give each phrase found in a text."""
        for begin, words in _sentences(prose):
            for owner, phrase, start, end in self.find_in(words):
                yield Hit(owner, phrase, begin + start, begin + end)

    def find_in(self, words: tuple[str, ...]) -> Iterator[Hit]:
        """Give each phrase found in the words of one sentence: none goes across its end."""
        known = [self.known.get(word) or self._of(word) for word in words]
        yield from self._in_rows(words, known)
        yield from self._in_gapped(words, known)

    def _in_rows(self, words: tuple[str, ...], known: Sequence[_Known]) -> Iterator[Hit]:
        pairs, limit = self.pairs, len(words)
        for at, pair in enumerate(pairwise(words)):
            if pair in pairs:
                for row in pairs[pair]:
                    stop = at + len(row.words)
                    if words[at:stop] == row.words:
                        yield Hit(row.owner, row.phrase, at, stop)
        for place, word in enumerate(known):
            for row in word.rows:
                at = place - row.offset
                if at >= 0 and row.stands(words, at, limit):
                    yield Hit(row.owner, row.phrase, at, at + len(row.words))

    def _in_gapped(self, words: tuple[str, ...], known: Sequence[_Known]) -> Iterator[Hit]:
        present, limit = 0, len(words)
        for word in known:
            present |= word.steps
        # Most phrases lack some word in most sentences: those are out before anything is matched.
        for place, word in enumerate(known):
            for gapped in word.anchors:
                needs = gapped.needs
                if present & needs != needs:
                    continue
                number = gapped.number
                # From each word that the rarest, at ``place``, may be reached from.
                first, last = max(0, place - gapped.most), place - gapped.least
                for at in range(first, last + 1):
                    if number in known[at].begun:
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
    handed: dict[int, list[Hit]] = {}
    for begin, words in _sentences(prose):
        found = _in_sentence if len(words) <= _LONGEST else _in_sentence.__wrapped__
        for owner, phrase, start, end in found(searched, searched.owners, words):
            hit = Hit(owner, phrase, begin + start, begin + end)
            handed.setdefault(owner, []).append(hit)
    return handed


def _sentences(prose: Prose) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give the words of each sentence, and which of the text is its first."""
    begin = 0
    for limit in prose.limits:
        yield begin, prose.words[begin:limit]
        begin = limit


@lru_cache(maxsize=_SENTENCES)
def _in_sentence(searched: PhraseBook, owners: int, words: tuple[str, ...]) -> tuple[Hit, ...]:
    """Give the hits of a sentence in its order; ``owners`` are how many the book has by now."""
    del owners
    # The same words may be found by several phrases, or from several places of one.
    found = {(hit.start, -hit.end, hit.owner): hit for hit in searched.find_in(words)}
    return tuple(found[place] for place in sorted(found))


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
