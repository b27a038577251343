"""The words that redaction knows, from ``redaction.toml``."""

import re
from functools import cached_property
from typing import Annotated

from pydantic import BeforeValidator, field_validator, model_validator

from rules.datafile import Entry
from rules.folding import fold


def _split(value: object) -> object:
    return tuple(value.split()) if isinstance(value, str) else value


WordList = Annotated[tuple[str, ...], BeforeValidator(_split)]
"""Single words: a list, or one text with white space between them."""

SOURCE, ORGANISATION, CONTACT = "\ue000", "\ue001", "\ue002"
"""Stand in the text for a person of the source, the organisation, a contact detail."""

SUBJECT_OPENS, SUBJECT_CLOSES, CHANGED = "\ue010", "\ue011", "\ue020"
"""Stand around the name of a subject, and where a rule changed the text."""


class PhraseRule(Entry):
    """A phrase that points to the source, and what stands in its place.

    ``pattern`` is a regular expression: a space in it is any white space, and ``<NAME>`` one of
    the classes of words (see the head of ``redaction.toml``).
    """

    why: str
    pattern: str
    replacement: str


class RedactionWords(Entry):
    """What counts as pointing to a source (DESIGN 1, domain 2.4). Words are in lower case."""

    name_verbs: tuple[str, ...]
    titles: WordList
    post_nominals: WordList
    particles: WordList
    common_words: WordList
    nicknames: tuple[WordList, ...]
    places: tuple[str, ...]
    street_words: WordList
    institution_words: WordList
    linking_words: WordList
    common_acronyms: WordList
    public_mail: WordList
    mailboxes: WordList
    domain_labels: WordList
    roles: tuple[str, ...]
    relations: tuple[str, ...]
    partners: WordList
    kin: tuple[WordList, ...]
    clients: tuple[str, ...]
    sites: tuple[str, ...]
    told: tuple[str, ...]
    said: tuple[str, ...]
    adjectives: WordList
    listeners: tuple[str, ...]
    times: tuple[str, ...]
    adverbs: WordList
    seen_to: WordList
    closings: tuple[str, ...]
    headers: WordList
    neutral_person: str
    neutral_organisation: str
    rules: tuple[PhraseRule, ...]

    @field_validator("common_words", "places", "street_words", "institution_words", "titles")
    @classmethod
    def _lower(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := next((word for word in value if word != fold(word)), None):
            message = f"{wrong!r} should be in lower case, without accents"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _patterns_compile(self) -> "RedactionWords":
        for rule in self.rules:
            try:
                self.compile_rule(rule)
            except re.error as error:
                message = f"rule {rule.why!r}: {error}"
                raise ValueError(message) from None
        return self

    @cached_property
    def phrases(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """The rules, compiled, in the order of the file."""
        return tuple(
            (self.compile_rule(rule), CHANGED + rule.replacement.replace("<S>", SOURCE))
            for rule in self.rules
        )

    @cached_property
    def common(self) -> frozenset[str]:
        """Words that are also names: taken for a name only where the spelling says so."""
        return frozenset((*self.common_words, *self.particles, *self.titles))

    @cached_property
    def acts(self) -> re.Pattern[str]:
        """What follows a name that begins a sentence, and hardly a word that does."""
        return re.compile(rf"\s+(?:{'|'.join(self.name_verbs)})(?!\w)")

    @cached_property
    def generic(self) -> frozenset[str]:
        """Words that say what kind of organisation it is, not which."""
        return frozenset((*self.institution_words, *self.linking_words))

    @cached_property
    def place_names(self) -> frozenset[str]:
        """Places that many organisations and many texts share."""
        return frozenset(self.places)

    @cached_property
    def signature(self) -> re.Pattern[str]:
        """A closing formula at the start of a line or after a sentence, to the end of its line."""
        closings = "|".join(re.escape(closing) for closing in self.closings)
        return re.compile(
            rf"(?:^|(?<=\n)|(?<=[.!?] ))[ -]*(?:{closings})\b(?P<rest>.*)", re.IGNORECASE
        )

    @cached_property
    def header(self) -> re.Pattern[str]:
        """A line of a quoted e-mail's head."""
        return re.compile(
            rf"^[> ]*(?:{'|'.join(self.headers)}) ?:.*(?:\n|\Z)", re.IGNORECASE | re.MULTILINE
        )

    def nicknames_of(self, token: str) -> set[str]:
        """Give the other forms in which a forename is used."""
        return self._nicknames.get(token, set()) - {token}

    @cached_property
    def _nicknames(self) -> dict[str, set[str]]:
        forms: dict[str, set[str]] = {}
        for group in self.nicknames:
            for name in group:
                forms.setdefault(name, set()).update(group)
        return forms

    def compile_rule(self, rule: PhraseRule) -> re.Pattern[str]:
        """Compile one rule.

        Raises:
            re.error: when it is not a regular expression.
        """
        pattern = rule.pattern
        for name, classes in self._classes.items():
            pattern = pattern.replace(f"<{name}>", classes)
        # A word boundary does not hold before a placeholder, which is no letter.
        pattern = re.sub(r"(?<!\))\\b(?=[(<])", r"(?<!\\w)", pattern)
        pattern = pattern.replace(" ?", rf"[\s{CHANGED}]*").replace(" ", rf"[\s{CHANGED}]+")
        return re.compile(pattern, re.IGNORECASE)

    @cached_property
    def _classes(self) -> dict[str, str]:
        """The classes of words; a class may use those that stand after it."""
        return {
            "WHO": r"(?:<S>|(?:(?:my|our|his|her|their|the|a|an|another|<SUBJ>'s) )?"
            r"(?:<ADJ> )?(?:<ROLE>|<REL>)|<OUR> <CLIENT>"
            r"|(?:an?|the|another|one|two|several|some|other) (?:<ADJ> )?<CLIENT>"
            r"|staff|(?:a |my |our )?colleagues?)",
            "TELLER": r"(?:<S>|(?:(?:my|our|his|her|their|the|a|<SUBJ>'s) )(?:<ADJ> )?<ROLE>"
            r"|<OUR> <CLIENT>|staff|(?:a |my |our )?colleagues?)",
            "OUR": r"(?:(?:one|some|two|several|a number|many|most|all) of )?(?:our|my)",
            "TELLS": "(?:<TOLD> <HEAR>(?:<WHEN>* (?:and|to) (?:<TOLD> <HEAR>|<SAID>|say|report))?"
            "|(?:called|contacted) <HEAR><WHEN>* (?:and|to) (?:<SAID>|say|report))",
            "WHEN": f"(?: {_any(self.times)})",
            "ADV": f"(?:{_any(self.adverbs)} )",
            "HEAR": "(?:(?:the|an?|his|her|their|our|my) (?:<ADJ> )?<ROLE>"
            f"|{_any(self.listeners)}|<S>|<O>"
            "|(?:the|our|my) (?:<SITE>)|<OUR> (?:<ROLE>)s?)",
            "ADJ": _any(self.adjectives),
            "TOLD": _any(self.told),
            "SAID": _any(self.said),
            "ROLE": _any(self.roles),
            "REL": _any(self.relations),
            "CLIENT": _any(self.clients),
            "SITE": _any(self.sites),
            "SEENTO": _any(self.seen_to),
            "SUBJ": f"{SUBJECT_OPENS}[^{SUBJECT_CLOSES}]*{SUBJECT_CLOSES}",
            "S": SOURCE,
            "O": ORGANISATION,
            "C": CONTACT,
        }


def _any(phrases: tuple[str, ...]) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    return "(?:" + "|".join(longest_first) + ")"
