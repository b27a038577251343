"""What a message says to its destination: ids, copies, revisions, what is taken back."""

import pytest

from schemas.destinations import (
    ControlRoomIncident,
    CrimeOccurrence,
    SectorIntelligence,
)
from schemas.enums import (
    District,
    Priority,
    ReportStatus,
)
from tests.rules.factories import PERSON, REFERENCE, contents, log, ruling
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


def test_a_later_ruling_revises_and_withdraws() -> None:
    """What stays is revised, what comes is new, what goes is taken back and emptied."""
    later = log(
        CHILD,
        ruling(Priority.NORMAL),
        revision=2,
        previous=ruling(Priority.CRIME),
        entities=[VAN],
        risk=RAISED_BY_NOBODY,
    )
    status = {one.message_id.removeprefix(f"{REFERENCE}/1/"): one.status for one in sent(later)}
    assert status == {
        "mash/children/r2": ReportStatus.REVISED,
        "sector/r2": ReportStatus.REVISED,
        "control-room/r2/withdrawn": ReportStatus.WITHDRAWN,
        "crime-occurrence/r2/withdrawn": ReportStatus.WITHDRAWN,
    }
    for one in sent(later):
        if one.status is ReportStatus.WITHDRAWN:
            assert one.contents == contents(RULES.file.texts.withdrawn)
            assert "HX19KLD" not in one.model_dump_json()
            assert "a test" not in one.model_dump_json()
            assert "girl" not in one.model_dump_json()
            assert PERSON.email not in one.model_dump_json()


def test_a_destination_that_comes_later_gets_a_new_message() -> None:
    """The first that it gets is new, though the log is at its second revision."""
    later = log(ORDINARY, ruling(Priority.HIGH), revision=2, previous=ruling(Priority.NORMAL))
    status = {type(one): one.status for one in sent(later)}
    assert status[ControlRoomIncident] is ReportStatus.NEW
    assert status[SectorIntelligence] is ReportStatus.REVISED


def test_no_further_action_takes_everything_back() -> None:
    """A log that was sent out and then found void."""
    void = log(CHILD, ruling(Priority.NO_FURTHER_ACTION), revision=2, previous=ruling())
    assert {one.status for one in sent(void)} == {ReportStatus.WITHDRAWN}
    assert len(sent(void)) == 2


def test_a_district_that_a_person_moves_is_withdrawn_from_the_old_one() -> None:
    """The old sector and the old MASH are told, with ids that differ from the new ones."""
    moved = log(
        CHILD,
        ruling(district=District.SOUTHAMPTON),
        District.SOUTHAMPTON,
        revision=2,
        previous=ruling(district=District.FAREHAM),
    )
    found = {one.message_id: (one.status, one.district) for one in sent(moved)}
    base = f"{REFERENCE}/1"
    withdrawn = (ReportStatus.WITHDRAWN, District.FAREHAM)
    assert found[f"{base}/sector/r2/withdrawn"] == withdrawn
    assert found[f"{base}/mash/children/r2/withdrawn"] == withdrawn
    assert found[f"{base}/sector/r2"] == (ReportStatus.NEW, District.SOUTHAMPTON)
    assert found[f"{base}/mash/children/r2"] == (ReportStatus.NEW, District.SOUTHAMPTON)
