"""Names that a subject, or somebody else, shares with the source: those are not the source."""

import re

from rules.folding import words_of
from rules.name_forms import alike, starts_sentence
from rules.other_people import may_open_as_name
from rules.reading import Reading
from rules.redaction_words import RedactionWords
from rules.source_tokens import SourceTokens

_INITIALS = frozenset("BCDEFGHJKLMNOPQRSTUVWXYZ")


def same_as_subject(name: tuple[str, ...], tokens: SourceTokens) -> bool:
    """Say whether a name, written as one word, is in the name of a subject."""
    return any("".join(name) in "".join(subject) for subject in tokens.subjects)


def is_subject(own: tuple[str, ...], tokens: SourceTokens) -> bool:
    """Say whether these words are the name of a subject, wherever hyphens and apostrophes are."""
    whole = "".join(own)
    return any(whole == "".join(words_of("".join(subject))) for subject in tokens.subjects)


def without_subjects(reading: Reading, tokens: SourceTokens, words: RedactionWords) -> str:
    """Both readings of the words without the names of subjects, so that those survive.

    Where a text holds a subject's name whole, their forename alone is taken for theirs too, and
    their surname after a title: nobody reads it otherwise. A shared surname after the forename of
    somebody else (the mother of the subject) is that person's.
    """
    text = f"{reading.closed}|{reading.parted}"
    for subject in sorted(tokens.subjects, key=len, reverse=True):
        name = [word for token in subject for word in ("".join(words_of(token)),)]
        if len(name) > 1:
            whole = text
            split = [part for token in subject for part in words_of(token.replace("-", " "))]
            initial = [name[0][0], name[-1]]
            for form in (name, split, name[::-1], [name[0], name[-1]], [name[-1], name[0]]):
                text = _without(text, form)
            if text != whole:
                text = _bare(text, name, words)
            text = _without(text, initial)
    for other in _others(reading, tokens, words):
        text = _without(text, other)
    return text


def _bare(text: str, name: list[str], words: RedactionWords) -> str:
    text = _without(text, name[:1])
    for title in words.titles:
        if f" {title} {name[-1]}" in text:
            text = _without(text, [title, name[-1]])
    return text


def _without(text: str, form: list[str]) -> str:
    phrase = " ".join(form)
    return text.replace(f" {phrase} ", " | ").replace(f" {phrase}s ", " | ")


def _others(reading: Reading, tokens: SourceTokens, words: RedactionWords) -> list[list[str]]:
    """Give the names of others who share one of their names with the source.

    A surname of the source after a forename that is none of theirs, or a forename before a surname
    that is none: known by their capitals, so not in a text all in capitals.
    """
    found: list[list[str]] = []
    if reading.raw.isupper():
        return found
    own = {part for person in tokens.people for token in person.tokens for part in _parts(token)}
    first = {"".join(words_of(person.tokens[0])) for person in tokens.people}
    for token in sorted(own & reading.words):
        # Bounded, and from a word's start: linear.
        for match in re.finditer(
            rf"(?<![\w'-])(?:([A-Z][a-z'-]{{0,30}})\"? \"?)?{re.escape(token)}(?![^\W_])"
            r"(?: ([A-Z][a-z'-]{2,30})(?![^\W_]))?",
            reading.raw,
            re.IGNORECASE,
        ):
            before, after = match.groups()
            if before and _is_forename(
                before, own, first, words, opens=starts_sentence(reading.raw, match.start())
            ):
                found.append(["".join(words_of(before)), token])
            if after and token in first and _is_name(after, own, words):
                found.append([token, "".join(words_of(after))])
    return found


def _is_forename(
    written: str, own: set[str], first: set[str], words: RedactionWords, *, opens: bool
) -> bool:
    """Say whether a word before a surname of the source is the forename of somebody else."""
    name = "".join(words_of(written))
    if len(written) == 1:
        return written in _INITIALS and not any(one[0] == name for one in own)
    known = words.is_forename(name)
    if not _is_name(written, own, words, known=known) or any(name[:2] == n[:2] for n in first):
        return False
    return known or not opens or may_open_as_name(name, words)


def _is_name(written: str, own: set[str], words: RedactionWords, *, known: bool = False) -> bool:
    """Say whether a word is written as a name, and is neither the source's nor a plain word."""
    name = "".join(words_of(written))
    if not (written[0].isupper() and written[1:].islower()) or name in own:
        return False
    plain = not known and (name in words.common or name in words.telling_verbs)
    spare = words.no_facts | words.role_words | words.street_set | words.generic
    return not plain and name not in spare and not any(alike(name, one) for one in own)


def _parts(token: str) -> set[str]:
    return {"".join(words_of(token)), *(part for part in token.split("-") if len(part) > 1)}
