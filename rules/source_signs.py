"""Finds the initials by which a text means somebody of the source: ``told SP``, ``Mr O``."""

import re

from rules.name_forms import initials, signs
from rules.page import Page
from rules.redaction_words import RedactionWords
from rules.source_tokens import SourceTokens
from rules.text_marks import SOURCE

_LONGEST = 4
_REACH = 24
_TIME = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3])[.:]?[0-5]\d(?: ?h(?:rs?)?)?[ -]+\Z")
_TITLE = re.compile(r"\.?\s+")
_ALONE = re.compile(r"(?:[.!?]\s+|\n\s*|\s-\s*|\A)\Z")
_ENDS = re.compile(r"[\s.]*\Z|\s*\n")
_JOINS = frozenset({".", ". ", "-", " ", ".-"})
_AFTER = frozenset({" ", ". "})
# Letters that stand alone for something else than a name.
_NO_SIGN = frozenset("aivx")
_BEFORE_LETTER = re.compile(
    r"(?:\b(?:by|to|from|with|told|informed|asked|rang|texted|saw|for|and|back on) |\()\Z"
)


class SourceSigns:
    """The initials of the people of one form's source.

    Two letters or more that mean nothing else are the source wherever they have their capitals;
    letters that are also a word, and a letter alone, only where the text shows that a person is
    meant. No initials that a subject shares.
    """

    def __init__(self, tokens: SourceTokens, words: RedactionWords) -> None:
        """Collect the initials; ``tokens`` name the source, ``words`` the language."""
        self._words = words
        self._signs = signs(tokens, words)
        others = {initials(name)[0] for name in tokens.subjects}
        self._letters = {person.tokens[0][0] for person in tokens.people} - others - _NO_SIGN
        last = {name[-1][0] for name in tokens.subjects}
        self._titled = {person.tokens[-1][0] for person in tokens.people} - last
        self._firsts = {sign[0] for sign in self._signs} | self._letters | self._titled

    def claim(self, page: Page) -> None:
        """Claim the initials that mean somebody of the source."""
        for key, places in page.where.items():
            if len(key) <= _LONGEST and key[0] in self._firsts:
                for at in places:
                    if page.free[at]:
                        self._claim(page, at)

    def _claim(self, page: Page, at: int) -> None:
        if not page.written[at].replace("Mc", "MC").isupper():
            return
        last, sign = _reach(page, at)
        if last == at and len(sign) == 1:
            self._claim_letter(page, at)
        elif sign in self._signs and self._means_source(page, at, last, sign):
            end = page.ends[last]
            dot = last > at and page.text[end : end + 1] == "." and not _ends_sentence(page, last)
            page.claim_span(page.starts[at], end + dot, SOURCE)

    def _means_source(self, page: Page, at: int, last: int, sign: str) -> bool:
        if last > at:
            return True
        if page.text.isupper() or _beside_number(page, at):
            return False
        return sign not in self._words.common or self._shown(page, at)

    def _claim_letter(self, page: Page, at: int) -> None:
        """``Mr O``, ``asked P.``, ``(T)``, ``T seen it``."""
        key, text = page.keys[at], page.text
        if at > 0 and not page.gap(at - 1):
            return  # the letter of a class: 8T
        titled = at > 0 and page.free[at - 1] and page.keys[at - 1] in self._words.title_set
        end = page.ends[at]
        end += text[end : end + 1] == "." and not _ends_sentence(page, at)
        other = at + 1 < len(page.keys) and page.gap(at) in {" ", ". "} and page.free[at + 1]
        titled = titled and not (other and page.written[at + 1][0].isupper())
        if titled and key in self._titled | self._letters and _TITLE.fullmatch(page.gap(at - 1)):
            page.claim_span(page.starts[at - 1], end, SOURCE)
            return
        if key not in self._letters or text[page.ends[at] : page.ends[at] + 1] in {"-", "/", "'"}:
            return
        before = text[max(0, page.starts[at] - _REACH) : page.starts[at]]
        bracketed = before.endswith("(") and text[page.ends[at] : page.ends[at] + 1] == ")"
        named = at + 1 < len(page.keys) and page.gap(at) in {" ", ". "}
        named = named and page.written[at + 1][0].isupper() and page.gap(at) == " "
        asked = _BEFORE_LETTER.search(before) and not named and not _beside_number(page, at)
        if bracketed or asked or self._acts(page, at):
            page.claim_span(page.starts[at], end, SOURCE)

    def _shown(self, page: Page, at: int) -> bool:
        before = page.text[max(0, page.starts[at] - _REACH) : page.starts[at]]
        alone = _ENDS.match(page.text, page.ends[at]) and _ALONE.search(before)
        return bool(self._acts(page, at) or alone or self._words.before_sign.search(before))

    def _acts(self, page: Page, at: int) -> bool:
        """Say whether a verb follows: what the letters stand for does something."""
        if self._words.speaks.match(page.text, page.ends[at]):
            return True
        return (
            at + 1 < len(page.keys)
            and page.gap(at) in _AFTER
            and page.written[at + 1].islower()
            and (
                page.keys[at + 1] in self._words.telling_verbs
                or page.written[at + 1].endswith("n't")
            )
        )


def _reach(page: Page, at: int) -> tuple[int, str]:
    """Give the last of the letters that dots join to one (``K.A.``), and the letters."""
    last, sign = at, page.keys[at]
    while (
        len(sign) <= _LONGEST
        and len(page.keys[last]) == 1
        and last + 1 < len(page.keys)
        and page.gap(last) in _JOINS
        and len(page.keys[last + 1]) == 1
        and page.written[last + 1].isupper()
    ):
        last += 1
        sign += page.keys[last]
    return last, sign


def _beside_number(page: Page, at: int) -> bool:
    """Say whether a number stands beside: then it is a registration, a class, a size."""
    if _TIME.search(page.text, max(0, page.starts[at] - _REACH), page.starts[at]):
        return False
    near = [n for n in (at - 1, at + 1) if 0 <= n < len(page.keys)]
    return any(
        page.keys[n][0].isdigit() and page.gap(min(n, at)) in {" ", "", "-", "/"} for n in near
    )


def _ends_sentence(page: Page, last: int) -> bool:
    """Say whether the dot after the last letter may end the sentence."""
    rest = page.text[page.ends[last] + 1 : page.ends[last] + 3].lstrip()
    return not rest or rest[0].isupper() or rest[0] == "\n"
