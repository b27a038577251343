"""Links between the entities of a log: what stands in one sentence, or in one row of the form."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from schemas.enums import EntityType, LinkStrength, LinkType
from schemas.intelligence import Link
from schemas.sanitised import Grade

USED = frozenset(
    {
        EntityType.VEHICLE,
        EntityType.PHONE,
        EntityType.EMAIL,
        EntityType.SOCIAL_HANDLE,
        EntityType.IMEI,
        EntityType.BANK_ACCOUNT,
    }
)
"""What a person uses."""

PLACES = frozenset(
    {
        EntityType.ADDRESS,
        EntityType.POSTCODE,
        EntityType.WHAT3WORDS,
        EntityType.ORGANISATION,
    }
)
"""Where a person or a vehicle is."""

IDENTIFIERS = frozenset({EntityType.NHS_NUMBER, EntityType.NATIONAL_INSURANCE})
"""What is given to one person alone."""
_HOME = re.compile(
    r"\b(?:liv(?:es|ed|ing)|resid(?:es|ed|ing)|home address|address is|stay(?:s|ed|ing))\b",
    re.IGNORECASE,
)
_TALKS = re.compile(
    r"\b(?:text(?:s|ed|ing)?|messag(?:es?|ed|ing)|call(?:s|ed|ing)|rings?|rang|ringing"
    r"|phon(?:es|ed|ing)|snap(?:s|ped|ping|chats?)|whatsapp(?:s|ed)?|dms?|dm(?:ed|ing)|chat(?:s|ted|ting)?"
    r"|contact(?:s|ed|ing)?|in touch|speaks?|spoke|talk(?:s|ed|ing)|follow(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
_BOTH_WAYS = frozenset({LinkType.ASSOCIATE_OF, LinkType.COMMUNICATES_WITH})
# A class of characters first, so that a search passes quickly over all others.
_END = re.compile(r"[\s\"')](?:(?<=[.!?][\s\"')])[\s\"')]*(?=[A-Z0-9\"'(])|(?<=\n)\n*)")
_GOES_ON = re.compile(r"\s*[\"'(]?(?:he|she|they|his|her|their|hes|shes)\b", re.IGNORECASE)
_MOST_PEOPLE = 5
_STRENGTH = {
    "1": LinkStrength.CONFIRMED,
    "2": LinkStrength.UNCONFIRMED,
    "3": LinkStrength.TENTATIVE,
}


@dataclass(frozen=True)
class Mention:
    """One place in a text where an entity of the log is named."""

    entity_id: str
    type: EntityType
    start: int
    end: int


def strength(grade: Grade) -> LinkStrength:
    """Say how firm the links of a log are.

    By source evaluation: 1 confirmed, 2 unconfirmed, 3 tentative (domain 2.3); what cannot be
    judged or is suspected false (D, E) is tentative whoever says it.
    """
    if grade.code[1] in "DE":
        return LinkStrength.TENTATIVE
    return _STRENGTH[grade.code[0]]


def links_of_text(text: str, mentions: Iterable[Mention], firm: LinkStrength) -> list[Link]:
    """Link what is named in one sentence; an object belongs to the person named last before it.

    A sentence that begins with "he" or "she" speaks of the one person of the sentence before.
    """
    ordered = sorted(mentions, key=lambda mention: mention.start)
    links: list[Link] = []
    at, spoken_of = 0, None
    for start, end in _sentences(text, ordered):
        here: list[Mention] = []
        while at < len(ordered) and ordered[at].start < end:
            here.append(ordered[at])
            at += 1
        people = [mention for mention in here if mention.type is EntityType.PERSON]
        # "Ryan is 17. He lives at ...": the one person of the sentence before.
        goes_on = spoken_of is not None and _GOES_ON.match(text, start)
        links += _links_of_sentence(text[start:end], here, firm, spoken_of if goes_on else None)
        named = {mention.entity_id for mention in people}
        if len(named) == 1 or not goes_on:
            spoken_of = people[-1] if len(named) == 1 else None
    return links


def link(one: str, other: str, kind: LinkType, firm: LinkStrength) -> Link:
    """Make a link between two entities, by their ids."""
    return Link(from_entity=one, to_entity=other, type=kind, strength=firm)


def distinct(links: Iterable[Link]) -> tuple[Link, ...]:
    """Keep each link once, between people either way round; nothing is linked to itself."""
    kept: dict[tuple[str, str, LinkType], Link] = {}
    for one in links:
        ends = (one.from_entity, one.to_entity)
        if one.type in _BOTH_WAYS:
            ends = (min(ends), max(ends))
        if ends[0] != ends[1]:
            kept.setdefault((*ends, one.type), one)
    return tuple(kept.values())


def _sentences(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Cut a text at sentence ends, but never within an entity."""
    inside = {at for mention in mentions for at in range(mention.start + 1, mention.end)}
    start = 0
    for match in _END.finditer(text):
        if match.start() not in inside:
            yield start, match.end()
            start = match.end()
    yield start, len(text)


def _links_of_sentence(
    sentence: str, mentions: Sequence[Mention], firm: LinkStrength, spoken_of: Mention | None
) -> Iterator[Link]:
    people = [mention for mention in mentions if mention.type is EntityType.PERSON]
    placed = any(mention.type in PLACES for mention in mentions)
    home = placed and _HOME.search(sentence) is not None
    for mention in mentions:
        owner = _owner(people, mention, spoken_of)
        kind = _kind(mention.type, home=home)
        if kind is None:
            continue
        if owner is not None:
            yield link(owner.entity_id, mention.entity_id, kind, firm)
        elif mention.type in PLACES:
            for seen in mentions:
                if seen.type is EntityType.VEHICLE:
                    yield link(seen.entity_id, mention.entity_id, LinkType.SEEN_AT, firm)
    named = list(dict.fromkeys(mention.entity_id for mention in people))[:_MOST_PEOPLE]
    talks = len(named) > 1 and _TALKS.search(sentence) is not None
    between = LinkType.COMMUNICATES_WITH if talks else LinkType.ASSOCIATE_OF
    for one, other in combinations(named, 2):
        yield link(one, other, between, firm)


def _kind(kind: EntityType, *, home: bool) -> LinkType | None:
    if kind in USED:
        return LinkType.USES
    if kind is EntityType.DATE_OF_BIRTH:
        return LinkType.BORN_ON
    if kind in IDENTIFIERS:
        return LinkType.IDENTIFIED_BY
    if kind in PLACES:
        lives = home and kind is not EntityType.ORGANISATION
        return LinkType.RESIDES_AT if lives else LinkType.SEEN_AT
    return None


def _owner(
    people: Sequence[Mention], mention: Mention, spoken_of: Mention | None
) -> Mention | None:
    """The person named last before it, or whom "he" means, or else first after it."""
    before = [person for person in people if person.end <= mention.start]
    if not before and spoken_of is not None:
        return spoken_of
    after = [person for person in people if person.start >= mention.end]
    return before[-1] if before else after[0] if after else None
