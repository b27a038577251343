"""How the entities of a log hang together, and how firmly (domain 2.3)."""

import pytest

from rules.entities.find import find_entities
from rules.links import Mention, distinct, link, links_of_text, strength
from schemas.enums import LinkStrength, LinkType
from schemas.sanitised import Grade
from tests.rules.redaction_factories import entity_words

FIRM = LinkStrength.UNCONFIRMED


def linked(text: str) -> set[tuple[str, str, str]]:
    """Give the links of a text, by canonical forms."""
    mentions = [
        Mention(one.canonical, one.type, one.start, one.end)
        for one in find_entities(text, entity_words())
    ]
    links = distinct(links_of_text(text, mentions, FIRM))
    return {(one.from_entity, one.type.value, one.to_entity) for one in links}


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Dean Marsh drives HX19 KLD.", {("Dean Marsh", "uses", "HX19KLD")}),
        ("HX19 KLD is Dean Marsh's.", {("Dean Marsh", "uses", "HX19KLD")}),
        ("Dean Marsh is here. HX19 KLD is there.", set()),
        ("Dean Marsh lives at 14 Mill Lane.", {("Dean Marsh", "resides_at", "14 Mill Lane")}),
        ("Dean Marsh was at 14 Mill Lane.", {("Dean Marsh", "seen_at", "14 Mill Lane")}),
        ("HX19 KLD waits at SO14 0JT.", {("HX19KLD", "seen_at", "SO14 0JT")}),
        ("Dean Marsh dob 1/2/1990.", {("Dean Marsh", "born_on", "1990-02-01")}),
        ("Dean Marsh, NHS 943 476 5919.", {("Dean Marsh", "identified_by", "9434765919")}),
        (
            "Dean Marsh is 17. He lives at 14 Mill Lane. His snap is deano_17.",
            {("Dean Marsh", "resides_at", "14 Mill Lane"), ("Dean Marsh", "uses", "deano_17")},
        ),
        (
            "Dean Marsh met Callum Hughes. He lives at 14 Mill Lane.",
            {("Dean Marsh", "associate_of", "Callum Hughes")},
        ),
        ("Dean Marsh met Callum Hughes.", {("Dean Marsh", "associate_of", "Callum Hughes")}),
        (
            "Dean Marsh messages Callum Hughes at night.",
            {("Dean Marsh", "communicates_with", "Callum Hughes")},
        ),
    ],
)
def test_what_stands_in_one_sentence_is_linked(text: str, links: set[tuple[str, str, str]]) -> None:
    """Objects to the person named last before them; across a sentence's end only by "he"."""
    assert linked(text) == links


@pytest.mark.parametrize(
    ("code", "firm"),
    [
        ("1AP", "confirmed"),
        ("2BP", "unconfirmed"),
        ("3CP", "tentative"),
        ("1DP", "tentative"),
        ("3EC", "tentative"),
    ],
)
def test_the_grade_says_how_firm_a_link_is(code: str, firm: str) -> None:
    """1 confirmed, 2 unconfirmed, 3 tentative; D and E tentative whoever says it."""
    assert strength(Grade(code=code)).value == firm


def test_a_link_stands_once_and_never_to_itself() -> None:
    """Associates either way round are one link."""
    one = link("E1", "E2", LinkType.ASSOCIATE_OF, FIRM)
    other = link("E2", "E1", LinkType.ASSOCIATE_OF, FIRM)
    itself = link("E1", "E1", LinkType.ASSOCIATE_OF, FIRM)
    assert distinct([one, other, itself, one]) == (one,)
