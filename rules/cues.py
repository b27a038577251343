"""Cues: families of phrases with their guards, signs that count together, and their search."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.cue_files import CuesFile, EvidenceEntry, FamilyEntry, SignEntry, WordsFile
from rules.guards import Guards, GuardsFile, guard, read_guards
from rules.phrasebook import Hit, PhraseBook, book
from rules.phrases import Lists, PhraseError
from rules.sentences import Grammar, Prose, split
from rules.spelling import read_spelling

MOST_OF_A_FAMILY = 5
"""Hits of one family that are named in one text; hostile text cannot make a message huge."""


@dataclass(frozen=True, slots=True)
class Match:
    """A cue found in a text: its family and its span in characters."""

    family: FamilyEntry
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Families compiled for searching, with the guards on them; made once for a vocabulary."""

    families: tuple[FamilyEntry, ...]
    unaffected: tuple[frozenset[str], ...]
    phrases: PhraseBook
    near: tuple[PhraseBook, ...]
    guards: Guards

    def search(self, text: str, when: datetime) -> tuple[Match, ...]:
        """Find the cues of a text that no guard takes the force of, in the text's order.

        ``when`` is the time of the text: a year well before it counts as past.
        """
        return self.search_prose(split(text, self.guards.grammar, when))

    def search_prose(self, prose: Prose) -> tuple[Match, ...]:
        """Find the cues of a text that is cut into words already."""
        found = list(self.phrases.find(prose))
        if not found:
            return ()
        guarded = guard(prose, self.guards)
        kept: Counter[int] = Counter()
        reached = dict.fromkeys(range(len(self.families)), 0)
        matches = []
        for hit in sorted(found, key=lambda one: (one.start, -one.end)):
            family = self.families[hit.owner]
            if hit.start < reached[hit.owner] or kept[hit.owner] >= MOST_OF_A_FAMILY:
                continue
            if guarded.holds(hit, family.id, self.unaffected[hit.owner]):
                continue
            span = self._with_near(prose, hit)
            if span is None:
                continue
            kept[hit.owner] += 1
            reached[hit.owner] = hit.end
            matches.append(Match(family, *prose.span(*span)))
        return tuple(matches)

    def _with_near(self, prose: Prose, hit: Hit) -> tuple[int, int] | None:
        family = self.families[hit.owner]
        if not family.near:
            return hit.start, hit.end
        begin = max(0, hit.start - family.within)
        stop = min(len(prose.words), hit.end + family.within)
        sentence = prose.sentence[hit.start]
        for other in self.near[hit.owner].find(prose, begin, stop):
            if family.across or prose.sentence[other.start] == sentence:
                return min(hit.start, other.start), max(hit.end, other.end)
        return None


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs that count only together, by id, and what they must come to."""

    entries: Mapping[str, SignEntry]
    least_weight: int
    least_kinds: int

    def together(self, found: Sequence[Match], weights: Sequence[int] = ()) -> tuple[Match, ...]:
        """Give the first of each kind of sign in a text where they come to enough; else none.

        ``weights`` are those of other kinds, as grave where there are several, that count beside.
        """
        first = {one.family.id: one for one in reversed(found) if one.family.id in self.entries}
        kinds = [self.entries[name] for name in first]
        enough = sum(weights, sum(kind.weight for kind in kinds)) >= self.least_weight
        grave = any(kind.grave for kind in kinds) or len(weights) > 1
        if enough and grave and len(kinds) + len(weights) >= self.least_kinds:
            return tuple(sorted(first.values(), key=lambda one: one.start))
        return ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a form says as a whole, by id, and the weights that it must come to."""

    entries: Mapping[str, EvidenceEntry]
    least_calm: int
    least_idle: int


@dataclass(frozen=True, slots=True)
class Cues:
    """What triage searches with.

    ``lexicon`` has the families alone; ``whole`` has signs, traces and evidence too, found in one
    go. ``withdraws`` takes a ticked danger back.
    """

    lexicon: Lexicon
    whole: Lexicon
    withdraws: Lexicon
    most_other_words: int
    signs: Signs
    traces: Signs
    evidence: Evidence


def read_grammar(words: WordsFile, guards: GuardsFile) -> Grammar:
    """Put together what cutting a text needs."""
    spelling = read_spelling(words.spelling, words.careful, words.sound)
    pairs = frozenset(opener.split()[0] for opener in guards.openers if " " in opener)
    return Grammar(frozenset(guards.openers), pairs, frozenset(guards.joins), spelling)


def lexicon(families: Sequence[FamilyEntry], guards: Guards, lists: Lists) -> Lexicon:
    """Compile families.

    Raises:
        PhraseError: for a phrase that cannot be read, a family twice, an unknown guard.
    """
    known = {entry.id for entry in guards.entries}
    for name, times in Counter(family.id for family in families).items():
        if times > 1:
            raise PhraseError(name, "is the id of two families")
    for family in families:
        for name in family.unaffected_by:
            if name not in known:
                raise PhraseError(name, "is no guard of guards.toml")
    return Lexicon(
        tuple(families),
        tuple(frozenset(family.unaffected_by) for family in families),
        book(((n, text) for n, one in enumerate(families) for text in one.phrases), lists),
        tuple(book(((0, text) for text in one.near), lists) for one in families),
        guards,
    )


def read_cues(file: CuesFile, guards: GuardsFile, words: WordsFile) -> Cues:
    """Compile cues.toml with its guards.

    Raises:
        PhraseError: for a phrase that cannot be read.
    """
    lists = words.lists
    read = read_guards(guards, lists, read_grammar(words, guards))
    signs, traces = ({one.id: one for one in kinds} for kinds in (file.sign, file.trace))
    return Cues(
        lexicon(file.family, read, lists),
        lexicon((*file.family, *file.sign, *file.trace, *file.evidence), read, lists),
        lexicon((file.withdraws,), read, lists),
        file.most_other_words,
        Signs(signs, file.least_weight, file.least_kinds),
        Signs(traces, file.least_trace, file.least_trace_kinds),
        Evidence({one.id: one for one in file.evidence}, file.least_calm, file.least_idle),
    )


def untrue(searched: Lexicon, when: datetime) -> Iterator[str]:
    """Say, in a sentence each, which examples of the families are not true of them."""
    for family in searched.families:
        for text in family.hits:
            if not _found(searched, family, text, when):
                yield f"{family.id}: does not find {text!r}"
        for text in family.misses:
            if _found(searched, family, text, when):
                yield f"{family.id}: should not find {text!r}"


def _found(searched: Lexicon, family: FamilyEntry, text: str, when: datetime) -> bool:
    return any(match.family.id == family.id for match in searched.search(text, when))
