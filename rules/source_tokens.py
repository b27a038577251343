"""What of a form identifies its source: names, organisation, contact details, role."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rules.folding import fold, normalise, words_of
from rules.organisation_forms import OrganisationForms, letters_of, organisation_forms
from rules.redaction_words import RedactionWords
from rules.source_descriptions import childish, descriptions, numbers
from schemas.enums import HowKnown
from schemas.form import CpiForm, Subject

DIGITS = re.compile(r"[+(\d](?:(?<=\+)\(?\d|(?<=\()\d|(?<=\d))(?:[\s().\-/]{0,3}\d){5,}")
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_DOOR = re.compile(r"\s*(?:flat |no\.? ?|number )?\d", re.IGNORECASE)
_OWNED = re.compile(r"'s\Z")
_SHORTEST = 3
_LONGEST = 3


@dataclass(frozen=True)
class SourceName:
    """One person of the source: where the name stood, and its words, folded, in order."""

    kind: str
    tokens: tuple[str, ...]
    titles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SourceTokens:
    """All that identifies the source of one form.

    ``subjects`` are the names of the subjects as folded words; a word that a subject shares with
    the source is ``shared``. ``phones`` are national significant numbers. ``relations`` are what
    the narrative says that the source is to others.
    """

    people: tuple[SourceName, ...]
    descriptions: tuple[str, ...]
    subjects: tuple[tuple[str, ...], ...]
    organisation: OrganisationForms
    emails: tuple[str, ...]
    domains: tuple[str, ...]
    local_parts: tuple[str, ...]
    phones: tuple[str, ...]
    roles: tuple[tuple[str, ...], ...]
    locations: tuple[str, ...]
    chunks: tuple[tuple[str, ...], ...] = ()
    childish: frozenset[str] = frozenset()
    numbers: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()

    @property
    def shared(self) -> frozenset[str]:
        """Words of names that a subject and the source have in common."""
        subject = {token for name in self.subjects for token in name}
        return frozenset(subject & {token for name in self.people for token in name.tokens})


def source_tokens(form: CpiForm, words: RedactionWords) -> SourceTokens:
    """Read off a form what its outgoing texts must not hold (domain 2.4)."""
    subjects = subject_names(form.subjects, words)
    submitter = form.submitter
    email = normalise(submitter.email).casefold()
    local, _, domain = email.partition("@")
    people = _people(form, subjects, words)
    named = {token for name in subjects for token in name}
    named |= {token for person in people for token in person.tokens}
    locations = [(place.text, place.address) for place in form.locations]
    homes = [(subject.address,) for subject in form.subjects]
    return SourceTokens(
        people=people,
        descriptions=descriptions(form, words),
        subjects=subjects,
        organisation=organisation_forms(submitter.organisation, words),
        # A placeholder such as a dash identifies nobody, and would stand in many texts.
        emails=(email,) if any(map(str.isalnum, email)) else (),
        domains=_domains(domain, submitter.organisation, words),
        local_parts=_local_parts(local, named, words),
        phones=phone_numbers((submitter.phone, submitter.safe_contact_time, submitter.name)),
        roles=_roles(submitter.role, words),
        locations=tuple(
            " ".join(words_of(text)) for row in (*locations, *homes) for text in row if text
        ),
        chunks=tuple(
            tuple(words_of(part))
            for row in (*locations, *homes)
            for text in row
            if text
            for part in re.split(r"[,;()\n]", text)
            if part.strip()
        ),
        childish=childish(form),
        numbers=numbers(form),
    )


def subject_names(
    subjects: Iterable[Subject], words: RedactionWords
) -> tuple[tuple[str, ...], ...]:
    """Give the names and aliases of the subjects as folded words, without titles."""
    names = [name for subject in subjects for name in (subject.name, *subject.aliases) if name]
    split = (name_tokens(re.sub(r"[(\[].*", "", name), words)[0] for name in names)
    return tuple(dict.fromkeys(tokens for tokens in split if tokens))


def name_tokens(name: str, words: RedactionWords) -> tuple[tuple[str, ...], frozenset[str]]:
    """Split a name into its folded words and its titles; ``SURNAME, Forename`` is turned round."""
    text = normalise(name)
    surname, comma, rest = text.partition(",")
    if comma and len(surname.split()) == 1 and _NAME_WORD.search(rest):
        text = f"{rest} {surname}"
    found = [fold(word) for word in _NAME_WORD.findall(text)]
    titles = frozenset(word for word in found if word in words.title_set)
    kept = tuple(word for word in found if word not in words.beside_names)
    return kept or tuple(found), titles


def _people(
    form: CpiForm, subjects: tuple[tuple[str, ...], ...], words: RedactionWords
) -> tuple[SourceName, ...]:
    tokens, titles = name_tokens(form.submitter.name, words)
    people = [SourceName("submitter_name", tokens, titles)] if tokens else []
    people += _heading(form.submitter.organisation, words)
    if form.source.name:
        told_by_subject = form.source.how_known is HowKnown.TOLD_BY_SUBJECT
        # A subject who told it stays in the text as a subject; only the telling goes.
        spare = subjects if told_by_subject else ()
        people += _named(form.source.name, "source_name", spare, words)
    for knows in form.source.who_else_knows:
        people += _named(knows, "who_else_knows", subjects, words)
    return tuple(people)


def _heading(organisation: str, words: RedactionWords) -> list[SourceName]:
    """Find who gives an organisation its name: Office of Dame Olivia Strang."""
    written = organisation.split()
    at = next(
        (n for n, word in enumerate(written) if fold(word.strip(".")) in words.title_set), None
    )
    if at is None or fold(written[at].strip(".")) in words.institution_set:
        return []
    return _named(" ".join(written[at:]), "organisation_name", (), words)


def _named(
    text: str, kind: str, spare: tuple[tuple[str, ...], ...], words: RedactionWords
) -> list[SourceName]:
    """Find the names in a description of people: ``Deputy head Mr Jones and Tom Baker``."""
    people = []
    for part in re.split(r"[,;/()&\n]|\band\b|\bat\b|\bof\b", normalise(text)):
        if _DOOR.match(part):
            continue  # where they live: "27 Ash Road"
        found = [_OWNED.sub("", word) for word in _NAME_WORD.findall(part)]
        titles = frozenset(fold(word) for word in found if fold(word) in words.title_set)
        known = _name_words(found, words, titled=bool(titles))
        if known and tuple(known) not in spare:
            people.append(SourceName(kind, tuple(known), titles))
    return people


def _name_words(found: list[str], words: RedactionWords, *, titled: bool) -> list[str]:
    """Keep of a part's words those that name: capitals, or small letters of a known forename."""
    folded = [fold(word) for word in found]
    ordinary = words.no_names
    lower = all(word.islower() for word in found)
    forename = bool(folded) and bool(words.nicknames_of(folded[0]))
    # "Ray Budden": a forename that is also a word, before a surname.
    whole = 1 < len(found) <= _LONGEST and all(word[0].isupper() for word in found)
    whole = whole and not ordinary.intersection(folded) and folded[-1] not in words.common
    kept = []
    for place, (word, token) in enumerate(zip(found, folded, strict=True)):
        named = titled or whole or (place > 0 and word[0].isupper()) or token not in words.common
        written = word[0].isupper() or (lower and forename and len(found) <= _LONGEST)
        if token not in ordinary and named and written:
            kept.append(token)
    return kept


