"""What identifies the source of a form, as the last check looks for it in each text."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.folding import words_of
from rules.source_tokens import SourceName, SourceTokens

JOINED = 6
"""So long are letters or digits that are looked for without what parts them."""


@dataclass(frozen=True, slots=True)
class SoughtName:
    """One of the source: the words of the name, all together, and the words looked for alone."""

    kind: str
    name: tuple[str, ...]
    glued: str
    parts: tuple[str, ...]
    shown: frozenset[str]


class Sought:
    """What identifies the source, in the forms in which each text is searched for it."""

    def __init__(self, tokens: SourceTokens) -> None:
        self.tokens = tokens
        self.people = tuple(map(_sought_name, tokens.people))
        self.addresses = (*tokens.emails, *tokens.domains[:1])
        self.locals = tuple(name for part in tokens.local_parts if (name := tuple(words_of(part))))
        self.numbers = tuple(number for number in tokens.phones if len(number) >= JOINED)
        known = tokens.organisation
        forms = (*known.full, *known.short)
        self.begins = frozenset({*known.acronyms, *(form[0] for form in forms if form)})


def _sought_name(person: SourceName) -> SoughtName:
    name = tuple("".join(words_of(token)) for token in person.tokens)
    parts = tuple(_tokens(person.tokens))
    glued = "".join(name) if len(name) > 1 else ""
    return SoughtName(
        person.kind,
        name,
        glued if len(glued) >= JOINED else "",
        parts,
        frozenset(parts) | {part + "s" for part in parts},
    )


def _tokens(name: tuple[str, ...]) -> Iterator[str]:
    for token in name:
        yield "".join(words_of(token))
        if "-" in token:
            yield from token.split("-")
