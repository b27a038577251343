"""Finds in one text every mention of the source, and puts a placeholder in its place."""

import re
from collections.abc import Iterable

from rapidfuzz.distance import OSA

from rules.folding import flat, fold
from rules.redaction_words import (
    CONTACT,
    ORGANISATION,
    SOURCE,
    SUBJECT_CLOSES,
    SUBJECT_OPENS,
    RedactionWords,
)
from rules.source_names import SourceNames, alternatives, spelling, starts_sentence
from rules.source_tokens import DIGITS, SourceTokens, national, role_words

_WRAPPED = re.compile(f"{SUBJECT_OPENS}[^{SUBJECT_CLOSES}]*{SUBJECT_CLOSES}")
_HIDDEN = "\ue012"
_JOIN = r"(?:[\s\-.,&/']|and\b)*"
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)*")
_SHORTEST_NEAR, _LONG = 5, 8
_PHONE_DIGITS = 7


class Mentions:
    """The source of one form, ready to be found in any number of texts."""

    def __init__(self, tokens: SourceTokens, words: RedactionWords) -> None:
        """Compile what is looked for. ``tokens`` name the source, ``words`` the language."""
        self._tokens = tokens
        self._words = words
        self._names = SourceNames(tokens, words)
        self._organisation = _organisation(tokens, words)
        self._subjects = _subjects(tokens, words)
        self._others = _descriptions(tokens, words)
        self._literal = _literal(tokens)
        self._roles = role_words(words)
        title = rf"(?P<title>(?i:{'|'.join(words.titles)})\.?\s+)?"
        self._near_word = re.compile(
            rf"(?<![\w@.]){title}(?P<word>[A-Za-z][A-Za-z'-]{{4,}}?)(?='s\b|(?![\w@'-]))"
        )

    def replace(self, text: str) -> str:
        """Put placeholders for the source, and marks round the names of subjects.

        Args:
            text: as ``rules.folding.normalise`` leaves it.
        """
        text = self._contacts(text)
        if self._organisation:
            text = _on_flat(self._organisation, ORGANISATION, text)
        if self._subjects:
            text = _wrap(self._subjects, text)
        text = self._names.replace(text, _masked(text))
        text = self._near(text)
        return _on_flat(self._others, SOURCE, text) if self._others else text

    def _contacts(self, text: str) -> str:
        emails, domains = self._tokens.emails, self._tokens.domains[:1]
        text = _EMAIL.sub(lambda m: CONTACT if _of(m[0], emails, domains) else m[0], text)
        text = DIGITS.sub(self._phone, text)
        return self._literal.sub(CONTACT, text) if self._literal else text

    def _phone(self, match: re.Match[str]) -> str:
        number = national(match[0])
        for known in self._tokens.phones:
            if known in number or (len(number) >= _PHONE_DIGITS - 1 and known.endswith(number)):
                return CONTACT
        return match[0]

    def _near(self, text: str) -> str:
        """Take near spellings for the name where the spelling alone tells a name (a capital)."""
        masked = flat(_masked(text))
        spans = [match.span() for match in self._near_word.finditer(masked) if self._is_near(match)]
        return replace_spans(text, spans, SOURCE)

    def _is_near(self, match: re.Match[str]) -> bool:
        token = fold(match["word"])
        tokens = self._tokens
        known = {part for name in tokens.subjects for part in name} | self._words.place_names
        if token in known or token in self._words.common or token in self._words.generic:
            return False
        titled = match["title"] is not None
        if not titled and not self._may_be_name(match, token):
            return False
        return any(
            _alike(token, name)
            for person in tokens.people
            for name in person.tokens
            if titled or (name not in self._words.common and name not in tokens.shared)
        )

    def _may_be_name(self, match: re.Match[str], token: str) -> bool:
        if not match["word"][0].isupper() or starts_sentence(match.string, match.start()):
            return False
        return token not in self._roles and not any(
            token in place.split() for place in self._tokens.locations
        )


def _alike(token: str, name: str) -> bool:
    if min(len(token), len(name)) < _SHORTEST_NEAR or token[0] != name[0]:
        return False
    allowed = 2 if min(len(token), len(name)) >= _LONG else 1
    return OSA.distance(token, name, score_cutoff=allowed) <= allowed


