"""The lists of words that redaction knows, from ``redaction.toml``."""

import re
from functools import cached_property

from pydantic import field_validator

from rules.datafile import Entry, WordList, folded_words
from rules.first_person_words import FirstPersonWords
from rules.teller_words import TellerWords
from rules.text_marks import CONTACT, ORGANISATION, SOURCE


class RedactionLists(Entry):
    """The lists of words, in lower case, and the sets that are made of them."""

    name_verbs: tuple[str, ...]
    titles: WordList
    post_nominals: WordList
    particles: WordList
    common_words: WordList
    nicknames: tuple[WordList, ...]
    openers: WordList
    word_names: WordList
    places: tuple[str, ...]
    street_words: WordList
    institution_words: WordList
    organisation_heads: WordList
    contact_words: WordList
    day_names: WordList
    linking_words: WordList
    venue_words: WordList
    branch_words: tuple[WordList, ...]
    abbreviations: tuple[WordList, ...]
    common_acronyms: WordList
    public_mail: WordList
    mailboxes: WordList
    domain_labels: WordList
    roles: tuple[str, ...]
    relations: tuple[str, ...]
    partners: WordList
    kin: tuple[WordList, ...]
    informers: WordList
    describing: WordList
    verbs: WordList
    clients: tuple[str, ...]
    sites: tuple[str, ...]
    told: tuple[str, ...]
    said: tuple[str, ...]
    adjectives: WordList
    listeners: tuple[str, ...]
    times: tuple[str, ...]
    adverbs: WordList
    seen_to: WordList
    beside: tuple[str, ...]
    posts: tuple[str, ...]
    closings: tuple[str, ...]
    headers: WordList
    tellers: TellerWords
    first_person: FirstPersonWords
    neutral_person: str
    neutral_organisation: str

    @field_validator("common_words", "places", "street_words", "institution_words", "titles")
    @classmethod
    def _lower(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return folded_words(value)

    @cached_property
    def contact_set(self) -> frozenset[str]:
        """Words of a sentence that says only who wrote it, with the marks of the source."""
        return frozenset({*self.contact_words, SOURCE, ORGANISATION, CONTACT})

    @cached_property
    def no_facts(self) -> frozenset[str]:
        """Words with a capital that are no fact: titles, roles, sites, days."""
        return frozenset(
            {*self.titles, *self.role_words, *self.institution_words, *self.day_names, "i"}
            | set(re.findall(r"[a-z]{2,}", " ".join((*self.roles, *self.sites)).lower()))
        )

    @cached_property
    def common(self) -> frozenset[str]:
        """Words that are also names: taken for a name only where the spelling says so."""
        return frozenset((*self.common_words, *self.particles, *self.titles))

    @cached_property
    def generic(self) -> frozenset[str]:
        """Words that say what kind of organisation it is, not which."""
        return frozenset((*self.institution_words, *self.linking_words))

    @cached_property
    def place_names(self) -> frozenset[str]:
        """Places that many organisations and many texts share."""
        return frozenset(self.places)

    @cached_property
    def place_words(self) -> frozenset[str]:
        """The single words of such places."""
        return frozenset(word for place in self.places for word in place.split())

    @cached_property
    def informer_set(self) -> frozenset[str]:
        """Words for what one person does, who may have told."""
        return frozenset((*self.informers, *(word + "s" for word in self.informers)))

    @cached_property
    def telling_verbs(self) -> frozenset[str]:
        """Words that show that a text says something of a person, and does not only name them."""
        return frozenset({*self.verbs, *(word for text in self.said for word in text.split())})

    @cached_property
    def no_describing(self) -> frozenset[str]:
        """Words of a description of people that say nothing of what they do."""
        return frozenset({*self.describing, *self.linking_words, *self.articles, *self.owners})

    @cached_property
    def title_set(self) -> frozenset[str]:
        """Words that stand before a name."""
        return frozenset(self.titles)

    @cached_property
    def street_set(self) -> frozenset[str]:
        """Words that end the name of a street."""
        return frozenset(self.street_words)

    @cached_property
    def institution_set(self) -> frozenset[str]:
        """Words that say what kind of organisation it is."""
        return frozenset(self.institution_words)

    @cached_property
    def heads(self) -> frozenset[str]:
        """Words that belong to the name of an organisation even in small letters."""
        return frozenset(self.organisation_heads)

    @cached_property
    def adjective_set(self) -> frozenset[str]:
        """What may stand before a role."""
        return frozenset(self.adjectives)

    @cached_property
    def articles(self) -> frozenset[str]:
        """What may stand before an organisation."""
        return frozenset({"the", "our", "my", "this"})

    @cached_property
    def owners(self) -> frozenset[str]:
        """What may stand before a role or a relation."""
        return frozenset({"his", "her", "their", "my", "our", "the", "a", "an"})

    @cached_property
    def small_closings(self) -> tuple[str, ...]:
        """Closing formulas in small letters."""
        return tuple(closing.lower() for closing in self.closings)

    @cached_property
    def beside_names(self) -> frozenset[str]:
        """What stands before and after a name and is none of it."""
        return frozenset({*self.titles, *self.post_nominals})

    @cached_property
    def month_set(self) -> frozenset[str]:
        """The months and days, which are names too."""
        return frozenset(self.day_names)

    @cached_property
    def place_kinds(self) -> frozenset[str]:
        """What stands after the name of a town: Fleet station."""
        return self.street_set | {"station", "town", "high", "centre", "rail", "bus", "market"}

    @cached_property
    def acronym_set(self) -> frozenset[str]:
        """Letters that many texts share."""
        return frozenset(self.common_acronyms)

    def shortened(self, word: str) -> tuple[str, ...]:
        """Give how a kind of place is written short: ``crt`` of ``court``."""
        return self._shortened.get(word, ())

    @cached_property
    def _shortened(self) -> dict[str, tuple[str, ...]]:
        return {group[0]: group[1:] for group in self.abbreviations}

    @cached_property
    def kin_set(self) -> frozenset[str]:
        """Names for relatives, which stand without an article: nan, mum."""
        return frozenset(word for group in self.kin for word in group) - {"landlord", "neighbour"}

    @cached_property
    def no_tellers(self) -> frozenset[str]:
        """Words with a capital that are nobody's name."""
        known = {*self.no_facts, *self.role_words, *self.generic, *self.place_words}
        return frozenset(known | self.street_set | self.month_set | self.tellers.nouns)

    @cached_property
    def branches(self) -> dict[str, str]:
        """What one of many places is called, by the word for all of them."""
        return {group[0]: group[1] for group in self.branch_words}

    @cached_property
    def venues(self) -> frozenset[str]:
        """What an organisation may be called after an article, as one word."""
        return frozenset(self.venue_words)

    @cached_property
    def role_letters(self) -> str:
        """All roles in a row, in which letters such as HLTA are looked for."""
        return " ".join(self.roles)

    @cached_property
    def no_acronyms(self) -> frozenset[str]:
        """Words that are never the letters of an organisation."""
        return frozenset({*self.common_acronyms, *self.institution_words, *self.places})

    @cached_property
    def role_words(self) -> frozenset[str]:
        """The plain words that occur in roles, relations and clients."""
        phrases = (*self.roles, *self.relations, *self.clients, *self.sites)
        return frozenset(re.findall(r"[a-z]{3,}", " ".join(phrases)))

    @cached_property
    def no_names(self) -> frozenset[str]:
        """Words that are no name in a description of people."""
        return frozenset({*self.titles, *self.generic, *self.domain_labels, *self.role_words})

    @cached_property
    def ordinary_names(self) -> frozenset[str]:
        """Words that are never a near spelling of a name."""
        return frozenset({*self.places, *self.common, *self.generic})

    @cached_property
    def no_labels(self) -> frozenset[str]:
        """Words that, in the name of a site on the net, do not identify."""
        return frozenset({*self.domain_labels, *self.common, *self.places, *self.institution_words})

    @cached_property
    def no_mail_names(self) -> frozenset[str]:
        """Words that, before the @ of an address, do not identify."""
        return frozenset(
            {*self.mailboxes, *self.common, *self.domain_labels, *self.institution_words}
        )
