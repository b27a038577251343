"""Whom and what the narrative itself sets beside its source goes with the source."""

import time

import pytest

from tests.rules.redaction_factories import redacted


@pytest.mark.parametrize(
    ("text", "gone", "stay"),
    [
        ("Me and Oona saw Ryan Hughes run. Oona took the plate, HX19 KLD.", ["Oona"], ["HX19"]),
        ("Pearl on reception watched a blue van. Pearl is sure of it.", ["Pearl"], ["blue van"]),
        ("My manager knows (Tibby). Ryan Hughes has a knife.", ["Tibby"], ["knife"]),
        ("SP and KW searched him and found a phone. KW has it.", ["KW", "SP"], ["phone"]),
        ("Mr B told me that Ryan Hughes has a blade.", ["Mr B"], ["blade"]),
        ("Staff Nurse Tibbs thinks he lied. Tibbs has a photo of it.", ["Tibbs"], ["photo"]),
        ("My junior Oona heard Ryan Hughes shout. Oona is new.", ["Oona"], ["shout"]),
        ("I called Bex over to look. Bex counted four burns.", ["Bex"], ["four burns"]),
        ("Only Tess and I went in. Tess found a knife.", ["Tess"], ["knife"]),
        ("LSA Mrs Quinn held the door. Ryan Hughes had a blade.", ["Quinn"], ["blade"]),
        ("Whitcombe is her gran. Gran heard shots in Mill Road.", ["Gran"], ["Mill Road"]),
    ],
)
def test_who_is_named_beside_the_writer_goes_everywhere(
    text: str, gone: list[str], stay: list[str]
) -> None:
    """In each of the sentences, though only one shows whose side they are on."""
    outcome = redacted(text)
    left = outcome.report.contents.narrative
    assert [one for one in gone if one in left] == [], left
    assert [one for one in stay if one not in left] == [], left
    assert outcome.residual == ()


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("We saw Kelly Baker with Darren Stokes outside.", "Kelly Baker"),
        ("The lad is Tom Wragg, and he sells.", "Tom Wragg"),
        ("Their class teacher, Miss Dray-Pope, left. Neil Dray has a gun.", "Neil Dray"),
        ("Isla in 8T knows. Omar has a knife.", "8T"),
        ("However, our manager closed early. A man called Dray has a gun.", "Dray"),
        ("Kayleigh and I spoke of it. Kayleigh is scared.", "Kayleigh"),
        ("He is on reception duty rolls. A dealer, Omar, lives at 4 Elm Road.", "Omar"),
    ],
)
def test_others_keep_their_names(text: str, stays: str) -> None:
    """Also those who share one of their names with the source."""
    outcome = redacted(text)
    assert stays in outcome.report.contents.narrative
    assert outcome.residual == ()


@pytest.mark.parametrize(
    "part",
    [
        "me and Jan ",
        "Sarah Patel, ",
        "S.P. ",
        "her nan, Joan, ",
        "one of the lads ",
        "Mr P, ",
        "P ",
        "I was doing the register in the hall with the ",
        "I was in my kitchen and I was ",
        "while I was cleaning his his his ",
        "only me and ",
        "at the the my handover ",
        "when I called round to the ",
    ],
)
def test_a_long_text_costs_no_more_than_its_length(part: str) -> None:
    """Twice the text takes at most thrice the time: no pattern looks back over all of it."""

    def least(size: int) -> float:
        text = (part * size)[:size]
        taken = []
        for _ in range(3):
            started = time.process_time()
            redacted(text)
            taken.append(time.process_time() - started)
        return min(taken)

    least(1_000)
    assert least(10_000) < 3 * least(5_000) + 0.05
