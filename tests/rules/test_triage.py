"""What triage recommends, and the words that it gives for it."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from rules.cues import untrue
from rules.triage import DANGER, NARRATIVE, NO_CUE, WITHDRAWN, triage
from rules.vocabulary import untrue_examples
from schemas.enums import Priority
from schemas.triage import Recommendation
from tests.rules.factories import NOW, form, read_texts, vocabulary

CUES = vocabulary().cues

NARRATIVES = read_texts("narratives.toml")
LEAST_RIGHT = {"HIGH": 1.0, "CRIME": 1.0, "NORMAL": 0.99, "NO_FURTHER_ACTION": 1.0}
"""The share of each class's narratives that must get the priority a supervisor expects.

The weights are fitted to them, too: they say what must not be lost, not what unread texts get.
"""


def recommend(narrative: str, **changes: Any) -> Recommendation:  # noqa: ANN401 - any field of a form
    """Triage a form with this narrative."""
    return triage(form(narrative, **changes), CUES)


@pytest.mark.parametrize("expected", NARRATIVES)
def test_realistic_narratives_get_the_priority_that_a_supervisor_expects(expected: str) -> None:
    """Words can't settle every text: of each class of the table at least the share does."""
    texts = NARRATIVES[expected]
    wrong = [text for text in texts if recommend(text).priority.value != expected]
    assert 1 - len(wrong) / len(texts) >= LEAST_RIGHT[expected], wrong


def test_every_family_finds_its_examples_and_leaves_its_misses() -> None:
    """The examples that stand beside a family in its file are true of it."""
    assert untrue_examples(vocabulary(), NOW) == ()


def test_several_signs_together_are_high_and_each_is_named() -> None:
    """None of them is enough: what makes it HIGH is that they stand in one matter."""
    text = (
        "A yr 8 played us a voice note from an older lad: bring it by Monday or I'm coming to "
        "your mum's. He is too frightened to walk home."
    )
    found = recommend(text)
    assert found.priority is Priority.HIGH
    assert {one.rule for one in found.because} >= {"threat_veiled", "fear"}
    assert all(text[one.start : one.end] == one.words for one in found.because)


def test_a_single_kind_of_sign_is_not_enough() -> None:
    """However often it stands there."""
    assert recommend("He was frightened, scared and in tears.").priority is Priority.NORMAL
    assert recommend("A yr 8 was upset on Monday.").priority is Priority.NORMAL


def test_an_untrue_example_is_told() -> None:
    """Both ways: one that is not found, one that should not be."""
    (listed,) = CUES.withdraws.families
    family = listed.family.model_copy(update={"hits": ("Hm.",), "misses": ("Not urgent.",)})
    wrong = replace(CUES.withdraws, families=(replace(listed, family=family),))
    assert list(untrue(wrong, NOW)) == [
        "immediate_danger_withdrawn: does not find 'Hm.'",
        "immediate_danger_withdrawn: should not find 'Not urgent.'",
    ]


def test_words_stand_in_the_field_at_their_span() -> None:
    """Every reason quotes the field's own characters, in both fields."""
    narrative = "Curly “quotes” first…\n\nHe\u2019s   got a\nknfe on him\u00a0now."
    sent = form(narrative, action="Rang his mum. She  said he'd been punched in the face.")
    found = triage(sent, CUES)
    texts = {NARRATIVE: narrative, "information.action_taken": sent.information.action_taken or ""}
    assert {one.field for one in found.because} == set(texts)
    for one in found.because:
        assert one.words
        assert texts[one.field][one.start : one.end] == one.words
    assert found.because[0].words == "He\u2019s   got a\nknfe"


def test_the_highest_of_several_matters_wins_and_all_are_named() -> None:
    """A crime and a weapon in one form: HIGH, weapon first, crime named as well."""
    found = recommend("She told me her uncle punched her. He keeps a gun in the flat.")
    assert found.priority is Priority.HIGH
    rules = [one.rule for one in found.because]
    assert rules.index("weapon") < rules.index("assault")


def test_a_ticked_danger_raises_to_high() -> None:
    """The tick alone is enough; its span is that of the word true."""
    found = recommend("A lad drives a white van.", immediate_danger=True)
    assert found.priority is Priority.HIGH
    assert [(one.rule, one.field, one.words, one.start, one.end) for one in found.because] == [
        (DANGER, DANGER, "true", 0, 4)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A lad drives a white van. Sorry, ticked in error.",
        "He is not in danger now. He drives a white van.",
        "There is no immediate danger.",
    ],
)
def test_a_text_can_take_a_ticked_danger_back(text: str) -> None:
    """Then the form is NORMAL and the words that did it are named."""
    found = recommend(text, immediate_danger=True)
    assert found.priority is Priority.NORMAL
    assert [one.rule for one in found.because] == [WITHDRAWN]
    assert text[found.because[0].start : found.because[0].end] == found.because[0].words


