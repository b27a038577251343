"""Which rules may match a sentence, told by its words alone: no rule is tried without its words.

All rows of all rules are bits of one number, so that a sentence costs one look a word, however
many rules there are.
"""

from collections.abc import Iterable
from itertools import pairwise

from rules.redaction_shapes import SHORTEST_RUN, WITHIN, Row
from rules.small_words import small_words

_MOST_ROWS = 5
# So many words are known at a time: a text of many strange ones must not fill the memory.
_MOST_KNOWN = 8192


class Gates:
    """The rows of all rules, by what satisfies them."""

    def __init__(self, rules: Iterable[Iterable[Iterable[Row]]]) -> None:
        """Take the rows of each way to match each rule, those first that count most."""
        ways = [
            (1 << number, tuple(rows)[:_MOST_ROWS])
            for number, each in enumerate(rules)
            for rows in each
        ]
        self._rules = tuple(bit for bit, _ in ways)
        self._count = len(ways)
        self._places = max((len(rows) for _, rows in ways), default=0)
        self._every = (1 << self._count) - 1
        self._open = 0
        self._words: dict[str, int] = {}
        self._runs: dict[str, int] = {}
        self._pairs: dict[tuple[str, str], int] = {}
        for number, (_, rows) in enumerate(ways):
            for place in range(self._places):
                bit = 1 << (place * self._count + number)
                if place >= len(rows):
                    self._open |= bit
                else:
                    self._add(rows[place], bit)
        self._longest = max(map(len, self._runs), default=0)
        self._known: dict[str, int] = {}

    def candidates(self, sentence: str) -> int:
        """Give the rules that may match a sentence, one bit each; never without one that does."""
        words = small_words(sentence)
        met, known, pairs = self._open, self._known, self._pairs
        for word in set(words):
            bits = known.get(word)
            if bits is None:
                bits = self._met_by(word)
            if bits:
                met |= bits
        for pair in pairs.keys() & pairwise(words):
            met |= pairs[pair]
        left = self._every
        for _ in range(self._places):
            left &= met
            if not left:
                return 0
            met >>= self._count
        found = 0
        while left:
            at = left.bit_length() - 1
            found |= self._rules[at]
            left ^= 1 << at
        return found

    def _add(self, row: Row, bit: int) -> None:
        for item in row:
            first, _, second = item.partition(" ")
            if second:
                self._pairs[first, second] = self._pairs.get((first, second), 0) | bit
            elif item.startswith(WITHIN):
                self._runs[item[1:]] = self._runs.get(item[1:], 0) | bit
            else:
                self._words[item] = self._words.get(item, 0) | bit

    def _met_by(self, word: str) -> int:
        bits = self._words.get(word, 0)
        for start in range(len(word) - 1):
            for end in range(start + SHORTEST_RUN, min(len(word), start + self._longest) + 1):
                bits |= self._runs.get(word[start:end], 0)
        if len(self._known) >= _MOST_KNOWN:
            self._known = {}
        self._known[word] = bits
        return bits
