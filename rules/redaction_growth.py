"""Patterns over long lists of phrases, compiled with the phrases that the texts at hand can hold.

Written out, the rules of ``redaction.toml`` have nearly two million characters, which take seconds
to compile. A phrase that does not occur in a text changes nothing there, so a pattern begins with
the phrases of the first text that it is tried on, and grows. Once that has cost as much as it
would to compile it whole, it is whole.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from itertools import chain

from rules.folding import lowered
from rules.redaction_leaves import Leaf, alternation, captures, leaves_of
from rules.redaction_patterns import LISTS, MARKS, expand


class PhraseLists:
    """The lists of phrases, and which of their phrases a text may hold: one bit each run."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        """Take the phrases of each list."""
        self._leaves: dict[str, tuple[tuple[Leaf, int], ...]] = {}
        bits: dict[str, int] = {}
        for name in LISTS:
            leaves = leaves_of(name, lists[name])
            for run in chain.from_iterable(leaf.runs for leaf in leaves):
                bits.setdefault(run, 1 << len(bits))
            self._leaves[name] = tuple(
                (leaf, sum(bits[run] for run in leaf.runs)) for leaf in leaves
            )
        self._runs = tuple(bits.items())
        self._last = ("", 0)

    @cached_property
    def capture(self) -> bool:
        """Whether some phrase has a group that counts."""
        return any(captures(leaf.rest) for leaves in self._leaves.values() for leaf, _ in leaves)

    def whole(self, name: str) -> str:
        """Give a list with all its phrases; where they use another list, its mark."""
        return alternation(tuple(leaf for leaf, _ in self._leaves[name]))

    def held(self, text: str) -> int:
        """Give the runs that occur in a text."""
        seen, held = self._last
        if seen != text:
            low = lowered(text)
            held = sum([bit for run, bit in self._runs if run in low])
            self._last = (text, held)
        return held

    def uses(self, template: str) -> int:
        """Give the runs of the lists that a template uses, directly or through another list."""
        used = 0
        for name in LISTS:
            if MARKS[name] in template:
                template += "".join(leaf.rest for leaf, _ in self._leaves[name])
                for _, bits in self._leaves[name]:
                    used |= bits
        return used

    def fill(self, template: str, held: int) -> str:
        """Put into a template the phrases whose runs are held, and those without a run."""
        for name in LISTS:
            if MARKS[name] in template:
                leaves = tuple(leaf for leaf, bits in self._leaves[name] if not bits or bits & held)
                template = template.replace(MARKS[name], alternation(leaves))
        return template


class Growing:
    """A pattern with classes of words: on each text it finds what the whole pattern finds."""

    __slots__ = ("_compiled", "_left", "_lists", "_template", "_uses")

    def __init__(self, pattern: str, lists: PhraseLists) -> None:
        """Take a pattern as ``redaction.toml`` has it; nothing is compiled yet."""
        self._template = expand(pattern)
        self._lists = lists
        self._uses = lists.uses(self._template)
        # One value, for a thread may grow the pattern while another looks for it.
        self._compiled: tuple[int, re.Pattern[str]] | None = None
        self._left: int | None = None

    @property
    def pattern(self) -> str:
        """The whole pattern, all phrases written out."""
        return self._lists.fill(self._template, self._uses)

    def grow(self) -> None:
        """Compile the whole pattern, so that no text has to wait for it."""
        if self._compiled is None or self._compiled[0] != self._uses:
            self._with(self._uses)

    def search(self, text: str) -> re.Match[str] | None:
        """Find the first place where the pattern matches."""
        return self._on(text).search(text)

    def sub(self, replacement: str, text: str) -> str:
        """Replace the pattern wherever it matches."""
        return self._on(text).sub(replacement, text)

    def _on(self, text: str) -> re.Pattern[str]:
        known, pattern = self._compiled or (0, None)
        if pattern is not None and known == self._uses:
            return pattern
        lacks = self._lists.held(text) & self._uses & ~known
        return self._with(known | lacks) if lacks or pattern is None else pattern

    def _with(self, known: int) -> re.Pattern[str]:
        written = self._lists.fill(self._template, known)
        # What is left of the characters to compile before the whole pattern is the cheaper one.
        left = (len(self.pattern) if self._left is None else self._left) - len(written)
        if left < 0 and known != self._uses:
            return self._with(self._uses)
        self._left = left
        pattern = re.compile(written, re.IGNORECASE)
        self._compiled = known, pattern
        return pattern
