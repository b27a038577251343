"""Where a log goes, and the messages that it becomes."""

from datetime import date
from typing import Any

import pytest

from rules.publish import destinations, needs_person, publish, routes
from schemas.assessment import Ruling
from schemas.destinations import (
    ControlRoomIncident,
    CrimeOccurrence,
    Dissemination,
    MashReferral,
)
from schemas.enums import (
    DecisionStatus,
    District,
    EntityType,
    Pole,
    Priority,
    RiskLevel,
)
from schemas.intelligence import Entity, IntelligenceLog, Located, Risk, RiskAssessment
from schemas.sanitised import Contents
from tests.rules.factories import NOW, PERSON, contents, log, ruling, vocabulary

RULES = vocabulary().dissemination
ORDINARY = contents("A blue van is parked there at night.")
CHILD = contents("The girl has a new phone.", subjects=[{"role": "victim", "approximate_age": 14}])
ADULT = contents(
    "Two males let themselves in.",
    subjects=[{"role": "person_at_risk", "approximate_age": 61, "vulnerabilities": ["dementia"]}],
)
DISTRESS = contents(
    "He is low.",
    theme="mental_health",
    subjects=[{"role": "person_at_risk", "approximate_age": 40}],
)
OFFENCE = contents("He punched the man in the face.")
RAISED = RiskAssessment(raise_to_control_room=True)
RAISED_BY_NOBODY = RiskAssessment(
    risks=(Risk(dimension="police", level=RiskLevel.LOW, because="a test"),)
)
VAN = Entity(
    entity_id="e1",
    type=EntityType.VEHICLE,
    pole=Pole.OBJECT,
    raw="HX19 KLD",
    canonical="HX19KLD",
    field="contents.narrative",
)


def going(holding: Contents, priority: Priority, **changes: Any) -> set[str]:  # noqa: ANN401 - any field of a log
    """Give the destinations of a log as words."""
    decision = changes.pop("decision", ruling(priority))
    found = routes(log(holding, decision, **changes), RULES)
    return {one.value for one in destinations(found)}


def sent(of: IntelligenceLog) -> tuple[Dissemination, ...]:
    """Publish a log, with a person reporting at hand."""
    return publish(of, RULES, PERSON, NOW)


def arms(holding: Contents, priority: Priority = Priority.NORMAL) -> set[str]:
    """Give the MASH arms of contents."""
    return {one.arm.value for one in routes(log(holding, ruling(priority)), RULES) if one.arm}


@pytest.mark.parametrize(
    ("holding", "priority", "expected"),
    [
        (ORDINARY, Priority.NORMAL, {"sector"}),
        (CHILD, Priority.NORMAL, {"sector", "mash"}),
        (ADULT, Priority.NORMAL, {"sector", "mash"}),
        (DISTRESS, Priority.NORMAL, {"mash"}),
        (ORDINARY, Priority.HIGH, {"control-room", "sector"}),
        (OFFENCE, Priority.HIGH, {"control-room", "sector", "crime-occurrence"}),
        (CHILD, Priority.HIGH, {"control-room", "sector", "crime-occurrence", "mash"}),
        (ADULT, Priority.HIGH, {"control-room", "sector", "mash"}),
        (ORDINARY, Priority.CRIME, {"control-room", "sector", "crime-occurrence"}),
        (CHILD, Priority.CRIME, {"control-room", "sector", "crime-occurrence", "mash"}),
        (CHILD, Priority.NO_FURTHER_ACTION, set()),
    ],
)
def test_priority_and_content_decide_where_a_log_goes(
    holding: Contents, priority: Priority, expected: set[str]
) -> None:
    """The table of DESIGN 1, and the messages are those of the routes."""
    assert going(holding, priority) == expected
    assert len(sent(log(holding, ruling(priority)))) == len(
        routes(log(holding, ruling(priority)), RULES)
    )


def test_a_raised_normal_log_goes_to_the_control_room_as_well() -> None:
    """The second decision point adds, and takes nothing away."""
    assert going(ORDINARY, Priority.NORMAL, risk=RAISED) == {"control-room", "sector"}
    assert going(ORDINARY, Priority.NO_FURTHER_ACTION, risk=RAISED) == set()


def test_a_form_that_nobody_assessed_goes_to_the_control_room_alone() -> None:
    """Marked as not assessed, without occurrence and person reporting."""
    decision = ruling(Priority.HIGH, status=DecisionStatus.NOT_YET_ASSESSED)
    (message,) = sent(log(CHILD, decision))
    assert isinstance(message, ControlRoomIncident)
    assert not message.assessed
    assert "NOT YET ASSESSED" in message.action
    assert message.occurrence_reference is None


def test_a_persons_destinations_replace_the_rules() -> None:
    """More or fewer, and none at all; an arm is found for a MASH that nothing speaks for."""
    chosen = ruling(Priority.NORMAL, destinations=["mash", "crime-occurrence"])
    assert going(ORDINARY, Priority.NORMAL, decision=chosen) == {"mash", "crime-occurrence"}
    assert arms(ORDINARY) == set()
    nowhere = ruling(Priority.HIGH, destinations=[])
    assert going(CHILD, Priority.HIGH, decision=nowhere) == set()


