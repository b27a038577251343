"""Texts as each agency writes them: the source goes, what the form names stays, it reads."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.folding import normalise
from rules.keeping import squash, treasures
from rules.mentions import Mentions
from rules.redact import Redaction
from rules.sentence_cut import sentences
from rules.source_tokens import source_tokens
from tests.rules.redaction_factories import (
    agency_form,
    agency_texts,
    cpi_form,
    redacted,
    redaction_words,
)

BROKEN = re.compile(
    r"\(\s|\s\)|\(\)|, ?,|,\.|\s[.,;]|  |\b(?:at|by|from|to|with|of|told|the) ?[.;!?)]"
    r"|\b(?!that\b|had\b)(\w+) \1\b|\b(?:someone|a local setting)[,;] (?:someone|a local setting)\b"
    r"|^\W*\d+\.\s|[\ue000-\uf8ff]",
    re.IGNORECASE,
)
AGENCIES = ("school", "housing", "health", "youth", "council", "care")

OPENINGS = (
    "{source} told me that ",
    "I was told by {source} that ",
    "{subject} disclosed to {source} at {org} that ",
    "{subject}, 15, told me in my office at {org} on Wednesday that ",
    "When I spoke to {subject} at {org}, ",
    "{subject}'s mum told {source} that ",
    "Jake told us that ",
    "As {subject}'s key worker I know that ",
    "I am {subject}'s support worker at {org}. ",
    "I support {subject}, 15, at {org}. ",
    "{org} staff saw {subject} and ",
    "Our colleague, {source}, said ",
    "",
)
FACTS = (
    "{subject} was in {vehicle} near {place}",
    "the number is {phone} and {subject} lives at {place}",
    "{subject} ({alias}) met two men at {postcode}",
    "he keeps a knife in {vehicle} outside {org}",
)
ENDS = (
    ".",
    ". Please ring me ({source}, {own_phone}).",
    " ({source} saw this).",
    "!\n\nKind regards\n{source}\n{org}\n{own_phone}",
    ". Reported by {source} ({org}).",
    ", reg taken by {source}.",
    ". {source} can be reached on {own_phone} or {email}.",
)


def read(text: str, agency: str) -> Redaction:
    """Redact a text of an agency."""
    return redacted(text, **agency_form(agency))


@pytest.mark.parametrize(("agency", "text", "left"), agency_texts())
def test_a_text_of_an_agency_leaves_as_a_person_would_write_it(
    agency: str, text: str, left: str
) -> None:
    """The whole narrative, word for word; nothing waits for a person."""
    outcome = read(text, agency)
    assert outcome.report.contents.narrative == left
    assert not outcome.blocked
    assert not BROKEN.search(left)


@pytest.mark.parametrize(("agency", "text"), [case[:2] for case in agency_texts()])
def test_what_the_form_names_still_stands(agency: str, text: str) -> None:
    """Names, registrations, numbers, postcodes and places that the text held are in what leaves."""
    assert missing(text, read(text, agency), agency) == []


def missing(text: str, outcome: Redaction, agency: str) -> list[str]:
    """Give what the form names and the text held, but not what leaves."""
    left = squash(outcome.report.contents.narrative)
    named = treasures(cpi_form(**agency_form(agency)))
    return [one for one in named if squash(one) in squash(text) and squash(one) not in left]


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(AGENCIES[:4]),
    st.sampled_from(OPENINGS),
    st.sampled_from(FACTS),
    st.sampled_from(ENDS),
)
def test_the_source_goes_the_facts_stay_and_it_reads(
    agency: str, opening: str, fact: str, end: str
) -> None:
    """However a message is put together: all three, or a person looks."""
    form = agency_form(agency)
    submitter, subject = form["submitter"], form["subjects"][0]
    text = (opening + fact + end).format(
        source=submitter["name"],
        org=submitter["organisation"],
        own_phone=submitter["phone"],
        email=submitter["email"],
        subject=subject["name"],
        alias=(form["subjects"][1].get("aliases") or ["x"])[0],
        vehicle=form["vehicles"][0]["registration"],
        place=form["locations"][0]["text"],
        postcode=form["locations"][0]["postcode"],
        phone=form["communications"][0]["value"],
    )
    outcome = read(text, agency)
    left = outcome.report.contents.narrative
    words = set(re.findall(r"\w+", left.casefold()))
    own = set(re.findall(r"\w+", submitter["name"].casefold())) - redaction_words().common
    assert outcome.blocked or not words & own, left
    assert submitter["organisation"].casefold() not in left.casefold()
    assert missing(text, outcome, agency) == [], left
    assert not BROKEN.search(left), left
    assert left.count("(") == left.count(")")
    assert text[0].islower() or not left[0].islower()


@pytest.mark.parametrize(("agency", "text"), [case[:2] for case in agency_texts()])
def test_no_rule_is_passed_over_that_would_match(agency: str, text: str) -> None:
    """What a rule needs is looked up by words before it is tried: that never hides a match."""
    words = redaction_words()
    mentions = Mentions(source_tokens(cpi_form(**agency_form(agency)), words), words)
    for sentence, _ in sentences(mentions.replace(normalise(text))):
        tried = words.candidates(sentence)
        for number, rule in enumerate(words.phrases):
            if rule.pattern.search(sentence):
                assert tried >> number & 1, words.rules[number].why
