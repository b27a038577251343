"""Cuts a text into words with their places, clauses and sentences: what phrases are matched on."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate

from rules.spelling import Spelling

OLD_YEAR = "#oldyear"
"""What a year that is well past becomes among the words, so that a phrase can name it."""

_APART = timedelta(days=90)
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_MARKS = "'\u2018\u2019\u02bc`\u00b4"
_DROP = dict.fromkeys(map(ord, _MARKS + _INVISIBLE))
_LETTER = "[^\\W_\u02bc]"
# No two classes that follow each other share a character, so nothing is tried twice and the time
# is linear. Splitting gives the words and what parts them in turn, without a match object for each.
_WORD = re.compile(rf"({_LETTER}+(?:[{_MARKS}{_INVISIBLE}]+{_LETTER}+)*)")
# The same in a text of plain letters: ranges cost a quarter of what classes do.
_PLAIN_WORD = re.compile(r"([A-Za-z0-9]+(?:['`]+[A-Za-z0-9]+)*)")
_BREAK = re.compile(
    r"(?P<stop>[.!?\u2026]+)"
    r"|(?P<gap>\n[^\S\n]*(?:\n|[-*\u2022]))"
    r"|(?P<comma>,)"
    r"|(?P<pause>[;:()\u2013\u2014]|\s-+\s)"
)
_PLAIN_BREAKS = {" ": "", "": "", ", ": "comma", "\n": "", "-": "", "  ": ""}
"""What parts most words, and the break that it makes wherever it stands."""

_SHORTENED = frozenset({"mr", "mrs", "ms", "dr", "st", "approx", "eg", "ie", "no", "nr"})
_LIST_REACH = 4
_REMEMBERED = 16_384
_LONGEST_REMEMBERED = 32
_TEXTS = 8
"""Texts that stay cut: those of one form that several rules look at, one after the other."""

_GAPS = 1_024
"""Ways to part two words that are kept with the break that each makes."""

_STOPS = frozenset(".!?\u2026")
_NO_BREAK = frozenset({"", "comma"})
_FULL = frozenset({"stop", "pause"})
_ORDER = ("", "comma", "pause", "stop")
_YEAR_LETTERS = 4
_FIRST_YEAR = "1900"


@dataclass(frozen=True, slots=True)
class Grammar:
    """What opens a clause, joins a list, and how misspelt words are meant; data, not code.

    ``openers`` are words, or pairs of words with a space, that begin a clause of their own;
    ``pairs`` are the first words of these pairs.
    """

    openers: frozenset[str]
    pairs: frozenset[str]
    joins: frozenset[str]
    spelling: Spelling


@dataclass(frozen=True, slots=True, eq=False)
class Prose:
    """A text as words in lower case without apostrophes, each with its span in characters.

    ``clause`` and ``sentence`` number each word; ``limits`` gives, by sentence, the word after
    its last. The other tuples have one entry a word.
    """

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    clause: tuple[int, ...]
    sentence: tuple[int, ...]
    limits: tuple[int, ...]

    def limit(self, at: int) -> int:
        """Give the word after the last of the sentence of word ``at``."""
        return self.limits[self.sentence[at]]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the characters of the words from ``start`` up to ``end``."""
        return self.starts[start], self.ends[end - 1]


@dataclass(frozen=True, slots=True)
class _Cut:
    """A text cut into words; ``dated`` where a word is a year that may be well past."""

    words: list[str]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    breaks: list[str]
    dated: bool


def split(text: str, grammar: Grammar, when: datetime) -> Prose:
    """Cut a text into words, clauses and sentences, as at the time ``when``."""
    return _prose(text, grammar, _last_old_year(when) if _cut(text, grammar).dated else 0)


@lru_cache(maxsize=_TEXTS)
def _prose(text: str, grammar: Grammar, last_old: int) -> Prose:
    cut = _cut(text, grammar)
    words, breaks = cut.words, cut.breaks
    if last_old:
        words = [OLD_YEAR if _is_old(word, str(last_old)) else word for word in words]
    clauses, sentences, limits = _numbered(words, breaks, grammar)
    return Prose(
        text,
        tuple(words),
        cut.starts,
        cut.ends,
        tuple(clauses),
        tuple(sentences),
        tuple(limits),
    )


