"""Says which words of a narrative are the name of somebody who may be of the source."""

import re
from functools import cached_property

from rules.colleagues import shared_part
from rules.folding import fold
from rules.name_forms import starts_sentence
from rules.redaction_words import RedactionWords
from rules.source_tokens import SourceTokens

_FIRM = re.compile(r"\b(?:firm|company|business|employer|garage|shop|store|charity|agency),? \Z")
_NOT_ALONE = re.compile(
    r"(?:\b(?:van|von|der|den|de|la|le|el|al|bin|ibn|ap|at|in|on|near|around|outside|through|of|off"
    r"|towards?|into) |[A-Z][a-z]+ )\Z"
)
_HARMED = (
    r"\b(?:threaten|hit|punch|kick|slap|assault|attack|stab|robb?|bit|sp[ai]t at|abus|shov|push"
    r"|grab|strangl|rap|touch|follow|chas|stalk|scam|groom|bull[iy]|hurt|harm|injur|cut|harass)"
    r"(?:ed|d|led|s|es|ing|ied)? "
)
_JUST_HARMED = re.compile(_HARMED + r"\Z")
_VICTIM = re.compile(
    rf"{_HARMED}(?:(?:my|our|the|an?|his|her|their|another|[A-Z][a-z]+'s) (?:[a-z-]+,? ){{1,3}}?)?"
    r"((?:[A-Z][a-z]+ )?[A-Z][a-z]+)"
)
_NOBODY = frozenset(
    (
        *("neither", "nobody", "none", "each", "both", "all", "few", "many", "most", "several"),
        *("another", "everyone", "everybody", "someone", "somebody", "anyone", "anybody"),
        *("either", "who", "whoever", "men", "women", "children", "police", "staff", "mum"),
        *("dad", "nothing", "something"),
    )
)
_BEFORE = 16


class TellerNames:
    """The names in one narrative that no subject has, and nobody whom the form names as source."""

    def __init__(self, text: str, tokens: SourceTokens, words: RedactionWords) -> None:
        """Take the text, whom the form names, and the language."""
        self._text, self._small, self._words = text, text.lower(), words
        self._spared = {token for name in tokens.subjects for token in name}
        self._spared |= {token for person in tokens.people for token in person.tokens}

    @cached_property
    def _harmed(self) -> frozenset[str]:
        """Whoever was hurt is told of, and keeps the name."""
        return frozenset(fold(word) for one in _VICTIM.findall(self._text) for word in one.split())

    def is_harmed(self, at: int) -> bool:
        """Say whether somebody who is named from a place on was hurt there."""
        return _JUST_HARMED.search(self._text, max(0, at - _BEFORE), at) is not None

    def is_known(self, name: tuple[str, ...]) -> bool:
        """Say whether a word of it is known as a forename."""
        return any(map(self._words.is_forename, name))

    def kept(self, written: str, at: int, title: str = "") -> tuple[str, ...]:
        """Give the words of a name; nothing where it is none, or a subject's, or known already."""
        words = self._words
        if self._goes_on(self._text[max(0, at - _BEFORE) : at]):
            return ()
        rest = written.removeprefix(title)
        name = [fold(word).removesuffix("'s") for word in re.split(r"[ .]+", rest)]
        name = [word for word in name if word and word not in words.title_set]
        titled = len(name) < len(written.split())
        opens = starts_sentence(self._text, at) and not titled
        if opens and len(name) > 1 and name[0] in words.no_openers:
            name, opens = name[1:], False
        if not name or self._spared & {*name}:
            return ()
        if shared_part(tuple(name), self._small):
            return ()
        plain = (
            self._is_no_name(word, opens=opens and not place) for place, word in enumerate(name)
        )
        return () if any(plain) or self._harmed & {*name} else tuple(name)

    def _goes_on(self, before: str) -> bool:
        """Say whether the name of a firm or a place begins here, or one that began before."""
        if _FIRM.search(before):
            return True
        last = _NOT_ALONE.search(before)
        if last is None:
            return False
        written = last[0].strip()
        word = fold(written)
        known = word in self._words.tellers.nouns or word in self._words.no_openers
        return written.islower() or not known

    def _is_no_name(self, word: str, *, opens: bool) -> bool:
        words = self._words
        if words.is_forename(word):
            return False
        if word in words.no_tellers:
            return True
        if opens and word.endswith("s"):
            return True  # "Customers saw", "Keys logged out"
        return word in _NOBODY or (opens and (word in words.common or word in words.no_openers))
