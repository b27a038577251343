"""A form goes in on the intake topic and comes out on the topics of its destinations."""

import json
from uuid import uuid4

import pytest

from schemas.enums import (
    AlertKind,
    AuditAction,
    DecisionStatus,
    Destination,
    District,
    Priority,
    ReceiptStatus,
    ReportStatus,
)
from schemas.form import CpiForm
from schemas.reference import partition_of, reference_of
from schemas.topics import (
    ALERTS,
    ASSESSED,
    ASSESSMENTS,
    AUDIT,
    CONTROL_ROOM,
    CRIME,
    INTELLIGENCE,
    MASH,
    RECEIPTS,
    SANITISED,
    SECTOR,
    SOURCES,
    TOPICS,
    TRIAGED,
)
from tests.forms import SOURCE_WORDS, raw_form, told
from tests.integration.running import RunningHub, text_of

pytestmark = pytest.mark.kafka


def test_a_normal_form_reaches_its_sector_without_its_source(hub: RunningHub) -> None:
    """The district's sector gets the log, as a department does; what names the source is gone."""
    (reference,) = hub.submit(raw_form())
    hub.wait_for(TRIAGED, reference)
    hub.assess(reference, Priority.NORMAL)
    found = hub.wait_for(SECTOR, reference, 2)
    (message,) = [each for each in found if each.specialist_department is None]
    assert message.district is District.SOUTHAMPTON
    assert message.status is ReportStatus.NEW
    assert "HX19 KLD" in message.contents.narrative
    assert not [word for word in SOURCE_WORDS if word.lower() in text_of(message).lower()]


def test_a_high_form_reaches_the_control_room(hub: RunningHub) -> None:
    """It alerts at once, and the control room gets it once it is assessed."""
    (reference,) = hub.submit(told("Jaydn Foss has a knife on him and will stab Kai tonight."))
    assert AlertKind.HIGH_PROPOSED in {a.kind for a in hub.wait_for(ALERTS, reference)}
    hub.assess(reference, Priority.HIGH)
    (incident,) = hub.wait_for(CONTROL_ROOM, reference)
    assert incident.assessed
    assert not [word for word in SOURCE_WORDS if word.lower() in text_of(incident).lower()]


def test_a_crime_releases_the_person_reporting_to_its_occurrence_alone(hub: RunningHub) -> None:
    """The one disclosure is recorded; the control room gets the occurrence's reference only."""
    (reference,) = hub.submit(told("A girl, Mia Rowe, was punched by Dean Alder in SO14."))
    hub.wait_for(TRIAGED, reference)
    hub.assess(reference, Priority.CRIME)
    (occurrence,) = hub.wait_for(CRIME, reference)
    assert occurrence.person_reporting.name == "Moira Tanfield"
    (incident,) = hub.wait_for(CONTROL_ROOM, reference)
    assert incident.occurrence_reference == occurrence.occurrence_reference
    assert "Tanfield" not in text_of(incident)
    (entry,) = hub.wait_for(AUDIT, reference)
    assert (entry.action, entry.recipient) == (AuditAction.DISCLOSURE, "crime-occurrence")


def test_no_further_action_ends_the_journey_with_its_reason(hub: RunningHub) -> None:
    """The decision is recorded, the source sealed, and no destination hears of it."""
    (reference,) = hub.submit(told("Test form, please ignore."))
    hub.wait_for(TRIAGED, reference)
    hub.assess(reference, Priority.NO_FURTHER_ACTION, rationale="a test")
    (assessed,) = hub.wait_for(ASSESSED, reference)
    assert assessed.decision.rationale == "a test"
    hub.wait_for(SOURCES, reference)
    assert not hub.of(SANITISED, reference)