def _numbered(
    words: list[str], breaks: list[str], grammar: Grammar
) -> tuple[list[int], list[int], list[int]]:
    """Number each word's clause and sentence, and give the word after each sentence's last."""
    clauses: list[int] = []
    sentences: list[int] = []
    limits: list[int] = []
    clause = 0
    begins = grammar.openers | grammar.pairs
    likely = [at for at, word in enumerate(words) if at and (breaks[at] or word in begins)]
    # Most words begin neither a clause nor a sentence: what lies between two that do is filled in.
    for at in likely:
        if breaks[at] == "stop":
            sentences += [len(limits)] * (at - len(sentences))
            limits.append(at)
        if _opens(at, words[at], breaks[at], words, breaks, grammar):
            clauses += [clause] * (at - len(clauses))
            clause += 1
    clauses += [clause] * (len(words) - len(clauses))
    sentences += [len(limits)] * (len(words) - len(sentences))
    limits.append(len(words))
    return clauses, sentences, limits


def _opens(  # noqa: PLR0913, PLR0917 - one step of the loop above, taken out to keep that flat
    at: int, word: str, kind: str, words: list[str], breaks: list[str], grammar: Grammar
) -> bool:
    if kind:
        if kind in _FULL:
            return True
        # "no knives, guns or weapons": a list goes on over its commas.
        ahead = range(at, min(at + _LIST_REACH, len(words)))
        return not any(words[n] in grammar.joins and breaks[n] in _NO_BREAK for n in ahead)
    if word in grammar.openers:
        return True
    if word not in grammar.pairs or at + 1 == len(words):
        return False
    return f"{word} {words[at + 1]}" in grammar.openers


def _last_old_year(when: datetime) -> int:
    return (when - _APART).year - 1


def _may_be_old(word: str) -> bool:
    return len(word) == _YEAR_LETTERS and word.isdecimal() and word >= _FIRST_YEAR


def _is_old(word: str, last_old: str) -> bool:
    return _may_be_old(word) and word <= last_old


@lru_cache(maxsize=_TEXTS)
def _cut(text: str, grammar: Grammar) -> _Cut:
    pieces = (_PLAIN_WORD if text.isascii() else _WORD).split(text)
    places = list(accumulate(map(len, pieces)))
    known, spelling = grammar.spelling.known, grammar.spelling
    words = [known.get(written) or _learn(written, spelling) for written in pieces[1::2]]
    starts, ends = tuple(places[:-1:2]), tuple(places[1::2])
    breaks = [
        _break_in(gap, text[starts[at] : starts[at] + 1], words[at - 1] if at else "")
        if kind is None
        else kind
        for at, gap in enumerate(pieces[:-1:2])
        for kind in (_PLAIN_BREAKS.get(gap),)
    ]
    dated = any(map(_may_be_old, filter(str.isdecimal, words)))
    return _Cut(words, starts, ends, breaks, dated)


def _break_in(gap: str, after: str, before: str) -> str:
    """Give the strongest break in what parts two words; ``after`` is the letter that follows."""
    found = _break if len(gap) <= _LONGEST_REMEMBERED else _break.__wrapped__
    return found(gap, after if gap[-1:] in _STOPS else "", before in _SHORTENED)


@lru_cache(maxsize=_GAPS)
def _break(gap: str, after: str, shortened: bool) -> str:  # noqa: FBT001 - hashed by its place
    pending = ""
    for found in _BREAK.finditer(gap):
        kind = _kind(found, after, shortened=shortened)
        pending = max(pending, kind, key=_ORDER.index)
    return pending


def _kind(found: re.Match[str], after: str, *, shortened: bool) -> str:
    kind = found.lastgroup or ""
    if kind == "gap":
        return "stop"
    if kind != "stop":
        return kind
    following = found.string[found.end() : found.end() + 1] or after
    inside = following.isdigit() or following.islower()
    return "" if inside or shortened else "stop"


def _learn(written: str, spelling: Spelling) -> str:
    word = spelling.meant(written.translate(_DROP).casefold())
    if len(written) <= _LONGEST_REMEMBERED:
        if len(spelling.known) >= _REMEMBERED:
            spelling.known.clear()
        spelling.known[written] = word
    return word
