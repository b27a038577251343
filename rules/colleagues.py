"""Finds in a narrative who else is of the source: named beside the writer, or at their work.

The form names who sent it and who told it; the text also names whom the writer was with ("me and
Jan"), who serves where they work ("Pearl on reception"), who is called theirs ("our caretaker
Len"). Each points to the source, so the name goes wherever it stands.
"""

import re
from collections.abc import Iterator

from rules.folding import fold, normalise
from rules.name_forms import initials, signs, starts_sentence
from rules.redaction_words import RedactionWords
from rules.source_tokens import SourceName, SourceTokens

_KIND = "colleague"
_PAIR = re.compile(r"([A-Z](?<=\b.)[A-Z]{1,2}) (?:and|&|\+|n) ([A-Z]{2,3})\b")


def colleagues(
    narrative: str, tokens: SourceTokens, words: RedactionWords
) -> tuple[SourceName, ...]:
    """Give the people of the source whom only the narrative names; no subject of the form."""
    text = normalise(narrative)
    if text.isupper():
        return ()
    found: dict[tuple[str, ...], None] = {}
    small = text.lower()
    for match in words.beside_writer.finditer(text):
        at = match.lastindex or 0
        opens = starts_sentence(text, match.start(at))
        written = _without_opener(match[at], words) if opens else match[at]
        name = _name(written, tokens, words, opens=opens and written == match[at])
        # "However, our manager": a word with a capital only because it begins the sentence.
        aside = text[match.end(at) : match.end(at) + 1] == ","
        if name and shared_part(name, small):
            continue
        if name and not (aside and opens and not words.is_forename(name[0])):
            found[name] = None
    for match in _PAIR.finditer(text):
        found |= _partner(match[1], match[2], tokens, words)
    return tuple(SourceName(_KIND, name) for name in found)


def shared_part(name: tuple[str, ...], small: str) -> bool:
    """Say whether a part of a double name also stands alone: the Cotters of Miss Cotter-Hughes."""
    return any(
        small.count(part) > small.count(word)
        for word in name
        if "-" in word
        for part in word.split("-")
    )


def _without_opener(written: str, words: RedactionWords) -> str:
    """Drop the word that begins a sentence before a name: ``Only Tess``."""
    first, _, rest = written.partition(" ")
    return rest if rest and fold(first) in words.no_openers else written


def _partner(
    one: str, other: str, tokens: SourceTokens, words: RedactionWords
) -> dict[tuple[str, ...], None]:
    """Give the initials beside the source's own: ``MT and LW``."""
    pair = {one.lower(), other.lower()}
    own = pair & signs(tokens, words)
    subjects = {initials(name) for name in tokens.subjects}
    beside = pair - own - words.acronym_set - words.common - subjects
    return dict.fromkeys((sign,) for sign in beside) if own else {}


def _name(
    written: str, tokens: SourceTokens, words: RedactionWords, *, opens: bool
) -> tuple[str, ...]:
    """Give the words of a name, without what is none; nothing where a subject has one of them."""
    name = tuple(_kept(written, words, opens=opens))
    known = {token for subject in tokens.subjects for token in subject}
    known |= {token for person in tokens.people for token in person.tokens}
    return () if known & {*name} else name


def _kept(written: str, words: RedactionWords, *, opens: bool) -> Iterator[str]:
    said = [fold(word) for word in written.split()]
    for word in said[len(said) > 1 and said[0] in words.title_set :]:
        plain = opens and word in words.common and not words.is_forename(word)
        if plain or word in words.no_facts or word in words.role_words or word in words.generic:
            return
        yield word