def test_an_unknown_district_calls_a_person_and_stops_nothing_urgent() -> None:
    """No sector; the control room, the occurrence and the default MASH still get theirs."""
    located = Located(district=None, because="no postcode and no place that is known")
    plain = log(ORDINARY, located=located)
    assert sent(plain) == ()
    assert needs_person(plain, RULES) == (
        "The district is unknown: no postcode and no place that is known."
    )
    crime = sent(log(CHILD, ruling(Priority.CRIME), located=located))
    kinds = {type(one) for one in crime}
    assert kinds == {ControlRoomIncident, CrimeOccurrence, MashReferral}
    assert [one.mash for one in crime if isinstance(one, MashReferral)] == ["hampshire"]
    tasked = [one.tasked_to for one in crime if isinstance(one, CrimeOccurrence)]
    assert tasked == ["Crime allocation desk (district unknown)"]


@pytest.mark.parametrize(
    "decision",
    [
        ruling(Priority.NO_FURTHER_ACTION),
        ruling(Priority.HIGH, status=DecisionStatus.NOT_YET_ASSESSED),
        ruling(Priority.HIGH, destinations=["control-room"]),
    ],
)
def test_no_person_is_called_where_no_district_is_needed(decision: Ruling) -> None:
    """Nothing of it is local."""
    assert needs_person(log(ORDINARY, decision, district=None), RULES) is None


@pytest.mark.parametrize(
    ("district", "mash"),
    [
        (District.SOUTHAMPTON, "southampton"),
        (District.PORTSMOUTH, "portsmouth"),
        (District.ISLE_OF_WIGHT, "hampshire"),
        (District.NEW_FOREST, "hampshire"),
    ],
)
def test_the_district_decides_the_mash(district: District, mash: str) -> None:
    """Two cities run their own."""
    found = routes(log(CHILD, district=district), RULES)
    assert {one.mash for one in found if one.arm} == {mash}


def test_every_district_has_its_mash() -> None:
    """None falls to the default by being forgotten."""
    assert set(RULES.mash_of) == set(District)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ({"role": "person_at_risk", "date_of_birth": date(2008, 10, 6)}, {"children"}),
        ({"role": "person_at_risk", "date_of_birth": date(2008, 10, 5)}, {"adults"}),
        ({"role": "person_at_risk", "approximate_age": 17}, {"children"}),
        ({"role": "person_at_risk", "approximate_age": 18}, {"adults"}),
        ({"role": "person_at_risk", "vulnerabilities": ["Year 9"]}, {"children"}),
        ({"role": "person_at_risk", "school_or_employer": "Larkrise School"}, {"children"}),
        ({"role": "person_at_risk"}, {"children"}),
        ({"role": "victim", "approximate_age": 40, "vulnerabilities": ["stroke"]}, {"adults"}),
        ({"role": "victim", "approximate_age": 40}, set()),
        ({"role": "suspect", "approximate_age": 40, "vulnerabilities": ["stroke"]}, set()),
        ({"role": "suspect", "approximate_age": 15}, {"children"}),
        ({"role": "associate", "approximate_age": 15}, set()),
    ],
)
def test_age_and_role_decide_the_arm(subject: dict[str, Any], expected: set[str]) -> None:
    """Eighteen is an adult, on the day itself; unknown age counts as a child."""
    assert arms(contents("A blue van is parked there.", subjects=[subject])) == expected


def test_mental_health_goes_to_the_arm_of_the_age() -> None:
    """CAMHS for a child, alone where that is all; both arms where there is a concern beside it."""
    child = [{"role": "person_at_risk", "approximate_age": 14}]
    low = contents("Low and tearful.", theme="mental_health", subjects=child)
    assert arms(low) == {"child_mental_health"}
    assert arms(DISTRESS) == {"adult_mental_health"}
    text = "Known to CAMHS. The girl is picked up by an older male."
    both = contents(text, theme="child_sexual_exploitation", subjects=child)
    assert arms(both) == {"child_mental_health", "children"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The pupil has two phones and cannot explain the cash.", {"children"}),
        ("A year 9 boy goes missing and owes money to a man.", {"children"}),
        ("They have taken over his flat; he is an elderly tenant.", {"adults"}),
        ("Two men in a blue van sell drugs near the station.", set()),
    ],
)
def test_the_text_speaks_for_a_child_or_an_adult_at_risk(text: str, expected: set[str]) -> None:
    """Without any subject named."""
    assert arms(contents(text)) == expected


def test_a_plain_mention_of_a_child_is_enough_for_a_crime_only() -> None:
    """A robbed pupil is a child concerned; a pupil's bicycle in a NORMAL log is not."""
    text = "He took the bike of a pupil."
    assert arms(contents(text), Priority.NORMAL) == set()
    assert arms(contents(text), Priority.CRIME) == {"children"}


@pytest.mark.parametrize(
    ("priority", "level", "rag", "hours"),
    [
        (Priority.HIGH, "none", "red", 4),
        (Priority.NORMAL, "high", "red", 4),
        (Priority.CRIME, "none", "amber", 24),
        (Priority.NORMAL, "medium", "amber", 24),
        (Priority.NORMAL, "low", "green", 72),
    ],
)
def test_rag_and_hours_follow_priority_and_risk(
    priority: Priority, level: str, rag: str, hours: int
) -> None:
    """Red 4, amber 24, green 72 hours."""
    risk = RiskAssessment(risks=(Risk.model_validate(_subject(level)),))
    found = [
        one
        for one in sent(log(CHILD, ruling(priority), risk=risk))
        if isinstance(one, MashReferral)
    ]
    assert [(one.rag, one.respond_by_hours) for one in found] == [(rag, hours)]


def _subject(level: str) -> dict[str, str]:
    return {"dimension": "subject", "level": level, "because": "a test"}
