"""Cuts a text into words with their places, clauses and sentences: what phrases are matched on."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from rules.spelling import Spelling

OLD_YEAR = "#oldyear"
"""What a year that is well past becomes among the words, so that a phrase can name it."""

_APART = timedelta(days=90)
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_MARKS = "'\u2018\u2019\u02bc`\u00b4"
_DROP = dict.fromkeys(map(ord, _MARKS + _INVISIBLE))
_LETTER = "[^\\W_\u02bc]"
# One alternative a kind of token; no two classes that follow each other share a character, so
# nothing is tried twice and the time is linear.
_TOKEN = re.compile(
    rf"(?P<word>{_LETTER}+(?:[{_MARKS}{_INVISIBLE}]+{_LETTER}+)*)"
    r"|(?P<stop>[.!?\u2026]+)"
    r"|(?P<gap>\n[^\S\n]*(?:\n|[-*\u2022]))"
    r"|(?P<comma>,)"
    r"|(?P<pause>[;:()\u2013\u2014]|\s-+\s)"
)
_SHORTENED = frozenset({"mr", "mrs", "ms", "dr", "st", "approx", "eg", "ie", "no", "nr"})
_LIST_REACH = 4
_REMEMBERED = 16_384
_ORDER = ("", "comma", "pause", "stop")


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


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as words in lower case without apostrophes, each with its span in characters.

    ``clause`` and ``sentence`` number each word; ``limits`` gives, by sentence, the word after
    its last. All tuples but ``limits`` have one entry a word.
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


def split(text: str, grammar: Grammar, when: datetime) -> Prose:
    """Cut a text into words, clauses and sentences, as at the time ``when``."""
    words, starts, ends, breaks = _tokens(text, grammar.spelling, _last_old_year(when))
    clauses: list[int] = []
    sentences: list[int] = []
    limits: list[int] = []
    clause = sentence = 0
    for at, word in enumerate(words):
        kind = breaks[at]
        if kind == "stop" and at:
            limits.append(at)
            sentence += 1
        if at and _opens(at, word, kind, words, breaks, grammar):
            clause += 1
        clauses.append(clause)
        sentences.append(sentence)
    limits.append(len(words))
    return Prose(
        text,
        tuple(words),
        tuple(starts),
        tuple(ends),
        tuple(clauses),
        tuple(sentences),
        tuple(limits),
    )


def _opens(  # noqa: PLR0913, PLR0917 - one step of the loop above, taken out to keep that flat
    at: int, word: str, kind: str, words: list[str], breaks: list[str], grammar: Grammar
) -> bool:
    if kind in {"stop", "pause"}:
        return True
    if kind == "comma":
        # "no knives, guns or weapons": a list goes on over its commas.
        ahead = range(at, min(at + _LIST_REACH, len(words)))
        return not any(words[n] in grammar.joins and breaks[n] in {"", "comma"} for n in ahead)
    if word in grammar.openers:
        return True
    if word not in grammar.pairs or at + 1 == len(words):
        return False
    return f"{word} {words[at + 1]}" in grammar.openers


def _last_old_year(when: datetime) -> int:
    return (when - _APART).year - 1


def _tokens(
    text: str, spelling: Spelling, last_old: int
) -> tuple[list[str], list[int], list[int], list[str]]:
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    breaks: list[str] = []
    pending = ""
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or ""
        if kind != "word":
            pending = max(pending, _kind(kind, found, words), key=_ORDER.index)
            continue
        words.append(_word(found.group(), spelling, last_old))
        starts.append(found.start())
        ends.append(found.end())
        breaks.append(pending)
        pending = ""
    return words, starts, ends, breaks


def _kind(kind: str, found: re.Match[str], words: list[str]) -> str:
    if kind == "gap":
        return "stop"
    if kind != "stop":
        return kind
    after = found.string[found.end() : found.end() + 1]
    inside = after.isdigit() or after.islower()
    return "" if inside or (words and words[-1] in _SHORTENED) else "stop"


@lru_cache(maxsize=_REMEMBERED)
def _word(written: str, spelling: Spelling, last_old: int) -> str:
    word = spelling.meant(written.translate(_DROP).casefold())
    if len(word) == len("2015") and word.isdecimal() and "1900" <= word <= str(last_old):
        return OLD_YEAR
    return word
