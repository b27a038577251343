"""The ways in which an organisation is written: whole, short, by its letters, by its site."""

import re
from dataclasses import dataclass

from rules.folding import fold, normalise, words_of
from rules.redaction_words import RedactionWords

POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
_PAIR = re.compile(r"\b(\w)\w* ?(?:&|and) ?(\w)\w*")
_FORMERLY = re.compile(
    r"^ *(?:formerly|previously|once|was|ex|now|trading as|t/a|aka|part of|of) (?:the )?",
    re.IGNORECASE,
)
_SHORTEST = 3
_LONG = 5


@dataclass(frozen=True)
class OrganisationForms:
    """The ways to write an organisation, as folded words: whole, short, acronym, site.

    ``heads`` are words that begin its name and may stand alone, ``marks`` words of it that no other
    has and that an article shows (the Otters), ``kinds`` what it may be called
    with an article: the pantry; ``branches`` what one of its places is called: a library.
    """

    full: tuple[tuple[str, ...], ...]
    short: tuple[tuple[str, ...], ...]
    acronyms: tuple[str, ...]
    sites: tuple[str, ...]
    heads: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    kinds: tuple[tuple[str, ...], ...] = ()
    branches: tuple[str, ...] = ()


def organisation_forms(organisation: str, words: RedactionWords) -> OrganisationForms:
    """Give the ways in which an organisation is written.

    The first part (before a comma, a dash, a bracket) is its name, the rest are sites, of which a
    place that many share (``places``) does not identify.
    """
    text = normalise(organisation)
    sites = tuple(dict.fromkeys(_squash(code[0]) for code in POSTCODE.finditer(text)))
    parts = [part for part in re.split(r",| - |[()\n;/]", POSTCODE.sub("", text)) if part.strip()]
    parts = [_FORMERLY.sub("", part) for part in parts]
    lists = [tuple(words_of(part)) for part in parts]
    whole = tuple(word for part in lists for word in part)
    full = [strip_article(form) for form in (whole, *lists) if form]
    short = [form for part in full for form in _short_forms(part, words)]
    short += [form for part in lists for form in _beginnings(strip_article(part), words)]
    short += [form for part in lists for form in _skipping(strip_article(part), words)]
    full = [form for form in full if _identifies(form, words) or form == strip_article(whole)]
    short += [form for each in (*full, *short) for form in _spelt(each, words)]
    short += [form for part in parts for form in _owned(part, words)]
    acronyms = [acronym for part in parts for acronym in _acronyms(part, words)]
    return OrganisationForms(
        tuple(dict.fromkeys(full)),
        tuple(form for form in dict.fromkeys(short) if form not in full),
        tuple(dict.fromkeys(acronyms)),
        sites,
        tuple(dict.fromkeys(head for part in lists for head in _head(part, words))),
        tuple(dict.fromkeys(mark for part in lists for mark in _marks(part, words))),
        tuple(dict.fromkeys(kind for part in lists for kind in _kind(part, words))),
        tuple(words.branches[word] for word in whole if word in words.branches),
    )


def letters_of(label: str, organisation: str) -> bool:
    """Say whether a part of an address is the letters of an organisation: pht, of its e-mail."""
    initials = [word[0] for word in words_of(organisation)]
    at = iter(initials)
    return _SHORTEST <= len(label) <= len(initials) and all(letter in at for letter in label)


def strip_article(form: tuple[str, ...]) -> tuple[str, ...]:
    """Take a leading "the" off, unless nothing else is there."""
    return form[1:] if len(form) > 1 and form[0] in {"the", "our"} else form


def _short_forms(form: tuple[str, ...], words: RedactionWords) -> list[tuple[str, ...]]:
    forms = []
    while len(form) > 1 and form[-1] in words.generic:
        form = form[:-1]
        if _identifies(form, words):
            forms.append(form)
    return forms


def _beginnings(form: tuple[str, ...], words: RedactionWords) -> list[tuple[str, ...]]:
    """Give what a name begins with, where that singles it out: Solent Mutual of a longer name."""
    found = []
    for size in range(2, len(form)):
        begins = form[:size]
        telling = [word for word in begins if word not in words.generic]
        enough = len(telling) > 1 and any(word not in words.place_words for word in telling)
        if enough and begins[-1] not in words.linking_words and _identifies(begins, words):
            found.append(begins)
    return found


