"""Reads off a narrative where its source is: "Nurse Fleet on Willow", "Moses at Spinnaker".

What stands there with a capital is a ward, a building, a team of theirs, and points to them
wherever it stands; unless the form names it as a place, or it is a place that many share.
"""

import re

from rules.folding import fold, normalise, words_of
from rules.redaction_words import RedactionWords
from rules.source_tokens import SourceTokens

_SITE = re.compile(
    r"(?: [A-Z][a-z'-]+)?(?:'s)?,? (?:on|at|from|of|in) (?:the )?"
    r"((?:[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}|[A-Z]\d{1,2})(?![\w'-]))"
)


def sites_beside(
    narrative: str, tokens: SourceTokens, words: RedactionWords
) -> tuple[tuple[str, ...], ...]:
    """Give the words of each place at which the text sets somebody of the source."""
    text = normalise(narrative)
    if text.isupper():
        return ()
    shared = tokens.shared
    named = {token for person in tokens.people for token in person.tokens} - shared
    found: dict[tuple[str, ...], None] = {}
    for token in named:
        written = token[0].upper() + token[1:]
        at = text.find(written)
        while at >= 0:
            match = _SITE.match(text, at + len(written))
            if match and (site := _site(match[1], tokens, words)):
                found[site] = None
            at = text.find(written, at + 1)
    return tuple(found)


def _site(written: str, tokens: SourceTokens, words: RedactionWords) -> tuple[str, ...]:
    site = tuple(words_of(written))
    phrase = " ".join(site)
    shared = phrase in words.place_names or words.month_set.intersection(site)
    own = {word for person in tokens.people for word in person.tokens}
    own |= {word for name in tokens.subjects for word in name}
    kept = any(phrase in place for place in tokens.locations)
    plain = all(word in words.common or word in words.generic for word in site)
    if shared or kept or plain or own.intersection(site) or fold(written) in words.street_set:
        return ()
    return site if site[-1] not in words.street_set else ()
