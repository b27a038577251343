"""What a form says as a whole lowers, shields or raises what was found in it."""

import pytest

from rules.triage import triage
from schemas.enums import Priority
from schemas.triage import Recommendation
from tests.rules.factories import form, vocabulary

CUES = vocabulary().cues


def recommend(narrative: str) -> Recommendation:
    """Triage a form with this narrative."""
    return triage(form(narrative), CUES)


def test_a_form_that_says_that_all_are_safe_and_it_is_over_is_lowered_with_the_words() -> None:
    """What was found for HIGH stays named, after the crime and the words that set it aside."""
    text = "His ex strangled him on Friday and he wants it reported. He is safe at home with mum."
    found = recommend(text)
    assert found.priority is Priority.CRIME
    rules = [one.rule for one in found.because]
    assert {"offence_to_record", "safe_now", "domestic_escalation"} <= set(rules)
    assert rules.index("offence_to_record") < rules.index("safe_now")
    assert rules.index("safe_now") < rules.index("domestic_escalation")
    assert all(text[one.start : one.end] == one.words for one in found.because)


@pytest.mark.parametrize(
    "danger",
    [
        "He is shouting at her.",
        "He is on his way there.",
        "Police are needed now, please send someone.",
        "He is going to come back tonight.",
        "He won't let her leave.",
    ],
)
def test_a_present_danger_is_never_lowered(danger: str) -> None:
    """However calm the rest of the form is."""
    calm = "He strangled her. The children are safe with their nan and nobody was hurt."
    assert recommend(calm).priority is not Priority.HIGH
    assert recommend(f"{calm} {danger}").priority is Priority.HIGH


def test_several_traces_of_a_crime_are_a_crime() -> None:
    """Goods gone, a forced window, a night, a camera: no word of theft is needed."""
    text = "Overnight the back window was forced and two batteries have gone. We have it on CCTV."
    found = recommend(text)
    assert found.priority is Priority.CRIME
    assert recommend("We have CCTV. It was on Saturday.").priority is Priority.NORMAL


def test_an_offence_told_as_talk_is_intelligence() -> None:
    """Rumour of an offence is for the picture; an offence that somebody reports is a crime."""
    assert recommend("He sold a stolen bike.").priority is Priority.CRIME
    assert recommend("Gossip is that he sold a stolen bike.").priority is Priority.NORMAL
