"""What the risk assessment says, and when it raises a log to the control room."""

import pytest

from rules.risk import DIMENSIONS, assess_risk
from schemas.enums import RiskLevel
from schemas.intelligence import RiskAssessment
from schemas.sanitised import Contents, Grade
from tests.rules.factories import GRADE, contents, ruling, vocabulary


def assess(holding: Contents, grade: Grade = GRADE) -> RiskAssessment:
    """Assess contents under a NORMAL ruling."""
    return assess_risk(holding, grade, (), ruling(), vocabulary().risk)


def level(found: RiskAssessment, dimension: str) -> RiskLevel:
    """Give the level of one dimension."""
    return next(one.level for one in found.risks if one.dimension == dimension)


@pytest.mark.parametrize(
    "text",
    [
        "A lad known as Smurf drives a white Golf.",
        "Rumour that he is dealing drugs from the flat.",
        "No weapon seen.",
        "In 2015 he was found with a shotgun.",
        "The girl has a new phone and gets picked up by an older male.",
        "He keeps a machete in his car.",
    ],
)
def test_ordinary_intelligence_is_not_raised(text: str) -> None:
    """A NORMAL log stays away from the control room."""
    assert not assess(contents(text)).raise_to_control_room


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("He threatened to kill her.", "legal"),
        ("She is going to kill herself.", "subject"),
        ("The toddler is left alone in the flat.", "subject"),
        ("A girl of 14 years old has been missing since Friday.", "subject"),
        ("He is building a pipe bomb.", "public"),
    ],
)
def test_a_danger_to_life_or_to_a_child_raises(text: str, dimension: str) -> None:
    """Whatever the ruling, the contents are raised, and the dimension says why."""
    found = assess(contents(text))
    assert found.raise_to_control_room
    assert level(found, dimension) is RiskLevel.HIGH


def test_a_missing_adult_is_a_medium_risk_and_a_missing_child_a_high_one() -> None:
    """The child makes the difference: by a subject's age, or by the text."""
    text = "Reported missing since Friday."
    adult = contents(text, subjects=[{"role": "person_at_risk", "approximate_age": 40}])
    child = contents(text, subjects=[{"role": "person_at_risk", "approximate_age": 14}])
    assert level(assess(adult), "subject") is RiskLevel.MEDIUM
    assert level(assess(child), "subject") is RiskLevel.HIGH


def test_handling_code_c_is_a_risk_to_the_source() -> None:
    """From the grade, and never a reason to raise."""
    assert level(assess(contents()), "source") is RiskLevel.NONE
    found = assess(contents(), Grade(code="2CC", action_code="A1", sanitisation_code="S2"))
    assert level(found, "source") is RiskLevel.MEDIUM
    assert not found.raise_to_control_room


def test_a_weapon_is_a_risk_to_officers() -> None:
    """Whoever attends should know."""
    assert level(assess(contents("He keeps a machete in his car.")), "police") is RiskLevel.HIGH


def test_every_dimension_stands_once_in_the_same_order_with_a_reason() -> None:
    """Readers can rely on it."""
    found = assess(contents())
    assert tuple(one.dimension for one in found.risks) == DIMENSIONS
    assert all(one.because for one in found.risks)
