"""What a message says to its destination: ids, copies, revisions, what is taken back."""

from typing import Any

import pytest

from rules.publish import publish
from schemas.destinations import (
    ControlRoomIncident,
    CrimeOccurrence,
    Dissemination,
    SectorIntelligence,
)
from schemas.enums import Destination, District, Priority, ReportStatus
from schemas.intelligence import IntelligenceLog
from tests.rules.factories import NOW, PERSON, REFERENCE, contents, log, ruling
from tests.rules.test_publish import CHILD, OFFENCE, ORDINARY, RAISED_BY_NOBODY, RULES, VAN, sent


def test_a_department_gets_a_copy_with_an_id_of_its_own() -> None:
    """By theme; the district's own copy names no department."""
    found = [
        one
        for one in sent(log(contents(theme="rural_crime")))
        if isinstance(one, SectorIntelligence)
    ]
    assert [(one.message_id, one.specialist_department) for one in found] == [
        (f"{REFERENCE}/1/sector/r1", None),
        (f"{REFERENCE}/1/sector/country-watch/r1", "Country Watch"),
    ]


def test_the_same_log_gives_the_same_messages() -> None:
    """Ids are made of the log, destination and revision; the arm where there is one."""
    crime = log(CHILD, ruling(Priority.CRIME))
    assert sent(crime) == sent(crime)
    assert {one.message_id for one in sent(crime)} == {
        f"{REFERENCE}/1/control-room/r1",
        f"{REFERENCE}/1/crime-occurrence/r1",
        f"{REFERENCE}/1/mash/children/r1",
        f"{REFERENCE}/1/sector/r1",
    }


def test_the_occurrence_has_one_reference_for_desk_and_control_room() -> None:
    """It is made of the log's id and is all that the control room gets."""
    messages = sent(log(OFFENCE, ruling(Priority.CRIME)))
    room = [one.occurrence_reference for one in messages if isinstance(one, ControlRoomIncident)]
    desk = [one.occurrence_reference for one in messages if isinstance(one, CrimeOccurrence)]
    assert room == desk == ["OCC-202610-ABCDEFGHJK-1"]
    tasked = [one.tasked_to for one in messages if isinstance(one, CrimeOccurrence)]
    assert tasked == ["Local officer, Fareham"]


@pytest.mark.parametrize("priority", list(Priority))
def test_the_submitter_stands_in_the_occurrence_of_a_crime_and_nowhere_else(
    priority: Priority,
) -> None:
    """Not in a HIGH's occurrence, and in no other message, even when handed over."""
    every = ruling(priority, destinations=["mash", "sector", "control-room", "crime-occurrence"])
    for decision in (ruling(priority), every):
        for message in sent(log(CHILD, decision)):
            named = PERSON.email in message.model_dump_json()
            disclosed = isinstance(message, CrimeOccurrence) and priority is Priority.CRIME
            assert named == disclosed


def later(of: IntelligenceLog, *earlier: IntelligenceLog) -> dict[str, Dissemination]:
    """What a revision sends after earlier ones were sent, by message id without the log's."""
    had: list[Dissemination] = []
    for one in earlier:
        had += publish(one, RULES, PERSON, NOW, had)
    made = publish(of, RULES, PERSON, NOW, had)
    return {each.message_id.removeprefix(f"{REFERENCE}/1/"): each for each in made}


def test_a_later_ruling_revises_and_withdraws() -> None:
    """What stays is revised, what goes is taken back and emptied."""
    rich: dict[str, Any] = {"entities": [VAN], "risk": RAISED_BY_NOBODY}
    first = log(CHILD, ruling(Priority.CRIME), **rich)
    made = later(log(CHILD, ruling(Priority.NORMAL), revision=2, **rich), first)
    assert {name: one.status for name, one in made.items()} == {
        "mash/children/r2": ReportStatus.REVISED,
        "sector/r2": ReportStatus.REVISED,
        "control-room/r2/withdrawn": ReportStatus.WITHDRAWN,
        "crime-occurrence/r2/withdrawn": ReportStatus.WITHDRAWN,
    }
    for one in made.values():
        if one.status is ReportStatus.WITHDRAWN:
            assert one.contents == contents(RULES.file.texts.withdrawn)
            assert "HX19KLD" not in one.model_dump_json()
            assert "a test" not in one.model_dump_json()
            assert "girl" not in one.model_dump_json()
            assert PERSON.email not in one.model_dump_json()


def test_a_destination_that_comes_later_gets_a_new_message() -> None:
    """The first that it gets is new, though the log is at its second revision."""
    made = later(log(ORDINARY, ruling(Priority.HIGH), revision=2), log(ORDINARY, ruling()))
    assert made["control-room/r2"].status is ReportStatus.NEW
    assert made["sector/r2"].status is ReportStatus.REVISED


def test_what_was_taken_back_is_taken_back_once() -> None:
    """A third revision says nothing more to a destination that has nothing."""
    high, normal = log(ORDINARY, ruling(Priority.HIGH)), log(ORDINARY, ruling(), revision=2)
    made = later(log(ORDINARY, ruling(), revision=3), high, normal)
    assert set(made) == {"sector/r3"}


def test_a_revision_that_never_left_takes_nothing_back() -> None:
    """Revision 2 was held for a person: revision 3 follows what revision 1 had sent."""
    room = ruling(destinations=(Destination.CONTROL_ROOM,))
    made = later(log(ORDINARY, room, revision=3), log(ORDINARY, ruling()))
    assert {name: one.status for name, one in made.items()} == {
        "control-room/r3": ReportStatus.NEW,
        "sector/r3/withdrawn": ReportStatus.WITHDRAWN,
    }


def test_a_revision_made_again_is_the_same() -> None:
    """What it had itself sent before does not count as earlier."""
    first, second = log(ORDINARY, ruling(Priority.HIGH)), log(ORDINARY, ruling(), revision=2)
    had = publish(first, RULES, PERSON, NOW)
    made = publish(second, RULES, PERSON, NOW, had)
    assert publish(second, RULES, PERSON, NOW, (*had, *made)) == made


def test_no_further_action_takes_everything_back() -> None:
    """A log that was sent out and then found void."""
    made = later(log(CHILD, ruling(Priority.NO_FURTHER_ACTION), revision=2), log(CHILD, ruling()))
    assert [one.status for one in made.values()] == [ReportStatus.WITHDRAWN] * 2


def test_a_district_that_moves_is_withdrawn_from_the_old_one() -> None:
    """The old sector and the old MASH are told, with ids that differ from the new ones."""
    here = ruling(district=District.SOUTHAMPTON)
    first = log(CHILD, ruling(), District.FAREHAM)
    made = later(log(CHILD, here, District.SOUTHAMPTON, revision=2), first)
    found = {name: (one.status, one.district) for name, one in made.items()}
    withdrawn = (ReportStatus.WITHDRAWN, District.FAREHAM)
    assert found["sector/r2/withdrawn"] == withdrawn
    assert found["mash/children/r2/withdrawn"] == withdrawn
    assert found["sector/r2"] == (ReportStatus.NEW, District.SOUTHAMPTON)
    assert found["mash/children/r2"] == (ReportStatus.NEW, District.SOUTHAMPTON)
