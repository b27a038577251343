"""What takes a cue's force away: negation, the past, the hypothetical, the idiom (domain 4.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pydantic import Field

from rules.datafile import Entry
from rules.phrasebook import Hit, PhraseBook, book
from rules.phrases import Lists
from rules.sentences import Grammar, Prose

Scope = Literal["before", "after", "clause", "sentence", "text", "overlap"]
"""Where a guard stands to the cue that it takes the force of."""

_TEXTS = 8
"""Texts whose guards are kept: more than one lexicon asks for those of one text."""

SHORT_CLAUSE = 5
"""A clause of so few words that holds a guard belongs to the clause beside it ("In 2015, he …")."""


class GuardEntry(Entry):
    """One guard of guards.toml.

    ``scope``: before or after the cue within ``reach`` words of the clause; the clause; the
    sentence; the text; or overlap, where the guard's words are the cue's. ``exceptions`` are
    phrases in which the guard's words do not count; ``unless`` are words of the cue's clause that
    keep its force. ``only_for`` limits the guard to these families.
    """

    id: str = Field(min_length=1)
    meaning: str
    scope: Scope
    source: str
    reach: int = Field(default=6, ge=1, le=20)
    phrases: tuple[str, ...] = Field(min_length=1)
    exceptions: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    only_for: tuple[str, ...] = ()


class GuardsFile(Entry):
    """guards.toml: what opens a clause, what joins a list, and the guards."""

    openers: tuple[str, ...]
    joins: tuple[str, ...]
    guard: tuple[GuardEntry, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Guards:
    """The guards as read, found together."""

    entries: tuple[GuardEntry, ...]
    phrases: PhraseBook
    exceptions: PhraseBook
    unless: PhraseBook
    grammar: Grammar


@dataclass(frozen=True, slots=True)
class Guarded:
    """Where the guards of one text reach: by guard, the words, clauses or sentences.

    For a scope that goes word by word the value is the guard's own first word, so that a cue can
    tell whether those words are its own.
    """

    prose: Prose
    entries: tuple[GuardEntry, ...]
    reached: tuple[dict[int, int], ...]
    kept: tuple[frozenset[int], ...]

    def holds(self, hit: Hit, family: str, unaffected: frozenset[str]) -> bool:
        """Say whether some guard takes the force of a hit of that family."""
        return any(
            guard.id not in unaffected
            and (not guard.only_for or family in guard.only_for)
            and self._reaches(number, guard, hit)
            for number, guard in enumerate(self.entries)
            if self.reached[number]
        )

    def _reaches(self, number: int, guard: GuardEntry, hit: Hit) -> bool:
        reached, prose, last = self.reached[number], self.prose, hit.end - 1
        if prose.clause[last] in self.kept[number]:
            return False
        if guard.scope == "text":
            return True
        places = {
            "sentence": (prose.sentence[last],),
            "clause": (prose.clause[hit.start], prose.clause[last]),
            "after": (last,),
            "overlap": (hit.start, last),
            "before": (hit.start,),
        }[guard.scope]
        return any(place in reached for place in places) or (
            guard.scope == "before" and self._inside(reached.get(last), hit)
        )

    def _inside(self, own: int | None, hit: Hit) -> bool:
        # "has no knife": the guard stands among the cue's words, and is none of them.
        if own is None or not hit.start <= own < hit.end:
            return False
        return not hit.phrase.names(self.prose.words[own])


def read_guards(file: GuardsFile, lists: Lists, grammar: Grammar) -> Guards:
    """Read the guards' phrases.

    Raises:
        PhraseError: for a phrase that cannot be read.
    """
    return Guards(
        file.guard,
        _book(lists, ((n, guard.phrases) for n, guard in enumerate(file.guard))),
        _book(lists, ((n, guard.exceptions) for n, guard in enumerate(file.guard))),
        _book(lists, ((n, guard.unless) for n, guard in enumerate(file.guard))),
        grammar,
    )


def _book(lists: Lists, owned: Iterable[tuple[int, tuple[str, ...]]]) -> PhraseBook:
    return book(((owner, text) for owner, texts in owned for text in texts), lists)


@lru_cache(maxsize=_TEXTS)
def guard(prose: Prose, guards: Guards) -> Guarded:
    """Find the guards of a text and how far each reaches."""
    reached: tuple[dict[int, int], ...] = tuple({} for _ in guards.entries)
    kept: tuple[set[int], ...] = tuple(set() for _ in guards.entries)
    found = list(guards.phrases.find(prose))
    if found:
        spared = {
            (hit.owner, word) for hit in guards.exceptions.find(prose) for word in _words(hit)
        }
        for hit in found:
            if (hit.owner, hit.start) not in spared:
                _mark(prose, guards.entries[hit.owner], hit, reached[hit.owner])
        for hit in guards.unless.find(prose):
            kept[hit.owner].add(prose.clause[hit.start])
    return Guarded(prose, guards.entries, reached, tuple(frozenset(one) for one in kept))


def _words(hit: Hit) -> range:
    return range(hit.start, hit.end)


def _mark(prose: Prose, entry: GuardEntry, hit: Hit, reached: dict[int, int]) -> None:
    clause = prose.clause
    if entry.scope == "text":
        reached[0] = hit.start
    elif entry.scope == "sentence":
        reached[prose.sentence[hit.start]] = hit.start
    elif entry.scope == "clause":
        for number in _clauses(prose, hit):
            reached[number] = hit.start
    elif entry.scope == "overlap":
        reached.update(dict.fromkeys(_words(hit), hit.start))
    elif entry.scope == "after":
        begin = max(0, hit.start - entry.reach)
        same = (n for n in range(begin, hit.start) if clause[n] == clause[hit.start])
        reached.update(dict.fromkeys(same, hit.start))
    else:
        stop = min(len(prose.words), hit.end + entry.reach)
        same = (n for n in range(hit.end, stop) if clause[n] == clause[hit.end - 1])
        reached.update(dict.fromkeys(same, hit.start))


def _clauses(prose: Prose, hit: Hit) -> Iterable[int]:
    number = prose.clause[hit.start]
    near = range(max(0, hit.start - SHORT_CLAUSE), min(len(prose.words), hit.end + SHORT_CLAUSE))
    own = [n for n in near if prose.clause[n] == number]
    yield number
    if len(own) > SHORT_CLAUSE:
        return
    sentence = prose.sentence[hit.start]
    beside = [n for n in (own[-1] + 1, own[0] - 1) if 0 <= n < len(prose.words)]
    same = [n for n in beside if prose.sentence[n] == sentence]
    if same:
        yield prose.clause[same[0]]
