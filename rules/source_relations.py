"""Reads off a narrative what its source is to others: "her nan, Maureen", "Phil the gas engineer".

The form gives the name; where the text sets a relation or a trade beside it, that relation points
to the same person wherever it stands.
"""

from rules.folding import normalise
from rules.redaction_words import RedactionWords
from rules.source_tokens import SourceTokens

_KINDS = frozenset({"source_name", "who_else_knows"})
_REACH = 48
# What the writer is to a subject is no relation of the one who told.
_SPARE = frozenset({"child", "children", "pupil", "student", "patient", "client", "tenant", "boss"})


def relations_beside(
    narrative: str, tokens: SourceTokens, words: RedactionWords
) -> tuple[str, ...]:
    """Give the relations and trades that stand beside the names of who told, and their synonyms."""
    text = normalise(narrative)
    found: list[str] = []
    for person in tokens.people:
        if person.kind not in _KINDS:
            continue
        for token in set(person.tokens) - tokens.shared:
            named = token[0].upper() + token[1:]
            short = (n[0].upper() + n[1:] for n in words.nicknames_of(token))
            for form in (named, *short):
                at = text.find(form)
                while at >= 0:
                    found += _beside(text, at, at + len(form), words)
                    at = text.find(form, at + 1)
    kin = [other for word in found for group in words.kin if word in group for other in group]
    return tuple(dict.fromkeys(word for word in (*found, *kin) if word not in _SPARE))


def _beside(text: str, start: int, end: int, words: RedactionWords) -> list[str]:
    before, after = text[max(0, start - _REACH) : start].lower(), text[end : end + _REACH].lower()
    matches = (words.beside_before.search(before), words.beside_after.match(after))
    return [" ".join(match[1].split()) for match in matches if match]