@pytest.mark.parametrize(
    "text",
    ["We cannot say that there is no immediate danger.", "No immediate danger to staff."],
)
def test_a_withdrawal_that_is_itself_denied_or_partial_does_not_count(text: str) -> None:
    """The tick stands."""
    assert recommend(text, immediate_danger=True).priority is Priority.HIGH


def test_no_danger_ticked_never_lowers() -> None:
    """A cue raises whatever the tick says, even beside words that withdraw it."""
    text = "There is no immediate danger. He has a knife on him."
    assert recommend(text, immediate_danger=False).priority is Priority.HIGH
    assert recommend(text, immediate_danger=True).priority is Priority.HIGH


def test_nothing_found_is_normal_with_the_one_reason() -> None:
    """The reason is no_cue, empty, at the start of the narrative."""
    found = recommend("A lad known as Smurf drives a white Golf.")
    assert found.priority is Priority.NORMAL
    (one,) = found.because
    assert (one.rule, one.words, one.field, one.start, one.end) == (NO_CUE, "", NARRATIVE, 0, 0)


def test_no_further_action_is_only_proposed_where_nothing_else_is_said() -> None:
    """A crime or a ticked danger beside "please disregard" is not idle."""
    idle = "Test form, please disregard."
    assert recommend(idle).priority is Priority.NO_FURTHER_ACTION
    assert recommend(f"{idle} He stole a car.").priority is Priority.CRIME
    assert recommend(idle, immediate_danger=True).priority is Priority.HIGH


@pytest.mark.parametrize(
    ("guarded", "plain"),
    [
        ("He denies that he has a knife.", "He says that he has a knife."),
        ("No gun was seen in the car.", "A gun was seen in the car."),
        ("In 2015 he had a knife.", "In 2026 he had a knife."),
        ("He had a gun years ago.", "He had a gun minutes ago."),
        ("What if he had a knife?", "He had a knife."),
        ("This is a training exercise. He has a knife.", "This is a report. He has a knife."),
        ("In Call of Duty he has a gun.", "In the car he has a gun."),
        ("He has a glue gun.", "He has a gun."),
        ("No knives, guns or weapons seen.", "Knives, guns or weapons seen."),
    ],
)
def test_a_guard_takes_a_cues_force(guarded: str, plain: str) -> None:
    """The same sentence raises without the guard's words and not with them."""
    assert recommend(guarded).priority is not Priority.HIGH
    assert recommend(plain).priority is Priority.HIGH


@pytest.mark.parametrize(
    "text",
    [
        "He has no money and has a knife.",
        "No one was hurt, but he has a knife.",
        "He is not at school today, he has a knife.",
        "There is no doubt that he has a knife.",
        "I don't know where he lives. He has a knife.",
        "He was arrested in 2015 and now he has a knife on him.",
    ],
)
def test_a_guard_does_not_reach_beyond_its_clause(text: str) -> None:
    """Negation or a past date elsewhere in the text leaves the cue its force."""
    assert recommend(text).priority is Priority.HIGH


def test_a_year_counts_as_past_by_the_time_of_the_form() -> None:
    """The same words raise in the year that they name."""
    text = "In 2015 he had a knife."
    when = datetime(2015, 6, 1, tzinfo=UTC)
    sent = form(text, submitted_at=when)
    assert triage(sent, CUES).priority is Priority.HIGH


def test_an_old_sexual_offence_is_still_a_crime() -> None:
    """A disclosure is recorded however old (domain 2.10)."""
    text = "He told me that his uncle abused him when he was younger, in 1998."
    assert recommend(text).priority is Priority.CRIME


HOSTILE = (
    "he has a ", "no ", "knife ", "a", ".", "'", " ", "in 2015 knife ", "told has he with a going ",
    "no knife, ", "missing ", "!x", "a\u02bc", "told me ", "tonight hurt ", "- ", "going to going ",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    """Ten thousand characters take no more than a bounded multiple of a tenth of them."""
    text = (piece * 10_000)[:9_990] + " end"
    took = min(_seconds(text) for _ in range(2))
    assert took < 1.0
    assert len(recommend(text).because) < 200


def _seconds(text: str) -> float:
    begun = time.perf_counter()
    CUES.lexicon.search(text, NOW)
    return time.perf_counter() - begun


def test_one_plain_sentence_is_enough_in_a_long_form() -> None:
    """Two hundred words of plain intelligence do not outweigh it."""
    plain = (
        "A grey Audi stops behind the shops in Mill Lane most evenings. Younger people walk up to "
        "the window, speak for a moment and go away. "
    )
    told = "He is outside the flat right now with a machete and says he will kill her. "
    assert recommend(plain * 8).priority is Priority.NORMAL
    assert recommend(plain * 4 + told + plain * 4).priority is Priority.HIGH
