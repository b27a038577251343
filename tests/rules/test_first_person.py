"""A released text has no first person: what tells of the writer goes, what they perceived stays."""

import re
from pathlib import Path

import pytest

from rules.datafile import VocabularyError, parse
from rules.redaction_words import RedactionWords
from tests.rules.redaction_factories import agency_form, redacted

FIRST = re.compile(r"(?<![\w'])(?:I|i|im|ive|me|my|we|us|our|ours|mine|myself)(?![\w])")


def left_of(text: str, agency: str = "housing") -> str:
    """Give what leaves of a text."""
    return redacted(text, **agency_form(agency)).report.contents.narrative


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I drive the night car. He hit her.", "He hit her."),
        ("I did not fight, I am 61. He hit her.", "He hit her."),
        ("I've a bad back and three kids so no names please. He hit her.", "He hit her."),
        ("I have the pass key. He hit her.", "He hit her."),
        ("I looked in just now and the bed is made.", "The bed is made."),
        ("I only know because I click the counter. He hit her.", "He hit her."),
        ("I am the only 1 with a key to that store, he hit her.", "He hit her."),
        ("Nobody has been ill, I just do the rounds.", "Nobody has been ill."),
        ("He hit her and I don't write here what I see.", "He hit her."),
    ],
)
def test_a_clause_about_the_writer_alone_goes(text: str, left: str) -> None:
    """What they do, own, are and did next is no information and tells who they are."""
    assert left_of(text).removeprefix("So no names please. ") == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I saw PDFs on his screen.", "Someone saw PDFs on his screen."),
        ("I have seen him do it twice.", "Someone has seen him do it twice."),
        ("I teach him and I heard a cry.", "Someone heard a cry."),
        ("I picked up a blade by the door.", "Someone picked up a blade by the door."),
        (
            "On 3/10 I visited 9 Rook Lane and have photos.",
            "On 3/10 someone visited 9 Rook Lane and has photos.",
        ),
        ("He bit me on the arm.", "He bit someone on the arm."),
        ("I keep finding small bags.", "Someone keeps finding small bags."),
        ("I don't want him hurt.", "Someone doesn't want him hurt."),
        ("We were burgled on Friday.", "Someone was burgled on Friday."),
    ],
)
def test_what_the_writer_perceived_or_suffered_is_somebodys(text: str, left: str) -> None:
    """The clause stands, and its verb agrees with somebody."""
    assert left_of(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("He left, I think, by the back.", "He left, it is thought, by the back."),
        ("He deals there as far as I know.", "He deals there as far as is known."),
        ("No weapon that I could see.", "No weapon."),
        ("I don't think that she can wait.", "It is not thought that she can wait."),
        ("I am not worried for tonight.", "There are no concerns for tonight."),
        ("I have no evidence that he is held.", "There is no evidence that he is held."),
        ("We have a girl of 13 who is missing.", "There is a girl of 13 who is missing."),
        ("He has a licence I'm told, no knife.", "He has a licence, no knife."),
        ("None of us saw the plate.", "Nobody saw the plate."),
    ],
)
def test_how_the_writer_knows_is_said_without_them(text: str, left: str) -> None:
    """A doubt stays a doubt, a denial a denial."""
    assert left_of(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("While I held him for the X-ray she said he hit her.", "She said he hit her."),
        ("When I put it through, a note came up.", "A note came up."),
        ("She cried as we stacked the cushions; he ran.", "She cried; he ran."),
        ("The script, which I wrote, reads well.", "The script reads well."),
        ("He wrote an admission, which I hold.", "He wrote an admission."),
        ("He has been placed with us since May.", "He has been placed since May."),
        ("Things noticed at ours, all week.", "Things noticed, all week."),
        ("I was on the till when he came in shouting.", "He came in shouting."),
        ("He paid over the counter in cash.", "He paid in cash."),
    ],
)
def test_a_circumstance_of_the_writer_goes(text: str, left: str) -> None:
    """When, where and with whom they were when they learnt of it."""
    assert left_of(text) == left


@pytest.mark.parametrize(
    "text",
    [
        'He said "I will kill them, my mum too".',
        "She passed her a note: I will die first.",
        "Said quote he cried, and whoever has the key, then i'm going up for her unquote.",
        "He shouted I will be back for them.",
        'Messages: 12.40 "im at his flat, let me out".',
        "He was sacked from S&I Autos. See t.me/biscuit.",
    ],
)
def test_what_somebody_else_says_is_left_in_their_words(text: str) -> None:
    """The first person of a threat or a cry for help is not the writer's."""
    assert left_of(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Seen today re possession, our ref MEL/40772.", "Seen today re possession."),
        ("Badge 5513, the lad got off early.", "The lad got off early."),
        ("He cut the lead, minute 7.3 of Tuesday's meeting refers.", "He cut the lead."),
    ],
)
def test_the_writers_own_numbers_go(text: str, left: str) -> None:
    """A reference, a badge or a minute leads to whoever has it."""
    assert left_of(text) == left


def test_the_badge_of_a_subject_stays() -> None:
    """The number of the person whom it is about is a fact."""
    text = "The driver is Kieran Stubbs, badge 2260, of this town."
    assert left_of(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "My boss, who shelves on Tuesdays, found a knife.",
            "Someone found a knife.",
        ),
        ("My boss, ex-RAF, found a knife.", "Someone found a knife."),
        ("My boss on the shallow end found a knife.", "Someone found a knife."),
        ("My boss was a police officer in Surrey and wrote it down.", "Someone wrote it down."),
        ("At practice this evening my boss found a knife.", "This evening someone found a knife."),
        ("My boss, who heard a shot, ran.", "Someone, who heard a shot, ran."),
    ],
)
def test_what_is_said_beside_the_source_goes(text: str, left: str) -> None:
    """What they are, do and where they stood; not that they saw it."""
    assert left_of(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "I went in because I had the keys, and while I was there I met Mr Hall, who told me a lot.",
        "We always open at ten, so I do the door and my mate does the till.",
        "I gave him my number, he gave me his, and we left it at that.",
    ],
)
def test_no_first_person_is_left(text: str) -> None:
    """Whatever a clause holds, it says I of nobody."""
    assert not FIRST.search(left_of(text + " He ran off in HX19 KLD."))


def test_a_frame_that_is_no_pattern_is_refused_at_the_start() -> None:
    """The file and why the frame is there are named."""
    text = (Path(__file__).parents[2] / "rules" / "data" / "redaction.toml").read_text(
        encoding="utf-8"
    )
    broken = text.replace("for all (?:i|we) know", "for all (?:i|we know")
    with pytest.raises(VocabularyError, match=r"redaction\.toml.*for all I know"):
        parse("redaction.toml", broken, RedactionWords)