def test_a_form_sent_twice_is_processed_once(hub: RunningHub) -> None:
    """Both submissions are answered with one reference; one message leaves."""
    sent = raw_form()
    (reference,) = hub.submit(sent)
    hub.wait_for(TRIAGED, reference)
    assert hub.submit(sent) == [reference]
    receipts = hub.wait_for_receipt(sent["submission_id"], 2)
    assert [each.status for each in receipts] == [ReceiptStatus.ACCEPTED, ReceiptStatus.REPEATED]
    assert {each.reference for each in receipts} == {reference}
    hub.assess(reference, Priority.NORMAL, destinations=(Destination.SECTOR,))
    hub.wait_for(SECTOR, reference)
    assert len(hub.of(ASSESSED, reference)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"immediate_danger": True},
        {"submitted_at": "2026-09-05T14:03:00+01:00"},
    ],
)
def test_the_same_id_with_other_content_is_a_dead_letter(
    hub: RunningHub, change: dict[str, object]
) -> None:
    """Even where its other month gives it another reference."""
    sent = raw_form()
    (reference,) = hub.submit(sent)
    hub.wait_for(TRIAGED, reference)
    hub.wait_for_receipt(sent["submission_id"])
    (other,) = hub.submit({**sent, **change})
    letter = hub.wait_for_dead_letter(lambda each: each.reference == other)
    assert (letter.field, letter.reason) == ("submission_id", "was seen before with other content")
    receipts = hub.wait_for_receipt(sent["submission_id"], 2)
    assert receipts[-1].status is ReceiptStatus.REJECTED


def test_a_later_assessment_supersedes_and_takes_back(hub: RunningHub) -> None:
    """What no longer concerns the control room is withdrawn there, as the next revision."""
    (reference,) = hub.submit(raw_form())
    hub.wait_for(TRIAGED, reference)
    hub.assess(reference, Priority.HIGH)
    hub.wait_for(CONTROL_ROOM, reference)
    hub.assess(reference, Priority.NORMAL, rationale="the boy is safe at home")
    first, second = hub.wait_for(CONTROL_ROOM, reference, 2)
    assert (first.status, second.status) == (ReportStatus.NEW, ReportStatus.WITHDRAWN)
    assert (first.revision, second.revision) == (1, 2)


def test_an_assessment_that_overtakes_its_form_is_applied(hub: RunningHub) -> None:
    """It is held until the form comes."""
    sent = raw_form()
    form = CpiForm.model_validate(sent)
    reference = reference_of(form.submission_id, form.submitted_at)
    hub.assess(reference, Priority.HIGH)
    hub.submit(sent)
    (assessed,) = hub.wait_for(ASSESSED, reference)
    assert assessed.decision.status is DecisionStatus.ASSESSED


def test_an_assessment_on_the_wrong_partition_is_applied(hub: RunningHub) -> None:
    """A client with another partitioner is understood."""
    (reference,) = hub.submit(raw_form())
    hub.wait_for(TRIAGED, reference)
    hub.assess(reference, Priority.NORMAL)
    hub.wait_for(ASSESSED, reference)
    (record,) = [r for r in hub.records(ASSESSMENTS) if r.key == reference.encode()]
    (other,) = hub.submit(raw_form())
    while partition_of(other, 4) == partition_of(reference, 4):
        (other,) = hub.submit(raw_form())
    assert record.value is not None
    moved = record.value.replace(reference.encode(), other.encode())
    hub.send_bytes(ASSESSMENTS, reference.encode(), moved, partition_of(reference, 4))
    assert hub.wait_for(ASSESSED, other)


def test_the_sealed_source_is_the_form_as_it_came(hub: RunningHub) -> None:
    """It opens with the hub's key, and its bytes say nothing without it."""
    sent = raw_form()
    (reference,) = hub.submit(sent)
    hub.wait_for(TRIAGED, reference)
    hub.assess(reference, Priority.NORMAL)
    (sealed,) = hub.wait_for(SOURCES, reference)
    opened = hub.keyring.open(SOURCES.name, reference, sealed.sealed)
    assert json.loads(opened)["submitter"]["name"] == "Moira Tanfield"
    assert b"Tanfield" not in sealed.sealed.ciphertext


