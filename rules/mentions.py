"""Finds in one text every mention of the source, and puts a placeholder in its place."""

import re

from rules.name_forms import closed, forms_of
from rules.organisation_forms import POSTCODE
from rules.page import Page, Phrases
from rules.redaction_words import RedactionWords
from rules.source_descriptions import numbered
from rules.source_names import SourceNames
from rules.source_places import SourcePlaces
from rules.source_tokens import DIGITS, SourceTokens, national
from rules.text_marks import CONTACT, KEPT, SOURCE, SUBJECT_OPENS

_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)*")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s)>\]]+|(?<![\w.-])[\w-]+(?:\.[\w-]+)+(?:/[^\s)>\]]*)?"
)
_EXTENSION = re.compile(r"[\s,]*\(?(?:ext?n?|x)\.?:?\s*\d{1,6}\)?", re.IGNORECASE)
_PHONE_DIGITS = 7
_WHOSE = frozenset({"his", "her", "their", "the", "our", "my", "this", "a", "an"})


class Mentions:
    """The source of one form, ready to be found in any number of texts."""

    def __init__(self, tokens: SourceTokens, words: RedactionWords) -> None:
        """Sort what is looked for. ``tokens`` name the source, ``words`` the language."""
        self._tokens = tokens
        self._words = words
        self._names = SourceNames(tokens, words)
        self._places = SourcePlaces(tokens, words)
        people = {token for person in tokens.people for token in person.tokens}
        self._subjects = Phrases(
            form for name in tokens.subjects for form in _subject_forms(name, people)
        )
        self._subject_words = {
            word for forms in self._subjects.forms.values() for f in forms for word in f
        }
        self._squashed = {
            "".join(closed(token).replace("-", "") for token in name) for name in tokens.subjects
        }
        source_initials = {person.tokens[0][0] for person in tokens.people}
        self._by_initial = {
            (name[0][0], closed(name[-1])) for name in tokens.subjects if len(name) > 1
        }
        self._by_initial = {pair for pair in self._by_initial if pair[0] not in source_initials}
        self._numbers = numbered(tokens.numbers)
        self._roles = Phrases([*tokens.roles, *(_words(text) for text in tokens.descriptions)])
        self._relations = Phrases(_words(text) for text in tokens.relations)
        self._mail_names = Phrases(_words(part) for part in tokens.local_parts)

    def replace(self, text: str) -> str:
        """Put placeholders for the source, and marks round the names of subjects.

        Args:
            text: as ``rules.folding.normalise`` leaves it.
        """
        page = Page(text)
        self._claim_contacts(page)
        self._claim_each(page, self._places.kept, KEPT)
        self._claim_subjects(page, whole=True)
        self._places.claim(page)
        self._claim_subjects(page, whole=False)
        self._names.claim(page)
        self._claim_each(page, self._mail_names, CONTACT)
        self._claim_roles(page)
        return page.marked()

    def is_subject(self, squashed: str) -> bool:
        """Say whether this, letters only, is the name of a subject."""
        return squashed in self._squashed

    def _claim_contacts(self, page: Page) -> None:
        text, tokens = page.text, self._tokens
        self._claim_addresses(page, text.casefold())
        if self._tokens.phones:
            for match in DIGITS.finditer(text):
                if self._is_phone(match[0]):
                    extension = _EXTENSION.match(text, match.end())
                    page.claim_span(
                        match.start(), extension.end() if extension else match.end(), CONTACT
                    )
        if self._numbers:
            for match in self._numbers.finditer(text):
                page.claim_span(*match.span(), CONTACT)
        if tokens.organisation.sites:
            for match in POSTCODE.finditer(text):
                if "".join(match[0].split()).casefold() in tokens.organisation.sites:
                    page.claim_span(*match.span(), CONTACT)

    def _claim_addresses(self, page: Page, small: str) -> None:
        tokens, text = self._tokens, page.text
        if not any(one in small for one in (*tokens.emails, *tokens.domains[:1])):
            return
        for match in _EMAIL.finditer(text):
            if _of(match[0], tokens.emails, tokens.domains[:1]):
                page.claim_span(*match.span(), CONTACT)
        for match in _ADDRESS.finditer(text):
            if any(domain in match[0].casefold() for domain in tokens.domains[:1]):
                page.claim_span(*match.span(), CONTACT)

    def _is_phone(self, written: str) -> bool:
        number = national(written)
        return any(
            known in number or (len(number) >= _PHONE_DIGITS - 1 and known.endswith(number))
            for known in self._tokens.phones
        )

    def _claim_each(self, page: Page, phrases: Phrases, mark: str) -> None:
        for first, last in page.seek(phrases):
            page.claim(first, last, mark)

    def _claim_subjects(self, page: Page, *, whole: bool) -> None:
        if whole:
            self._claim_initialled(page)
        for at, last in page.seek(self._subjects):
            if (whole and last == at) or (last == at and self._is_plain_word(page, at)):
                continue
            self._claim_subject(page, at, last)

    def _claim_subject(self, page: Page, first: int, last: int) -> None:
        end, key = page.ends[last], page.keys[last]
        if key not in self._subject_words and key.removesuffix("s") in self._subject_words:
            end -= 1
        page.claim_span(page.starts[first], end, SUBJECT_OPENS)

    def _claim_initialled(self, page: Page) -> None:
        """``D Alder``: unless the source has that initial."""
        for initial, surname in self._by_initial:
            for at in page.where.get(initial, ()):
                named = page.near(at) and page.keys[at + 1] in {surname, surname + "s"}
                if named and page.free[at + 1] and page.written[at].isupper():
                    self._claim_subject(page, at, at + 1)

    def _is_plain_word(self, page: Page, at: int) -> bool:
        return page.keys[at] in self._words.common and not page.written[at][0].isupper()

    def _claim_roles(self, page: Page) -> None:
        """The roles of the submitter, and the relations by which the form says who told."""
        words = self._words
        for at, last in page.seek(self._roles):
            first = at
            if first and page.free[first - 1] and page.keys[first - 1] in words.adjective_set:
                first -= 1
            if first and page.free[first - 1] and page.keys[first - 1] in words.owners:
                first -= 1
            page.claim(first, last, SOURCE)
        for at, last in page.seek(self._relations):
            owned = at > 0 and page.free[at - 1] and page.keys[at - 1] in _WHOSE
            if owned or page.written[at][0].isupper() or page.keys[at] in words.kin_set:
                page.claim(at - owned, last, SOURCE)


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z0-9]+", text.casefold().replace("'", "")))


def _of(email: str, emails: tuple[str, ...], domains: tuple[str, ...]) -> bool:
    address = email.casefold().rstrip(".")
    domain = address.rpartition("@")[2]
    return address in emails or any(domain == d or domain.endswith("." + d) for d in domains)


def _subject_forms(name: tuple[str, ...], people: set[str]) -> list[tuple[str, ...]]:
    """A subject's name whole, in either order; single words only where the source has no such."""
    spelt = [forms_of(token) for token in name]
    forms = [tuple(word for form in spelt for word in form[0])]
    if len(name) > 1:
        first, last = spelt[0][0], spelt[-1][0]
        forms += [(*last, *first), (*first, *last), ("".join((*first, *last)),)]
        forms.append(tuple(word for form in (*spelt[1:], spelt[0]) for word in form[0]))
    for token, each in zip(name, spelt, strict=True):
        if token not in people and len(token) > 1:
            forms += each
    return forms
