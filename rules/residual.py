"""The last check before release: is anything of the source left in an outgoing text?

Independent of the redactor on purpose (domain 2.4): it knows no grammar and no placeholders, only
the tokens of the source record and the words of the text. When in doubt it reports.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from rules.folding import words_of
from rules.name_forms import names_time_or_place, starts_sentence
from rules.reading import Reading, holds
from rules.redaction_words import RedactionWords
from rules.shared_names import is_subject, same_as_subject, without_subjects
from rules.sought import Sought
from rules.source_tokens import SourceTokens, kept_places, source_tokens
from schemas.form import CpiForm

_SHORTEST = 3
_REACH = 32
_LAST = re.compile(r"(\w+)\s+\Z")
_NEXT = re.compile(r"\s+(\w+)")
_APART = "\n; qxqxq ;\n"
"""Stands between texts that are looked at together: no name, number or street goes across it."""


@dataclass(frozen=True)
class Residual:
    """Something of the source in an outgoing text: which field, which kind. Never the words."""

    field: str
    kind: str


def residual(
    texts: Iterable[tuple[str, str]],
    form: CpiForm,
    words: RedactionWords,
    tokens: SourceTokens | None = None,
) -> tuple[Residual, ...]:
    """Report what is left of the source.

    Args:
        texts: the name of each field and its text.
        form: the form as it came, with its source.
        words: which words are common, which organisation words are generic.
        tokens: what identifies the source, where the caller has read it off the form already.

    Returns:
        One entry a field and kind: submitter_name, source_name, who_else_knows, email, phone,
        organisation, acronym, site, role.
    """
    tokens = tokens or source_tokens(form, words)
    sought = Sought(tokens)
    texts = list(texts)
    calm = [text for _, text in texts if not text.isupper()]
    # A name that a subject shares is judged by what else its own text holds.
    if (
        len(calm) > 1
        and not tokens.shared
        and not any(_kinds("", _APART.join(calm), sought, words))
    ):
        # Nothing in all of them together: only what is all in capitals reads differently alone.
        texts = [(field, text) for field, text in texts if text.isupper()]
    found = [
        Residual(field, kind)
        for field, text in texts
        for kind in _kinds(field, text, sought, words)
    ]
    return tuple(dict.fromkeys(found))


def strings(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Walk a dumped message: every string with its path, but for those of a closed vocabulary."""
    if isinstance(value, str):
        if not isinstance(value, Enum):
            yield path, value
        return
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from strings(part, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value):
            yield from strings(part, f"{path}.{place}")


def _kinds(field: str, text: str, sought: Sought, words: RedactionWords) -> Iterator[str]:
    reading = Reading(text)
    yield from _names(field, reading, sought, words)
    yield from _contacts(reading, sought)
    yield from _organisation(reading, sought, words)
    if any(holds(reading, role) for role in sought.tokens.roles):
        yield "role"


def _names(field: str, reading: Reading, sought: Sought, words: RedactionWords) -> Iterator[str]:
    tokens = sought.tokens
    own = tuple(words_of(reading.raw)) if field else ()
    masked = ""
    for person in sought.people:
        name = person.name
        if own == name and len(name) == 1 and (own in tokens.subjects):
            continue  # the one word that a subject's own field holds
        if person.glued and person.glued in reading.joined and not same_as_subject(name, tokens):
            yield person.kind
            continue
        if person.shown.isdisjoint(reading.words):
            continue
        if len(name) > 1 and (holds(reading, name) or holds(reading, name[::-1])):
            yield person.kind
            continue
        if field.endswith(".name") and is_subject(own, tokens):
            continue
        masked = masked or without_subjects(reading, tokens, words)
        # "The Dragomirs" are the subject's family as well.
        shared = tokens.shared
        if any(
            _token_left(part, masked, reading, words, plural=part not in shared)
            for part in person.parts
        ):
            yield person.kind