def test_a_text_that_still_names_the_source_goes_to_a_person(hub: RunningHub) -> None:
    """It is not released; the person's own text is, once it names nobody either."""
    (reference,) = hub.submit(raw_form())
    hub.wait_for(TRIAGED, reference)
    hub.assess(reference, Priority.NORMAL, sanitised_narrative="Ms Tanfield of Elmwick saw it.")
    (alert,) = hub.wait_for(ALERTS, reference)
    assert alert.kind is AlertKind.RELEASE_BLOCKED
    assert not [word for word in SOURCE_WORDS if word.lower() in text_of(alert).lower()]
    assert not hub.of(SANITISED, reference)
    clean = "A boy was seen getting into a grey Audi HX19 KLD by the shops in Mill Lane."
    hub.assess(reference, Priority.NORMAL, sanitised_narrative=clean, rationale="cleaned")
    (log,) = hub.wait_for(INTELLIGENCE, reference)
    assert log.contents.narrative == clean


def test_nothing_after_redaction_names_a_source(hub: RunningHub) -> None:
    """Not one byte of a source on any topic that must not have it, keys and headers included."""
    (reference,) = hub.submit(raw_form(submission_id=str(uuid4())))
    hub.wait_for(TRIAGED, reference)
    hub.assess(reference, Priority.CRIME, destinations=tuple(Destination))
    for topic in (MASH, SECTOR, CONTROL_ROOM, CRIME):
        hub.wait_for(topic, reference)
    for topic in TOPICS:
        for record in hub.records(topic):
            outside = [record.key or b"", *record.headers.values()]
            inside = [] if topic.names_source else [record.value or b""]
            text = b"\n".join([*outside, *inside]).decode("utf-8", "replace").lower()
            assert not [word for word in SOURCE_WORDS if word.lower() in text], record.place


def test_each_record_carries_cloudevents_headers_and_its_trace(hub: RunningHub) -> None:
    """One form is one trace; the id is the same whenever the same thing is said again."""
    (reference,) = hub.submit(told("Two men were seen by the garages in Cowes, PO31 7AA."))
    hub.wait_for(TRIAGED, reference)
    hub.assess(reference, Priority.NORMAL, destinations=(Destination.SECTOR,))
    hub.wait_for(SECTOR, reference)
    key = reference.encode()
    found = [r for topic in (TRIAGED, RECEIPTS, SECTOR) for r in hub.records(topic) if r.key == key]
    assert len(found) == 3
    for record in found:
        assert record.headers["ce_specversion"] == b"1.0"
        assert record.headers["ce_source"] == b"kafka"
        assert record.headers["ce_id"]
    traces = {record.headers["traceparent"].split(b"-")[1] for record in found[:2]}
    assert len(traces) == 1


def test_a_held_revision_does_not_hide_what_was_sent(hub: RunningHub) -> None:
    """The sector had revision 1; revision 3 takes it back though revision 2 never left."""
    (reference,) = hub.submit(told("Two men were seen by the garages in Cowes, PO31 7AA."))
    hub.wait_for(TRIAGED, reference)
    hub.assess(reference, Priority.NORMAL)
    hub.wait_for(SECTOR, reference)
    room = (Destination.CONTROL_ROOM,)
    named = {"sanitised_narrative": "Ms Tanfield saw it.", "destinations": room}
    hub.assess(reference, Priority.NORMAL, rationale="now", **named)
    hub.wait_for(ALERTS, reference)
    clean = {"sanitised_narrative": "Two men were by the garages.", "destinations": room}
    hub.assess(reference, Priority.NORMAL, rationale="cleaned", **clean)
    (incident,) = hub.wait_for(CONTROL_ROOM, reference)
    assert incident.status is ReportStatus.NEW
    assert hub.wait_for(SECTOR, reference, 2)[-1].status is ReportStatus.WITHDRAWN
