"""The last check finds what is left of a source, and does not cry wolf (domain 2.4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.residual import residual, strings
from schemas.enums import Theme
from tests.forms import form, raw_form
from tests.rules.redaction_factories import cpi_form, redaction_words


def kinds(text: str, field: str = "contents.narrative") -> list[str]:
    """Give the kinds that are left in a text."""
    return [left.kind for left in residual([(field, text)], cpi_form(), redaction_words())]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Seen by Sarah.", "submitter_name"),
        ("SARAH knows", "submitter_name"),
        ("Sárah knows", "submitter_name"),
        ("Sa\u200brah knows", "submitter_name"),
        ("Sarah's class", "submitter_name"),
        ("@sarahpatel posted it", "submitter_name"),
        ("Patel, Sarah", "submitter_name"),
        ("a Patel was there", "submitter_name"),
        ("Whitcombe knows", "source_name"),
        ("ask Joan", "source_name"),
        ("told Tom about it", "who_else_knows"),
        ("with Mr Baker", "who_else_knows"),
        ("at Mill Lane Primary School", "organisation"),
        ("at mill-lane primary school!", "organisation"),
        ("at Mill Lane", "organisation"),
        ("MLPS has it", "acronym"),
        ("the mlps register", "acronym"),
        ("mail s.patel@milllane.sch.example", "email"),
        ("see milllane.sch.example", "email"),
        ("ring 01632 960123", "phone"),
        ("ring +44(0)1632-960-123", "phone"),
        ("ring 0 1 6 3 2 9 6 0 1 2 3", "phone"),
        ("a designated  safeguarding LEAD", "role"),
    ],
)
def test_what_is_left_of_the_source_is_found(text: str, kind: str) -> None:
    """Each kind of token of the source record, in the spellings that hide it."""
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Chantelle Patel was seen with Ryan Hughes.",
        "PATEL, Chantelle rang C Patel.",
        "He lives in Baker Street.",
        "He lives at 14 Mill Lane.",
        "A lead pipe, a primary concern and a school bag.",
        "Ring 07700 900123 or 01632 960124.",
        "The baker opened at six.",
    ],
)
def test_what_only_looks_like_the_source_is_released(text: str) -> None:
    """Subjects, streets, other numbers and the words of the language do not block."""
    assert kinds(text) == []


def test_a_place_of_the_form_blocks_only_as_an_institution() -> None:
    """Mill Lane as a location of the form stays; with an institution's word it is the source."""
    form = cpi_form(locations=[{"text": "Mill Lane shops"}])
    words = redaction_words()
    assert residual([("contents.narrative", "in Mill Lane at night")], form, words) == ()
    assert residual([("contents.narrative", "at Mill Lane school")], form, words) != ()


def test_the_site_postcode_in_the_organisation_is_of_the_source() -> None:
    """A postcode within the organisation's text is its site."""
    form = cpi_form(submitter={"organisation": "Mill Lane Primary School, SO14 0JT"})
    left = residual([("contents.locations.0.postcode", "so140jt")], form, redaction_words())
    assert [one.kind for one in left] == ["site"]


def test_a_name_that_is_a_word_counts_with_its_capital_only() -> None:
    """Mark Young: "Mark" within a sentence is a name, "a mark", "young" and "Young people" not."""
    form = cpi_form(submitter={"name": "Mark Young", "email": "office@milllane.sch.example"})
    words = redaction_words()

    def left(text: str) -> bool:
        return bool(residual([("contents.narrative", text)], form, words))

    assert left("He saw Mark there.")
    assert left("He saw mark young there.")
    assert not left("Young people ran, the young ones first, and left a mark.")


def test_a_shared_place_in_the_organisation_does_not_block() -> None:
    """Southampton City Council: the city may be named, the council and SCC may not."""
    form = cpi_form(submitter={"organisation": "Southampton City Council"})
    words = redaction_words()
    assert residual([("x", "He was in Southampton city centre.")], form, words) == ()
    assert residual([("x", "Southampton City Council")], form, words) != ()
    assert residual([("x", "The SCC has it")], form, words) != ()


def test_public_mail_does_not_block_every_address_of_it() -> None:
    """A submitter with a public mailbox: only that address is the source's."""
    form = cpi_form(submitter={"email": "quillfeather@gmail.com"})
    words = redaction_words()
    assert residual([("x", "ryan77@gmail.com")], form, words) == ()
    assert residual([("x", "quillfeather@gmail.com")], form, words) != ()


def test_a_residual_never_holds_the_words() -> None:
    """What is left is told by field and kind: an alert travels further than the source may."""
    (left,) = residual([("contents.narrative", "ask Joan")], cpi_form(), redaction_words())
    assert vars(left) == {"field": "contents.narrative", "kind": "source_name"}


def test_every_string_of_a_message_is_walked() -> None:
    """Lists and nested parts too; members of a closed vocabulary cannot hold a name."""
    value = {"a": "x", "b": [{"c": "y"}, "z"], "d": ("w",), "e": 1, "f": Theme.FRAUD}
    assert list(strings(value)) == [("a", "x"), ("b.0.c", "y"), ("b.1", "z"), ("d.0", "w")]


POOL = (
    "He ran to the shops.",
    "HE RAN WITH SARAH",
    "ask Joan",
    "Mill Lane Primary School",
    "Mill Lane",
    "Chantelle",
    "Patel",
    "Street view",
    "Baker",
    "ring 01632",
    "960123",
    "MLPS",
    "s.patel@milllane.sch.example",
    "Ryan",
    "normal",
)


@given(st.lists(st.sampled_from(POOL), max_size=5))
def test_many_texts_are_checked_as_each_alone(texts: list[str]) -> None:
    """All are looked at together first, which is quick: it finds what each alone would show."""
    form, words = cpi_form(), redaction_words()
    fields = [(f"field{place}", text) for place, text in enumerate(texts)]
    alone = [left for field in fields for left in residual([field], form, words)]
    assert list(residual(fields, form, words)) == alone


def test_a_placeholder_for_an_address_blocks_nothing() -> None:
    """A dash in place of an e-mail address points to nobody, wherever else a dash stands."""
    sent = form(submitter={**raw_form()["submitter"], "email": "…"})
    texts = [("contents.narrative", "He left … in a van.")]
    assert residual(texts, sent, redaction_words()) == ()
