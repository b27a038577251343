"""The 3x5x2 grade follows the provenance of the form (domain 2.1, 2.2)."""

from typing import Any

import pytest

from rules.datafile import VocabularyError, parse
from rules.grading import GradingRules, grade
from tests.rules.redaction_factories import cpi_form, grading_rules


def graded(source: dict[str, Any], **changes: Any) -> str:  # noqa: ANN401 - any field of a form
    """Grade a form with this source and nothing that asks for conditions."""
    plain: dict[str, Any] = {"name": None, "who_else_knows": [], "is_submitter": True}
    return grade(cpi_form(source={**plain, **source}, **changes), grading_rules()).code


@pytest.mark.parametrize(
    ("how_known", "code"),
    [
        ("saw_or_heard", "1AP"),
        ("record_or_device", "1AP"),
        ("told_by_subject", "2AP"),
        ("told_by_third_party", "2CP"),
        ("told_by_colleague", "2CP"),
        ("overheard", "2DP"),
        ("rumour", "2DP"),
        ("anonymous", "2DP"),
        ("other", "2DP"),
    ],
)
def test_how_it_is_known_gives_the_grade(how_known: str, code: str) -> None:
    """The table of domain 2.2 for a professional."""
    assert graded({"how_known": how_known}) == code


def test_who_is_no_professional_is_untested() -> None:
    """A business that saw it itself is untested, and known directly all the same."""
    assert graded({"how_known": "saw_or_heard"}, submitter={"agency_type": "business"}) == "2AP"


def test_a_professional_is_reliable_only_for_what_they_saw_themselves() -> None:
    """Where the submitter is not the source, the source is untested."""
    assert graded({"how_known": "saw_or_heard", "is_submitter": False}) == "2AP"


def test_a_record_corroborates_a_third_party() -> None:
    """An existing reference makes C into B."""
    information = {"theme": "other", "narrative": "x", "existing_references": ["MASH/4471"]}
    assert graded({"how_known": "told_by_third_party"}, information=information) == "2BP"


def test_what_is_suspected_false_is_3e_whoever_says_it() -> None:
    """The flag goes before every way of knowing."""
    assert graded({"how_known": "saw_or_heard", "suspected_false": True}) == "3EP"


@pytest.mark.parametrize(
    ("source", "handling"),
    [
        ({"risk_if_used": "low"}, "P"),
        ({"risk_if_used": "medium"}, "C"),
        ({"risk_if_used": "high"}, "C"),
        ({"who_else_knows": ["one"]}, "C"),
        ({"who_else_knows": ["one", "two"]}, "C"),
        ({"who_else_knows": ["one", "two", "three"]}, "P"),
        ({"sharing_restrictions": "not to housing"}, "C"),
        ({"sharing_restrictions": "  "}, "P"),
        ({"how_known": "told_by_subject", "is_submitter": False}, "C"),
        ({"how_known": "told_by_subject", "is_submitter": None}, "C"),
        ({"how_known": "told_by_subject", "is_submitter": True}, "P"),
    ],
)
def test_conditions_come_with_risk_few_who_know_restrictions_and_a_child(
    source: dict[str, Any], handling: str
) -> None:
    """Handling code C exactly where domain 2.2 asks for it; Ryan is fifteen."""
    assert graded({"how_known": "rumour", **source})[-1] == handling


def test_an_adult_who_told_it_needs_no_conditions() -> None:
    """Eighteen on the day of submission is no child."""
    subjects = [{"name": "Ryan Hughes", "date_of_birth": "2008-10-05"}]
    source = {"how_known": "told_by_subject", "is_submitter": False}
    assert graded(source, subjects=subjects) == "2AP"
    day_younger = [{"name": "Ryan Hughes", "date_of_birth": "2008-10-06"}]
    assert graded(source, subjects=day_younger) == "2AC"
    assert graded(source, subjects=[{"approximate_age": 17}]) == "2AC"


def test_only_conditions_carry_an_action_and_a_sanitisation_code() -> None:
    """C has both, P neither (domain 2.1)."""
    with_conditions = grade(cpi_form(), grading_rules())
    assert (with_conditions.action_code, with_conditions.sanitisation_code) == ("A1", "S2")
    without = grade(cpi_form(source={"who_else_knows": []}), grading_rules())
    assert (without.action_code, without.sanitisation_code) == (None, None)


def test_a_table_that_lacks_a_way_of_knowing_is_refused() -> None:
    """Every value of how_known has its row, or the file does not load."""
    text = """
professional_agencies = ["education"]
suspected_false = "3E"
action_code = "A1"
sanitisation_code = "S2"
conditions_from_risk = "medium"
conditions_when_known_to = 2
adult_age = 18
[how_known.rumour]
grade = "2D"
"""
    with pytest.raises(VocabularyError, match=r"how_known: .*lacks saw_or_heard"):
        parse("grading.toml", text, GradingRules)