def _skipping(form: tuple[str, ...], words: RedactionWords) -> list[tuple[str, ...]]:
    """Give a name without the kinds within it: Nimrod Hut of Nimrod Youth Hut."""
    inner = tuple(word for word in form[1:-1] if word not in words.generic)
    short = (*form[:1], *inner, *form[-1:])
    return [short] if len(short) < len(form) and _identifies(short, words) else []


def _kind(form: tuple[str, ...], words: RedactionWords) -> list[tuple[str, ...]]:
    """Give the end of a name that says what it is: the food bank, the Vets, the Rest."""
    while len(form) > 1 and form[-1] in words.place_words:
        form = form[:-1]
    ends = (form[-size:] for size in (1, 2, 3) if len(form) > size)
    last = form[-1] if len(form) > 1 and len(form[-1]) > _SHORTEST else ""
    alone = last and last not in words.place_words and last not in words.street_set
    return [end for end in ends if "".join(end) in words.venues or (alone and len(end) == 1)]


def _spelt(form: tuple[str, ...], words: RedactionWords) -> list[tuple[str, ...]]:
    """Give a form with its kinds shortened: Dickson Crt."""
    found = []
    for at, word in enumerate(form):
        found += [(*form[:at], short, *form[at + 1 :]) for short in words.shortened(word)]
    return found


def _owned(part: str, words: RedactionWords) -> list[tuple[str, ...]]:
    """Give a name without the "s" of its possessive: St Joseph's."""
    plain = tuple(words_of(re.sub(r"['\u2019]s\b|s['\u2019](?!\w)", "", part)))
    forms = (
        []
        if plain == tuple(words_of(part))
        else [plain, *_short_forms(plain, words), *_beginnings(plain, words)]
    )
    return [form for form in forms if len(form) > 1 and _identifies(form, words)]


def _head(form: tuple[str, ...], words: RedactionWords) -> tuple[str, ...]:
    """Give the word that a name begins with, where it may be used alone: Lantern, the Bridge."""
    named = strip_article(form)
    if len(named) < _SHORTEST - 1 or len(named[0]) <= _SHORTEST or named[0] in words.place_words:
        return ()
    plain = named[0] in words.ordinary_names and not (named != form and named[0] in words.common)
    return () if plain else (named[0],)


def _marks(form: tuple[str, ...], words: RedactionWords) -> list[str]:
    """Give the words of a name that are neither a kind, a place, a name nor a plain word."""
    spare = words.ordinary_names | words.place_words | words.role_words | words.no_labels
    return [
        word
        for word in form
        if len(word) >= _LONG
        and word.isalpha()
        and word not in spare
        and not words.is_forename(word)
    ]


def _identifies(form: tuple[str, ...], words: RedactionWords) -> bool:
    """Say whether words single out one organisation: neither a shared place nor mere kinds."""
    telling = [word for word in form if word not in words.generic]
    if not telling or " ".join(form) in words.place_names or " ".join(telling) in words.place_names:
        return False
    if len(telling) == 1:
        return len(telling[0]) >= _SHORTEST and telling[0] not in words.common
    return True


def _acronyms(part: str, words: RedactionWords) -> list[str]:
    written = [token.casefold() for token in re.findall(r"\b[A-Z]{3,}\b", part)]
    tokens = [word for word in re.findall(r"[\w']+", part) if word[0].isalpha()]
    initials = ["".join(word[0] for word in tokens if word.casefold() not in words.linking_words)]
    initials.append("".join(word[0] for word in tokens))
    telling = [word for word in tokens if word.casefold() not in words.linking_words]
    if telling and telling[0].casefold() in words.place_words:
        initials.append("".join(word[0] for word in telling[1:]))
    suffixes = {"cic", "ltd", "limited", "plc", "llp", "trust", "nhs", "company", "cio"}
    initials.append("".join(word[0] for word in telling if word.casefold() not in suffixes))
    initials += ["".join(pair) for pair in _PAIR.findall(part)]
    shouting = part.isupper()
    found = [*([] if shouting else written), *(token.casefold() for token in initials)]
    spare = words.no_acronyms
    shortest = _SHORTEST - ("&" in part)
    return [fold(word) for word in found if len(word) >= shortest and word not in spare]


def _squash(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", fold(text))
