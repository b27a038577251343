"""The phrases of the vocabulary files: words with simple wildcards, matched in linear time.

A phrase is words with spaces. ``stab*`` is any word that begins so; ``a|b_c`` is "a" or "b c";
``@name`` is any entry of that list in words.toml; ``?word`` may be missing; ``..`` lets up to
three other words stand between, ``..6`` up to six. A phrase never crosses the end of a sentence.
Matching takes steps over words, never a regular expression, so no text can make it slow.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

MAX_GAP = 12
"""Words that a single gap may skip."""

SHORTEST_STEM = 3
"""Letters before the asterisk of a wildcard."""

MAX_WIDTH = 80
"""Words that a match may span; more than any phrase of sense needs."""

_KEPT = 1_000
"""Words that a step remembers at most; hostile text cannot fill the memory."""

_USUAL_GAP = 3
_DEPTH = 5
_JOINS = str.maketrans({"'": None, "-": " ", "_": " "})

Lists = Mapping[str, tuple[str, ...]]
"""The named lists of words.toml."""


class PhraseError(ValueError):
    """A phrase that cannot be read; ``phrase`` is its text, for finding the line."""

    def __init__(self, phrase: str, reason: str) -> None:
        """Keep the phrase beside the reason."""
        super().__init__(f"{phrase!r} {reason}")
        self.phrase = phrase


@dataclass(frozen=True, slots=True)
class Step:
    """One place of a phrase: what may stand there, after up to ``gap`` other words.

    ``heads`` gives the runs by their first word; ``loose`` those that hold a stem, by the first
    letters of their first word. ``known`` keeps, by a word met before, whether it fits alone and
    the runs that it may begin.
    """

    words: frozenset[str]
    stems: tuple[str, ...]
    runs: tuple[tuple[str, ...], ...]
    gap: int
    optional: bool
    heads: Mapping[str, tuple[tuple[str, ...], ...]] = field(compare=False, repr=False)
    loose: Mapping[str, tuple[tuple[str, ...], ...]] = field(compare=False, repr=False)
    known: dict[str, tuple[bool, tuple[tuple[str, ...], ...]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def fits(self, word: str) -> bool:
        """Say whether a single word may stand here."""
        return word in self.words or (bool(self.stems) and word.startswith(self.stems))

    def learn(self, word: str) -> tuple[bool, tuple[tuple[str, ...], ...]]:
        """Say whether a word fits alone, and give the runs that it may begin; it is kept."""
        if len(self.known) >= _KEPT:
            self.known.clear()
        loose = (run for run in self.loose.get(word[:SHORTEST_STEM], ()) if _same(run[0], word))
        found = self.known[word] = self.fits(word), (*self.heads.get(word, ()), *loose)
        return found

    @property
    def widest(self) -> int:
        """The most words that may stand here."""
        return max(map(len, self.runs), default=1)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as read: its text and its steps."""

    text: str
    steps: tuple[Step, ...]

    def match(self, words: tuple[str, ...], at: int, limit: int) -> int | None:
        """Give the place after the shortest match that begins at ``at``; null without one."""
        reached = {at}
        for step in self.steps:
            begins = reached
            if step.gap:
                begins = {place + n for place in reached for n in range(step.gap + 1)}
            further = set(reached) if step.optional else set()
            known = step.known
            for begin in begins:
                if begin >= limit:
                    continue
                word = words[begin]
                single, runs = known.get(word) or step.learn(word)
                if single:
                    further.add(begin + 1)
                for run in runs:
                    stop = begin + len(run)
                    if stop <= limit and _stands(run, words[begin:stop]):
                        further.add(stop)
            if not further:
                return None
            reached = further
        return min(reached)

    def names(self, word: str) -> bool:
        """Say whether a word is one that the phrase itself asks for."""
        return any(step.fits(word) or any(word in run for run in step.runs) for step in self.steps)


def read(text: str, lists: Lists, seen: dict[str, Step] | None = None) -> Phrase:
    """Read the text of a phrase; ``seen`` keeps what was read with the same lists before.

    Raises:
        PhraseError: for an unknown list, a gap that leads nowhere, a wildcard that is too wide.
    """
    steps: list[Step] = []
    gap = 0
    for part in text.casefold().split():
        if part.startswith(".."):
            gap = _gap(text, part)
            continue
        bare = part.removeprefix("?")
        step = seen.get(bare) if seen else None
        if step is None:
            choices = (_entries(text, one, lists) for one in bare.split("|"))
            step = _step(tuple(chain.from_iterable(choices)))
        if seen is not None:
            seen[bare] = step
        optional = bare != part
        steps.append(replace(step, gap=gap, optional=optional) if gap or optional else step)
        gap = 0
    if not steps or gap or text.startswith("..") or steps[0].optional:
        raise PhraseError(text, "must begin and end with a word")
    longest = sum(step.gap + step.widest for step in steps)
    if longest > MAX_WIDTH:
        raise PhraseError(text, f"may span more than {MAX_WIDTH} words")
    return Phrase(text, tuple(steps))


def _gap(text: str, part: str) -> int:
    width = part[2:] or str(_USUAL_GAP)
    if not width.isdecimal() or not 0 < int(width) <= MAX_GAP:
        raise PhraseError(text, f"has a gap other than '..' or '..1' to '..{MAX_GAP}'")
    return int(width)


def _entries(text: str, part: str, lists: Lists, depth: int = 0) -> Iterator[tuple[str, ...]]:
    if not part.startswith("@"):
        words = tuple(part.casefold().translate(_JOINS).split())
        if not words or any(not _sound(word) for word in words):
            raise PhraseError(text, f"has a word that cannot be matched: {part!r}")
        yield words
        return
    if part[1:] not in lists:
        raise PhraseError(text, f"names the list {part!r}, which words.toml does not have")
    if depth > _DEPTH:
        raise PhraseError(text, f"names the list {part!r}, which leads back to itself")
    for entry in lists[part[1:]]:
        yield from _entries(text, entry, lists, depth + 1)


def _sound(word: str) -> bool:
    bare = word.removesuffix("*")
    short = bare != word and len(bare) < SHORTEST_STEM
    return not short and bare.removeprefix("#").isalnum()


def _step(entries: tuple[tuple[str, ...], ...]) -> Step:
    single = [entry[0] for entry in entries if len(entry) == 1]
    runs = tuple(dict.fromkeys(entry for entry in entries if len(entry) > 1))
    heads: dict[str, tuple[tuple[str, ...], ...]] = {}
    loose: dict[str, tuple[tuple[str, ...], ...]] = {}
    for run in runs:
        if any(word.endswith("*") for word in run):
            letters = run[0][:SHORTEST_STEM]
            loose[letters] = (*loose.get(letters, ()), run)
        else:
            heads[run[0]] = (*heads.get(run[0], ()), run)
    return Step(
        words=frozenset(word for word in single if not word.endswith("*")),
        stems=tuple(sorted({word[:-1] for word in single if word.endswith("*")})),
        runs=runs,
        gap=0,
        optional=False,
        heads=heads,
        loose=loose,
    )


def _stands(run: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return run == words or all(map(_same, run, words))


def _same(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
