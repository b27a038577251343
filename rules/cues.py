"""Cues: families of phrases with their guards, and their search."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from rules.cue_files import CuesFile, FamilyEntry, WordsFile
from rules.guards import Guards, GuardsFile, guard, read_guards
from rules.phrasebook import Handed, Hit, PhraseBook
from rules.phrases import PhraseError
from rules.sentences import Grammar, Prose, split
from rules.spelling import read_spelling
from rules.weights import FAMILY, Found, find
from rules.weights_file import Tree, Weights

MOST_OF_A_FAMILY = 5
"""Hits of one family that are named in one text; hostile text cannot make a message huge."""

_TEXTS = 16
"""Texts whose cues are kept: those of one form that several rules ask for."""


@dataclass(frozen=True, slots=True)
class Match:
    """A cue found in a text: its family, its span in characters, and its sentence's number."""

    family: FamilyEntry
    start: int
    end: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A family in the book: the owners of its phrases and of what must stand near."""

    family: FamilyEntry
    unaffected: frozenset[str]
    own: int
    near: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Families in a book with other phrases, with the guards on them; made once."""

    families: tuple[Listed, ...]
    book: PhraseBook
    guards: Guards

    def search(self, text: str, when: datetime) -> tuple[Match, ...]:
        """Find the cues of a text that no guard takes the force of, in the text's order.

        ``when`` is the time of the text: a year well before it counts as past.
        """
        return self.search_prose(split(text, self.guards.grammar, when))

    def search_prose(self, prose: Prose) -> tuple[Match, ...]:
        """Find the cues of a text that is cut into words already."""
        return _search(self, prose)


@lru_cache(maxsize=_TEXTS)
def _search(lexicon: Lexicon, prose: Prose) -> tuple[Match, ...]:
    handed = lexicon.book.hits(prose)
    found = [one for one in lexicon.families if one.own in handed]
    if not found:
        return ()
    guarded = guard(prose, lexicon.guards)
    matches: list[Match] = []
    for listed in found:
        kept = reached = 0
        for hit in handed[listed.own]:
            if hit.start < reached or guarded.holds(hit, listed.family.id, listed.unaffected):
                continue
            span = _with_near(prose, hit, listed, handed)
            if span is None:
                continue
            reached = hit.end
            matches.append(Match(listed.family, *prose.span(*span), prose.sentence[hit.start]))
            kept += 1
            if kept == MOST_OF_A_FAMILY:
                break
    return tuple(sorted(matches, key=lambda one: (one.start, -one.end)))


def _with_near(prose: Prose, hit: Hit, listed: Listed, handed: Handed) -> tuple[int, int] | None:
    if listed.near is None:
        return hit.start, hit.end
    family, others = listed.family, handed.get(listed.near, ())
    first = bisect_left(others, hit.start - family.within, key=_start)
    for other in others[first : first + 2 * family.within]:
        if other.start >= hit.end + family.within:
            return None
        if family.across or prose.sentence[other.start] == prose.sentence[hit.start]:
            return min(hit.start, other.start), max(hit.end, other.end)
    return None


def _start(hit: Hit) -> int:
    return hit.start


@dataclass(frozen=True, slots=True)
class Cues:
    """What triage searches with; ``withdraws`` takes a ticked danger back.

    ``weights`` say how much the words of a form speak for each priority.
    """

    lexicon: Lexicon
    withdraws: Lexicon
    weights: Weights


def weighable(prose: Prose, lexicon: Lexicon, tree: Tree) -> list[Found]:
    """Give what can be weighed in a text: the words that a tree holds, and the families found."""
    families = (
        Found(node, one.sentence, 0, 0)
        for one in lexicon.search_prose(prose)
        if (node := tree.get(f"{FAMILY}{one.family.id}"))
    )
    return [*find(prose, guard(prose, lexicon.guards), tree), *families]


def read_grammar(words: WordsFile, guards: GuardsFile) -> Grammar:
    """Put together what cutting a text needs."""
    spelling = read_spelling(words.spelling, words.careful, words.sound)
    pairs = frozenset(opener.split()[0] for opener in guards.openers if " " in opener)
    return Grammar(frozenset(guards.openers), pairs, frozenset(guards.joins), spelling)


def lexicon(families: Sequence[FamilyEntry], guards: Guards, book: PhraseBook) -> Lexicon:
    """Enter families into a book.

    Raises:
        PhraseError: for a phrase that cannot be read, a family twice, an unknown guard.
    """
    known = {entry.id for entry in guards.entries}
    for name, times in Counter(family.id for family in families).items():
        if times > 1:
            raise PhraseError(name, "is the id of two families")
    for name in (name for family in families for name in family.unaffected_by):
        if name not in known:
            raise PhraseError(name, "is no guard of guards.toml")
    return Lexicon(
        tuple(
            Listed(
                family,
                frozenset(family.unaffected_by),
                book.enter(family.phrases),
                book.enter(family.near) if family.near else None,
            )
            for family in families
        ),
        book,
        guards,
    )


def read_cues(file: CuesFile, guards: GuardsFile, words: WordsFile, weights: Weights) -> Cues:
    """Compile cues.toml with its guards into one book, which other rules enter theirs into.

    Raises:
        PhraseError: for a phrase that cannot be read.
    """
    book = PhraseBook(words.lists)
    read = read_guards(guards, book, read_grammar(words, guards))
    return Cues(
        lexicon(file.family, read, book),
        lexicon((file.withdraws,), read, book),
        weights,
    )


def untrue(searched: Lexicon, when: datetime) -> Iterator[str]:
    """Say, in a sentence each, which examples of the families are not true of them."""
    for family in (one.family for one in searched.families):
        for text in family.hits:
            if not _found(searched, family, text, when):
                yield f"{family.id}: does not find {text!r}"
        for text in family.misses:
            if _found(searched, family, text, when):
                yield f"{family.id}: should not find {text!r}"


def _found(searched: Lexicon, family: FamilyEntry, text: str, when: datetime) -> bool:
    return any(match.family.id == family.id for match in searched.search(text, when))
