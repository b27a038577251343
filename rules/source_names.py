"""Finds the names of the source's people in a text, however they are written."""

import re
from collections.abc import Sequence

from rules.name_forms import (
    SHORTEST_NEAR,
    alike,
    closed,
    forms_of,
    joined,
    known,
    names_time_or_place,
    parts,
    shortened,
    starts_sentence,
)
from rules.other_people import OtherPeople
from rules.page import Page, Phrases
from rules.redaction_words import RedactionWords
from rules.source_signs import SourceSigns
from rules.source_tokens import SourceTokens
from rules.text_marks import SOURCE

_SHORTEST = 3
_DOT = re.compile(r"\.(?= ?[(,;-])")
_JOINED = re.compile(r"\s*[,.-]\s*|\s+")
_WORDS_FOLLOW = re.compile(r" ?[\w'-]")
_APPOSED = re.compile(r",? (?:our|my|who|from) ")
_INITIAL = re.compile(r"\.?\s*")
_BYNAMES = frozenset({"little", "big", "lil", "fat", "skinny", "uncle", "aunty", "mad"})
_TITLE = re.compile(r"\.?\s+")


class SourceNames:
    """The names of the people of one form's source.

    A ``weak`` word is also a word of the language, or has two letters: capitals, a title, a second
    part of the name or a verb of saying must show that it is the name. A ``shared`` word is also a
    subject's: it goes only beside a part that is the source's alone, or after the source's title.
    """

    def __init__(self, tokens: SourceTokens, words: RedactionWords) -> None:
        """Sort the names; ``tokens`` name the source, ``words`` the language."""
        written = {part for person in tokens.people for t in person.tokens for part in parts(t)}
        subject = {token for name in tokens.subjects for token in name}
        short = {n for part in written for n in words.nicknames_of(part)} - subject
        self._pet = _pet_names(tokens, words) - written - short - subject
        self._short = (short | self._pet) - written
        every = {token for token in written | short | self._pet if len(token) > 1}
        self._tokens, self._words = tokens, words
        self._forms = Phrases(
            [*(form for token in every for form in forms_of(token)), *joined(tokens)]
        )
        shared = {closed(token) for token in written & subject}
        self._shared = shared
        self._weak = {closed(t) for t in every if t in words.common or len(t) < _SHORTEST} - shared
        self._common = self._weak & words.common
        self._common_forenames = words.common_forenames - subject
        self._childish = tokens.childish
        self._titles = {title for person in tokens.people for title in person.titles}
        self._initials = {token[0] for token in written}
        self._subject_initials = {name[0][0] for name in tokens.subjects}
        self._signs = SourceSigns(tokens, words)
        first = {person.tokens[0] for person in tokens.people}
        last = {t for person in tokens.people for t in person.tokens[1:]}
        self._others = OtherPeople(
            first | self._short | {n for name in first for n in parts(name)},
            {part for name in last for part in (*parts(name), closed(name))} - first,
            words,
        )
        self._by_letter: dict[str, list[str]] = {}
        for name in {token for person in tokens.people for token in person.tokens}:
            if len(name) >= SHORTEST_NEAR:
                self._by_letter.setdefault(name[0], []).append(name)
        self._letters = frozenset(self._by_letter)
        self._spared = {part for name in tokens.subjects for part in name}
        self._spared |= {word for place in tokens.locations for word in place.split()}

    def claim(self, page: Page) -> None:
        """Claim each name, near spellings, and initials that mean a person."""
        others: set[int] = set()
        for at, reached in page.seek(self._forms):
            first, last = self._first(page, at), self._last(page, reached)
            if self._others.owns(page, first, last):
                others.add(first)
            elif self._is_source(page, first, last):
                dot = (
                    _DOT.match(page.text, page.ends[last])
                    if page.ends[last] - page.starts[last] == 1
                    else None
                )
                page.claim_span(page.starts[first], dot.end() if dot else page.ends[last], SOURCE)
        near = (
            place
            for key, places in page.where.items()
            if key[0] in self._letters and self._by(key)
            for place in places
        )
        for place in sorted(near):
            if page.free[place] and place not in others:
                self._claim_near(page, place)
        self._signs.claim(page)

    def _first(self, page: Page, at: int) -> int:
        while at and page.free[at - 1]:
            gap, before = page.gap(at - 1), page.keys[at - 1]
            joins = gap == "-" and page.written[at - 1][0].isupper()
            initial = self._is_initial(page, at - 1, gap) and _INITIAL.fullmatch(gap)
            if not (joins or initial or self._is_forename(page, at - 1, gap)):
                titled = before in self._words.title_set and _TITLE.fullmatch(gap)
                return at - bool(titled and not self._is_owned(page, at - 1))
            at -= 1
        return at

    def _is_owned(self, page: Page, at: int) -> bool:
        """``his sister``: a relation, and no title."""
        return at > 0 and page.keys[at - 1] in self._words.owners and page.written[at].islower()

    def _is_forename(self, page: Page, at: int, gap: str) -> bool:
        """A forename that is also a word, before a surname of the source: ``Sue``."""
        key = page.keys[at]
        capital = page.written[at][0].isupper()
        return gap == " " and capital and key in self._common_forenames

    def _last(self, page: Page, at: int) -> int:
        while at + 1 < len(page.keys) and page.free[at + 1]:
            gap = page.gap(at)
            follows = page.match(at + 1, self._forms)
            if gap == "-" and page.written[at + 1][0].isupper():
                at = max(at + 1, follows)
            elif not _JOINED.fullmatch(gap):
                return at
            elif follows >= 0:
                at = follows
            elif self._is_initial(page, at + 1, "", small=True):
                at += 1
            else:
                return at
        return at

    def _is_initial(self, page: Page, at: int, gap: str, *, small: bool = False) -> bool:
        letter = page.written[at]
        if len(letter) != 1 or page.keys[at] not in self._initials:
            return False
        after = page.text[page.ends[at] : page.ends[at] + 1]
        if letter in "AIai" and "." not in (gap[:1], after):
            return letter.isupper() and not _WORDS_FOLLOW.match(page.text, page.ends[at])
        return letter.isupper() or small

    def _is_source(self, page: Page, first: int, last: int) -> bool:
        places = range(first, last + 1)
        titles = [page.keys[n] for n in places if page.keys[n] in self._words.title_set]
        names = [n for n in places if page.keys[n] not in self._words.title_set]
        tokens = [page.keys[n] for n in names]
        own = [t for t in tokens if len(t) > 1 and not known(t, self._shared)]
        if not own:
            return self._shared_is_source(titles, tokens)
        if not titles and len(tokens) == 1 and self._is_street(page, last):
            return False
        if not titles and len(tokens) == 1 and self._is_time_or_place(page, last):
            return False
        if len(tokens) == 1 and not titles and tokens[0] in self._short:
            return self._short_is_source(page, names[0])
        if titles or len(own) > 1 or any(not known(t, self._weak) for t in own):
            return True
        return self._weak_is_source(page, names, own)

    def _short_is_source(self, page: Page, at: int) -> bool:
        """A short name alone: not the second word of another's ("Little Mo"), nor a plain word."""
        key, gap = page.keys[at], page.gap(at - 1) if at else ""
        before = page.written[at - 1] if at and gap == " " and page.free[at - 1] else ""
        if before.casefold() in _BYNAMES:
            return False
        if before[:1].isupper() and not starts_sentence(page.text, page.starts[at - 1]):
            return False
        if key not in self._pet and not known(key, self._weak):
            return True
        return self._weak_is_source(page, [at], [key])

    def _weak_is_source(self, page: Page, names: list[int], own: list[str]) -> bool:
        text, end = page.text, page.ends[names[-1]]
        if self._words.speaks.match(text, end):
            return True
        if not page.written[names[-1]][0].isupper():
            return False
        # Two letters that are no word ("Jo", "Li") are a name wherever they have their capital.
        no_word = any(not known(token, self._common) for token in own)
        begins = starts_sentence(text, page.starts[names[0]])
        acts = self._words.acts.match(text, end) is not None or _APPOSED.match(text, end)
        return no_word or len(names) > 1 or not begins or bool(acts)

    def _shared_is_source(self, titles: list[str], tokens: list[str]) -> bool:
        if titles and (set(titles) <= self._titles or self._childish & set(tokens)):
            return True
        initials = {token for token in tokens if len(token) == 1}
        return bool(initials & self._initials - self._subject_initials)

    def _is_time_or_place(self, page: Page, at: int) -> bool:
        before = page.keys[at - 1] if at and page.gap(at - 1).isspace() else ""
        after = page.keys[at + 1] if at + 1 < len(page.keys) and page.gap(at).isspace() else ""
        return names_time_or_place(page.keys[at], before, after, self._words)

    def _is_street(self, page: Page, at: int) -> bool:
        return at + 1 < len(page.keys) and page.keys[at + 1] in self._words.street_set

    def _by(self, token: str) -> Sequence[str]:
        """Give the names that a word may be a near spelling of: those of its first letter."""
        names = self._by_letter.get(token[0], ()) if len(token) >= SHORTEST_NEAR else ()
        ordinary = names and (token in self._spared or token in self._words.ordinary_names)
        return () if ordinary else names

    def _claim_near(self, page: Page, at: int) -> None:
        """Take a near spelling for the name where a capital or a title tells that it is one."""
        token, end = page.keys[at], page.ends[at]
        if page.text[page.starts[at] - 1 : page.starts[at]] in {"@", "."} or page.text[
            end : end + 1
        ] in {"@", "-"}:
            return
        titled = at > 0 and page.free[at - 1] and page.keys[at - 1] in self._words.title_set
        if not titled and not self._may_be_name(page, at, token):
            return
        for name in self._by(token):
            plain = name in self._words.common or name in self._shared
            if (titled or not plain) and alike(token, name):
                page.claim(at - titled, at, SOURCE)
                return

    def _may_be_name(self, page: Page, at: int, token: str) -> bool:
        if not page.written[at][0].isupper() or starts_sentence(page.text, page.starts[at]):
            return False
        return token not in self._words.role_words


def _pet_names(tokens: SourceTokens, words: RedactionWords) -> set[str]:
    """Short forms of the forenames, but for words that are also something else."""
    found = {form for person in tokens.people for form in shortened(person.tokens[0])}
    last = {person.tokens[-1] for person in tokens.people if len(person.tokens) > 1}
    last -= tokens.shared
    found |= {name + ending for name in last for ending in ("y", "ie", "o") if name.isalpha()}
    found |= {form for name in last for form in shortened(name) if form.endswith(("y", "ie"))}
    return found - words.common - words.place_words - words.role_words - words.generic
