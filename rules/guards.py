"""What takes a cue's force away: negation, the past, the hypothetical, the idiom (domain 4.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pydantic import Field

from rules.datafile import Entry
from rules.phrasebook import Hit, PhraseBook
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
    keep its force. ``only_for`` limits the guard to these families. ``mark`` stands before a word
    that it reaches, where words are weighed.
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
    mark: Literal["-", "<", "?", "~"] | None = None


class GuardsFile(Entry):
    """guards.toml: what opens a clause, what joins a list, and the guards."""

    openers: tuple[str, ...]
    joins: tuple[str, ...]
    guard: tuple[GuardEntry, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Guards:
    """The guards as read; ``owners`` are those of phrases, exceptions and unless, by guard."""

    entries: tuple[GuardEntry, ...]
    owners: tuple[tuple[int, int, int], ...]
    book: PhraseBook
    grammar: Grammar


@dataclass(frozen=True, slots=True)
class Reach:
    """Where one guard reaches in a text: the words, clauses or sentences; clauses kept from it.

    For a scope that goes word by word the value is the guard's own first word, so that a cue can
    tell whether those words are its own.
    """

    guard: GuardEntry
    reached: dict[int, int]
    kept: frozenset[int]


@dataclass(frozen=True, slots=True)
class Guarded:
    """Where the guards of one text reach; those that it has none of are left out."""

    prose: Prose
    reaches: tuple[Reach, ...]

    def holds(self, hit: Hit, family: str, unaffected: frozenset[str]) -> bool:
        """Say whether some guard takes the force of a hit of that family."""
        for one in self.reaches:
            guard = one.guard
            if guard.id in unaffected or (guard.only_for and family not in guard.only_for):
                continue
            if self._reaches(one, hit):
                return True
        return False

    def _reaches(self, one: Reach, hit: Hit) -> bool:
        reached, prose, last, scope = one.reached, self.prose, hit.end - 1, one.guard.scope
        if one.kept and prose.clause[last] in one.kept:
            return False
        if scope == "before":
            return hit.start in reached or self._inside(reached.get(last), hit)
        if scope == "after":
            return last in reached
        if scope == "overlap":
            return hit.start in reached or last in reached
        if scope == "clause":
            return prose.clause[hit.start] in reached or prose.clause[last] in reached
        return scope == "text" or prose.sentence[last] in reached

    def _inside(self, own: int | None, hit: Hit) -> bool:
        # "has no knife": the guard stands among the cue's words, and is none of them.
        if own is None or not hit.start <= own < hit.end:
            return False
        return not hit.phrase.names(self.prose.words[own])


def read_guards(file: GuardsFile, book: PhraseBook, grammar: Grammar) -> Guards:
    """Read the guards' phrases into a book.

    Raises:
        PhraseError: for a phrase that cannot be read.
    """
    owners = tuple(
        (book.enter(one.phrases), book.enter(one.exceptions), book.enter(one.unless))
        for one in file.guard
    )
    return Guards(file.guard, owners, book, grammar)


@lru_cache(maxsize=_TEXTS)
def guard(prose: Prose, guards: Guards) -> Guarded:
    """Find the guards of a text and how far each reaches."""
    handed = guards.book.hits(prose)
    reaches: list[Reach] = []
    for entry, (own, exceptions, unless) in zip(guards.entries, guards.owners, strict=True):
        if own not in handed:
            continue
        spared = {word for hit in handed.get(exceptions, ()) for word in _words(hit)}
        reached: dict[int, int] = {}
        for hit in handed[own]:
            if hit.start not in spared:
                _mark(prose, entry, hit, reached)
        if reached:
            kept = frozenset(prose.clause[hit.start] for hit in handed.get(unless, ()))
            reaches.append(Reach(entry, reached, kept))
    return Guarded(prose, tuple(reaches))


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