def _domains(domain: str, organisation: str, words: RedactionWords) -> tuple[str, ...]:
    if not domain or domain in words.public_mail:
        return ()
    labels = [label for label in re.split(r"[.]", domain) if len(label) > _SHORTEST]
    saint = fold(organisation).startswith("st ")
    parts = re.split(r"[.-]", domain)
    labels += [p for p in parts if letters_of(p, organisation) or (saint and p.startswith("st"))]
    spare = words.no_labels | words.no_acronyms
    return (domain, *(label for label in dict.fromkeys(labels) if label not in spare))


def _local_parts(local: str, named: set[str], words: RedactionWords) -> tuple[str, ...]:
    """Give the name before the @ and its parts, but for those that are found as names anyway."""
    pieces = [local, *(piece for piece in re.split(r"[._+\-\d]+", local) if len(piece) > _SHORTEST)]
    return tuple(
        dict.fromkeys(
            fold(p)
            for p in pieces
            if len(p) >= _SHORTEST and fold(p) not in named and fold(p) not in words.no_mail_names
        )
    )


def phone_numbers(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Give the national significant numbers in texts: no 44, no leading 0."""
    written = (match[0] for text in texts for match in DIGITS.finditer(normalise(text or "")))
    return tuple(dict.fromkeys(number for number in map(national, written) if number))


def national(written: str) -> str:
    """Reduce a written number to its national significant digits."""
    digits = re.sub(r"\D", "", written)
    digits = re.sub(r"^(?:00)?44(?=\d{9,})", "", digits)
    return digits.lstrip("0")


def kept_places(tokens: SourceTokens, words: RedactionWords) -> list[tuple[str, ...]]:
    """Give the places of the form that only share a word with the organisation.

    "Larkfold Road" is where it happened; "Larkfold" and "Larkfold Academy" are where the source
    works, whoever wrote them into the field for the place.
    """
    known = tokens.organisation
    own = {*known.full, *known.short}
    kept = []
    for place in tokens.chunks:
        for form in known.short:
            rest = tuple(word for word in place if word not in form)
            telling = [
                word
                for word in rest
                if word not in words.institution_set or word in words.street_set
            ]
            if set(form) <= set(place) and telling and not _within(place, known.full):
                kept.append(place)
    return [place for place in kept if place not in own]


def _within(place: tuple[str, ...], forms: Iterable[tuple[str, ...]]) -> bool:
    text = f" {' '.join(place)} "
    return any(f" {' '.join(form)} " in text for form in forms)


def _roles(role: str | None, words: RedactionWords) -> tuple[tuple[str, ...], ...]:
    parts = re.split(r"[,;/()&|\n]| - |\bat\b|\band\b|\bfor\b", normalise(role or ""))
    split = (tuple(words_of(part)) for part in parts)
    return tuple(
        part for part in split if len(part) > 1 and any(w not in words.generic for w in part)
    )