def _token_left(
    token: str, masked: str, reading: Reading, words: RedactionWords, *, plural: bool = True
) -> bool:
    if not token or token in words.particles:
        return False
    if len(token) >= _SHORTEST and token not in words.common:
        return any(_stands(form, masked, words) for form in (token, token + "s")[: 1 + plural])
    if not _stands(token, masked, words) or len(token) == 1:
        return False
    return _written_as_name(token, reading, words)


def _written_as_name(token: str, reading: Reading, words: RedactionWords) -> bool:
    """A word of the language, or of two letters, is the name where its capital shows it.

    Within a sentence, or at its start before a verb ("Grace overheard"); two letters that are no
    word ("Jo") wherever they have a capital.
    """
    shouting = reading.raw.isupper() and len(reading.raw.split()) > 1
    for match in re.finditer(
        rf"(?<![^\W_]){re.escape(token)}(?![^\W_])", reading.raw, re.IGNORECASE
    ):
        shown = (
            token not in words.common
            or not starts_sentence(reading.raw, match.start())
            or words.acts.match(reading.raw, match.end()) is not None
        )
        rest = reading.raw[match.end() : match.end() + _REACH]
        before = _LAST.search(reading.raw[max(0, match.start() - _REACH) : match.start()])
        after = _NEXT.match(rest)
        if names_time_or_place(
            token, before[1].lower() if before else "", after[1].lower() if after else "", words
        ):
            continue
        if (shouting or (match[0][0].isupper() and shown)) and not _street_follows(rest, words):
            return True
    return False


def _stands(token: str, masked: str, words: RedactionWords) -> bool:
    """Say whether the word stands there other than as the name of a street (Baker Street)."""
    at = masked.find(f" {token} ")
    while at >= 0:
        before = masked[max(0, at - _REACH) : at].rpartition(" ")[2]
        rest = masked[at + len(token) + 1 : at + len(token) + 1 + _REACH]
        after = rest.strip().partition(" ")[0]
        if not _street_follows(rest, words) and not names_time_or_place(
            token, before, after, words
        ):
            return True
        at = masked.find(f" {token} ", at + 1)
    return False


def _street_follows(rest: str, words: RedactionWords) -> bool:
    following = re.match(r"\W?([A-Za-z]+)", rest)
    return following is not None and following[1].casefold() in words.street_words


def _contacts(reading: Reading, sought: Sought) -> Iterator[str]:
    if any(part in reading.address for part in sought.addresses) or any(
        holds(reading, name) for name in sought.locals
    ):
        yield "email"
    if any(number in reading.digits for number in sought.numbers):
        yield "phone"


def _organisation(reading: Reading, sought: Sought, words: RedactionWords) -> Iterator[str]:
    tokens = sought.tokens
    known = tokens.organisation
    if any(site in reading.joined for site in known.sites):
        yield "site"
    if sought.begins.isdisjoint(reading.words):
        return
    reading = _without_places(reading, tokens, words)
    if any(holds(reading, form) for form in known.full):
        yield "organisation"
    if any(_short_left(form, reading, tokens, words) for form in known.short):
        yield "organisation"
    if any(holds(reading, (acronym,)) for acronym in known.acronyms):
        yield "acronym"


def _without_places(reading: Reading, tokens: SourceTokens, words: RedactionWords) -> Reading:
    """The text without the places of the form that only share a word with the organisation."""
    if not tokens.chunks:
        return reading
    return reading.without(f" {' '.join(place)} " for place in kept_places(tokens, words))


def _short_left(
    form: tuple[str, ...], reading: Reading, tokens: SourceTokens, words: RedactionWords
) -> bool:
    """Look for the short name; where it is also a place of the form, only as an institution.

    "Mill Lane" of "Mill Lane Primary School" may be the street where it happened: a form that
    gives that street as a location says so, and a house number before it does.
    """
    phrase = " ".join(form)
    street = form[-1] in words.street_set
    if not street:
        return any(_stands(phrase, text, words) for text in (reading.closed, reading.parted))
    if not any(phrase in place for place in tokens.locations):
        text = re.sub(rf" \d+[a-z]? {re.escape(phrase)} ", " | ", reading.closed)
        return f" {phrase} " in text
    return any(holds(reading, (*form, word)) for word in words.institution_words)
