"""Points of families: each once in its own matter; what is over lowers the matter beside it."""

import pytest

from rules.cue_files import FamilyEntry, LimitsEntry
from rules.cues import Match
from rules.triage import triage
from rules.weighing import Placed, Weighed, weigh
from schemas.enums import Priority
from schemas.triage import Recommendation
from tests.rules.factories import form, vocabulary

CUES = vocabulary().cues
LIMITS = LimitsEntry(high=5, crime=4, idle=3, beside=1, calm_beside=2)


def recommend(narrative: str) -> Recommendation:
    """Triage a form with this narrative."""
    return triage(form(narrative), CUES)


def placed(sentence: int, name: str, **points: int | bool) -> Placed:
    """Make a cue of a family of this name in a sentence."""
    body = {"id": name, "meaning": "", "source": "", "phrases": ["a"], "hits": ["a"], **points}
    return Placed("", "a", Match(FamilyEntry.model_validate(body), 0, 1, sentence), sentence)


def outcome(*cues: Placed) -> Weighed:
    """Weigh cues."""
    return weigh(cues, LIMITS)


def test_points_of_a_matter_are_those_of_its_sentence_and_of_those_beside() -> None:
    """Two families come to enough in sentences that touch, not in ones apart."""
    one = placed(1, "a", high=3)
    assert outcome(one, placed(2, "b", high=2)).danger
    assert not outcome(one, placed(3, "b", high=2)).danger


def test_a_family_counts_once_in_a_matter() -> None:
    """Saying it often does not make it graver."""
    assert not outcome(placed(1, "a", high=3), placed(1, "a", high=3)).danger


def test_what_is_over_lowers_the_matter_beside_it_and_no_other() -> None:
    """The second matter stays as it is; what was set aside and what did so are both kept."""
    danger = placed(1, "a", high=6)
    calm = placed(3, "calm", high=-4)
    eased = outcome(danger, calm)
    assert (eased.danger, eased.eased, eased.calm) == ((), (danger,), (calm,))
    other = placed(9, "b", high=6)
    assert outcome(danger, calm, other).danger == (other,)


def test_what_counts_for_the_whole_form_lowers_each_matter() -> None:
    """However far away it stands."""
    whole = placed(30, "calm", high=-4, whole=True)
    assert not outcome(placed(1, "a", high=6), whole).danger


def test_crime_and_idle_are_weighed_over_the_form() -> None:
    """An offence is told in many sentences."""
    found = outcome(
        placed(1, "a", crime=2, idle=-2), placed(9, "b", crime=2), placed(5, "c", idle=4)
    )
    assert (found.crime, found.idle) == (True, False)


@pytest.mark.parametrize(
    "danger",
    [
        "He is hitting her now and she is screaming for help.",
        "Police are needed now, please send someone, he has a knife.",
        "He has locked her in and won't let her leave.",
    ],
)
def test_a_present_danger_stands_beside_another_matter_that_is_over(danger: str) -> None:
    """However calm the rest of the form is."""
    calm = (
        "Last year he pushed her. That was dealt with at the time. The children are safe with "
        "their nan and nobody was hurt. They moved away. The bank card is cancelled. The locks "
        "are changed. A blue van is parked in the road. The fence is green. "
    )
    assert recommend(calm).priority is not Priority.HIGH
    found = recommend(f"{calm} {danger}")
    assert found.priority is Priority.HIGH, found.because


def test_traces_of_a_crime_come_to_one_together() -> None:
    """Goods gone, a forced window, a night, a camera: no word of theft is needed."""
    text = "Overnight the back window was forced and two batteries have gone. We have it on CCTV."
    assert recommend(text).priority is Priority.CRIME
    assert recommend("It was on Saturday.").priority is Priority.NORMAL


def test_an_offence_told_as_talk_is_intelligence() -> None:
    """Rumour of an offence is for the picture; an offence that somebody reports is a crime."""
    assert recommend("He stole a bike from our shed.").priority is Priority.CRIME
    assert recommend("Gossip is that he stole a bike.").priority is Priority.NORMAL