def replace_spans(text: str, spans: Iterable[tuple[int, int]], stand_in: str) -> str:
    """Put one stand-in for each span; the spans do not overlap and come in order."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], stand_in]
        at = end
    return "".join((*pieces, text[at:]))


def _masked(text: str) -> str:
    return _WRAPPED.sub(lambda match: _HIDDEN * len(match[0]), text)


def _on_flat(pattern: re.Pattern[str], stand_in: str, text: str) -> str:
    return replace_spans(text, (m.span() for m in pattern.finditer(flat(_masked(text)))), stand_in)


def _wrap(pattern: re.Pattern[str], text: str) -> str:
    pieces, at = [], 0
    for match in pattern.finditer(flat(text)):
        start, end = match.span()
        pieces += [text[at:start], SUBJECT_OPENS, text[start:end], SUBJECT_CLOSES]
        at = end
    return "".join((*pieces, text[at:]))


def _of(email: str, emails: tuple[str, ...], domains: tuple[str, ...]) -> bool:
    address = email.casefold().rstrip(".")
    domain = address.rpartition("@")[2]
    return address in emails or any(domain == d or domain.endswith("." + d) for d in domains)


def _literal(tokens: SourceTokens) -> re.Pattern[str] | None:
    """Domains in web addresses, mail names, postcodes of the site."""
    sites = [r"\s*".join(site) for site in tokens.organisation.sites]
    names = [re.escape(part) for part in (*tokens.domains, *tokens.local_parts)]
    if not (sites or names):
        return None
    either = "|".join(sorted((*sites, *names), key=len, reverse=True))
    return re.compile(
        rf"(?<![^\W_])(?:https?://)?(?:www\.)?(?:{either})(?![^\W_])(?:/\S*)?", re.IGNORECASE
    )


def _subjects(tokens: SourceTokens, words: RedactionWords) -> re.Pattern[str] | None:
    """A subject's name whole, in either order; single words only where the source has no such."""
    forms: list[str] = []
    people = {token for person in tokens.people for token in person.tokens}
    initials = {person.tokens[0][0] for person in tokens.people}
    for name in tokens.subjects:
        spelt = [spelling(token) for token in name]
        forms.append(r"[\s,.-]+".join(spelt))
        if len(name) > 1:
            forms += [rf"{spelt[-1]},?\s+{spelt[0]}", rf"{spelt[0]}\s+{spelt[-1]}"]
        if len(name) > 1 and name[0][0] not in initials:
            forms.append(rf"(?-i:{re.escape(name[0][0].upper())})\.?\s*{spelt[-1]}")
        forms += [
            rf"(?-i:{spelling(token.capitalize())}|{spelling(token.upper())})"
            if token in words.common
            else spelling(token)
            for token in name
            if token not in people and len(token) > 1
        ]
    return re.compile(alternatives(forms), re.IGNORECASE) if forms else None


def _organisation(tokens: SourceTokens, words: RedactionWords) -> re.Pattern[str] | None:
    known = tokens.organisation
    forms = [_phrase(form) for form in known.full]
    institution = "|".join(words.institution_words)
    for form in known.short:
        # A place of the information may carry the same name: then only the institution goes.
        place = any(" ".join(form) in text for text in tokens.locations)
        rest = rf"(?:{_JOIN}(?:{institution})(?![^\W_]))+" if place else ""
        house = r"(?<!\d\s)(?<!\d[a-z]\s)" if form[-1] in words.street_words else ""
        forms.append(house + _phrase(form) + rest)
    forms += [r"\.?".join(acronym) for acronym in known.acronyms]
    if not forms:
        return None
    return re.compile(
        rf"(?:\b(?:the|our|my|this)\s+)?{alternatives(forms)}(?:\s(?-i:HA|FT|NHS|CIO|CIC)\b)?",
        re.IGNORECASE,
    )


def _phrase(form: tuple[str, ...]) -> str:
    return _JOIN.join(_word(word) for word in form if word != "and" or len(form) == 1)


def _word(word: str) -> str:
    return r"(?:st\.?|saint)" if word in {"st", "saint"} else "'?".join(word)


def _descriptions(tokens: SourceTokens, words: RedactionWords) -> re.Pattern[str] | None:
    """The roles of the submitter, and the relations by which the form names who told or knows."""
    forms = [r"[\s-]*".join(map(re.escape, role)) + "s?" for role in tokens.roles]
    forms += [re.escape(relation) for relation in tokens.descriptions]
    if not forms:
        return None
    owner = rf"(?:\b(?:his|her|their|my|our|the|an?|{_HIDDEN}'s?)\s+)?"
    kind = rf"(?:(?:{'|'.join(words.adjectives)})\s+)?"
    return re.compile(owner + kind + alternatives(forms), re.IGNORECASE)
