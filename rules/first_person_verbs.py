"""Puts somebody in the place of the writer, and the verb into the third person."""

import re

from rules.first_person_words import FirstPersonWords
from rules.text_marks import CHANGED, SOURCE

_NEXT = re.compile(r" (?P<verb>[a-z]+(?:'t)?)(?![\w'])", re.IGNORECASE)
_WORDS = re.compile(r"[a-z]+(?:'[a-z]+)?")
_HELPERS = frozenset(
    {"have", "had", "has", "am", "was", "were", "been", "can", "could", "did", "do", "be", "is"}
    | {"ve", "will", "would", "should", "must", "may", "might"}
)
_FAR = 6
_FORMS = {"m": " is", "re": " is", "ve": " has", "d": " had", "ll": " will"}
_IRREGULAR = {
    "am": "is",
    "are": "is",
    "were": "was",
    "have": "has",
    "do": "does",
    "go": "goes",
    "don't": "doesn't",
    "dont": "doesn't",
    "haven't": "hasn't",
    "havent": "hasn't",
    "aren't": "isn't",
    "weren't": "wasn't",
    "ain't": "isn't",
}
_NO_VERBS = frozenset(
    {"at", "in", "on", "of", "to", "and", "or", "but", "from", "by", "with", "for", "as", "both"}
    | {"who", "the", "a", "an", "not"}
)
_ALSO = re.compile(
    r"(\b(?:and|but|or) )(have|haven't|havent|am|are|do|don't|dont)(?![\w'])", re.IGNORECASE
)
_SIBILANT = re.compile(r"(?:s|x|z|ch|sh|o)\Z")


def main_verb(words: str, says: FirstPersonWords, *, helpers: bool = True) -> str:
    """Give the verb that follows the writer, past adverbs and (``helpers``) have, was, could."""
    for word in _WORDS.findall(words.lower())[:_FAR]:
        if word in says.adverb_set or word.endswith("ly") or (helpers and word in _HELPERS):
            continue
        return str(word)
    return ""


def as_somebody(text: str, match: re.Match[str], says: FirstPersonWords) -> tuple[str, int]:
    """Put somebody in the place of the writer; give also where to go on."""
    before, words = text[: match.start()], text[match.end() :]
    head = CHANGED + SOURCE
    joined = (match["joined"] or {"im": "m", "ive": "ve"}.get(match["short"] or "", "")).lower()
    if joined:
        would = joined == "d" and not _is_past(main_verb(words, says, helpers=False), says)
        head += " would" if would else _FORMS[joined]
        return before + head + _agreeing(words, says), len(before) + len(head)
    at = 0
    while (found := _NEXT.match(words, at)) and _is_adverb(found["verb"].lower(), says):
        at = found.end()
    if found:
        verb = _third(found["verb"], says)
        words = f"{words[: found.start('verb')]}{verb}{_agreeing(words[found.end() :], says)}"
    return before + head + words, len(before) + len(head)


def _agreeing(words: str, says: FirstPersonWords) -> str:
    """Put what else the writer has, is or does in the same clause into the third person."""
    if not _ALSO.search(words):
        return words
    end = says.end.search(words)
    stop = end.start() if end else len(words)
    return (
        _ALSO.sub(lambda also: also[1] + _IRREGULAR[also[2].lower()], words[:stop]) + words[stop:]
    )


def _is_past(verb: str, says: FirstPersonWords) -> bool:
    return verb.endswith(("ed", "en")) or verb in says.past_set or verb in {"been", "gone", "done"}


def _is_adverb(word: str, says: FirstPersonWords) -> bool:
    return (word in says.adverb_set and word not in {"do", "did"}) or word.endswith("ly")


def _third(verb: str, says: FirstPersonWords) -> str:
    small = verb.lower()
    if small in _IRREGULAR:
        return _IRREGULAR[small]
    if small in says.no_s or small in _NO_VERBS or small.endswith(("ed", "n't", "ing")):
        return verb
    if _SIBILANT.search(small):
        return verb + "es"
    if small.endswith("y") and small[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"
