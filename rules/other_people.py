"""Tells a person of the source from somebody else who shares one of their names."""

from rules.name_forms import alike, starts_sentence
from rules.page import Page
from rules.redaction_words import RedactionWords

_SHORTEST = 3
_VOWELS = frozenset("aeiouy")
_ENDINGS = ("ed", "ing", "ly", "day")
_BESIDE = frozenset({" ", ' "', '" '})


def may_open_as_name(word: str, words: RedactionWords) -> bool:
    """Say whether a word with a capital may be a forename though it begins a sentence."""
    plain = word in words.no_openers or word.endswith(_ENDINGS)
    return len(word) >= _SHORTEST and not plain


class OtherPeople:
    """Those beside whose names a name of the source is not the source's.

    A forename before a surname that is none of the source's, or a surname after a forename that is
    none: another person, perhaps of the family, whom the text tells of.
    """

    def __init__(self, forenames: set[str], surnames: set[str], words: RedactionWords) -> None:
        """Take the names of the source, with their short forms, in small letters."""
        self._forenames, self._surnames, self._words = forenames, surnames, words

    def owns(self, page: Page, first: int, last: int) -> bool:
        """Say whether the name from one word to another is part of somebody else's name."""
        if first != last or page.text.isupper():
            return False
        key = page.keys[first].removesuffix("s")
        names = {page.keys[first], key}
        if names & self._forenames and self._surname_follows(page, first):
            return True
        return bool(names & self._surnames) and self._forename_before(page, first)

    def _surname_follows(self, page: Page, at: int) -> bool:
        after = at + 1
        if after >= len(page.keys) or page.gap(at) != " " or not page.free[after]:
            return False
        if not self._is_name(page, after) or page.keys[after] in self._words.telling_verbs:
            return False
        return not any(alike(page.keys[after], name) for name in self._surnames)

    def _forename_before(self, page: Page, at: int) -> bool:
        before = at - 1
        if before < 0 or page.gap(before) not in _BESIDE or not page.free[before]:
            return False
        key = page.keys[before]
        if len(key) == 1 and key.isalpha() and page.written[before].isupper():
            return key != "i" and not any(name[0] == key for name in self._forenames)
        known = self._words.is_forename(key)
        opens = not known and starts_sentence(page.text, page.starts[before])
        if opens and not may_open_as_name(key, self._words):
            return False
        if not self._is_name(page, before, known=known) or self._is_mine(page, before):
            return False
        same = any(key[:2] == name[:2] or alike(key, name) for name in self._forenames)
        return not same and key not in self._words.informer_set

    def _is_name(self, page: Page, at: int, *, known: bool = False) -> bool:
        written, key, words = page.written[at], page.keys[at], self._words
        if (
            len(key) < _SHORTEST
            or _VOWELS.isdisjoint(key)
            or not (written[0].isupper() and written[1:].islower())
        ):
            return False
        if key in words.no_facts or key in words.role_words or key in words.street_set:
            return False
        if key in self._forenames or key in self._surnames or key in words.post_nominals:
            return False
        return known or (key not in words.common and key not in words.generic)

    def _is_mine(self, page: Page, at: int) -> bool:
        """``my brother Dave Patel``: of the family of whoever writes."""
        return any(key in {"my", "our"} for key in page.keys[max(0, at - 3) : at])
