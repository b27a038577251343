"""Whom a log concerns: in a crime, a mention of young people is not enough."""

from typing import Any

import pytest

from rules.publish import routes
from schemas.destinations import MashArm
from schemas.enums import Destination, Priority
from tests.rules.factories import contents, log, ruling, vocabulary

RULES = vocabulary().dissemination
WOMAN = {"role": "victim", "approximate_age": 24}
OLD = {"role": "victim", "approximate_age": 79}
LOW = {"role": "person_at_risk", "approximate_age": 16}


def arms(text: str, priority: Priority, **changes: Any) -> set[MashArm]:  # noqa: ANN401 - any field of the contents
    """Give the MASH arms of a log."""
    made = log(contents(text, **changes), ruling(priority))
    return {one.arm for one in routes(made, RULES) if one.arm}


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        ("Two lads took his bike.", {}, set()),
        ("The boys from the pub broke the window.", {}, set()),
        ("They took the bike of a girl.", {}, {MashArm.CHILDREN}),
        ("She was hit. Her children were asleep.", {"subjects": [WOMAN]}, set()),
        ("He took her savings.", {"subjects": [OLD]}, {MashArm.ADULTS}),
    ],
)
def test_a_crime_concerns_the_child_it_was_done_to(
    text: str, changes: dict[str, Any], expected: set[MashArm]
) -> None:
    """Lads are who did it; beside an adult victim a child is only spoken of."""
    assert arms(text, Priority.CRIME, **changes) == expected


def test_young_men_in_danger_are_children_until_known_better() -> None:
    """Where it is HIGH the cost of a child taken for an adult is the higher."""
    assert arms("Two lads are held in the flat.", Priority.HIGH) == {MashArm.CHILDREN}


def test_harm_to_oneself_is_no_occurrence() -> None:
    """Nobody did it to them, whatever words of violence are used; unless somebody is suspected."""
    text = "She has cut herself with a knife and smashed the window."
    suspect = {"role": "suspect"}
    for subjects, expected in ([LOW], False), ([LOW, suspect], True):
        made = contents(text, theme="mental_health", subjects=subjects)
        to = {one.destination for one in routes(log(made, ruling(Priority.HIGH)), RULES)}
        assert (Destination.CRIME_OCCURRENCE in to) is expected
