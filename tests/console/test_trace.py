"""``cpi trace``: the whole journey, and nothing personal in it."""

from schemas.assessment import AssessedForm
from schemas.enums import AuditAction
from schemas.form import CpiForm
from schemas.records import AuditEntry
from schemas.rejection import Rejection
from schemas.stages import Stage
from schemas.topics import (
    ASSESSED,
    ASSESSMENTS,
    AUDIT,
    DEAD_LETTERS,
    INTAKE,
    INTELLIGENCE,
    RECEIPTS,
    SANITISED,
    SECTOR,
    SOURCES,
    TRIAGED,
)
from streams import clock
from streams.dead_letters import dead_letter
from streams.envelope import Record
from streams.outcome import Outgoing
from streams.sending import Placed
from tests.console.conftest import Hub, one_line
from tests.console.samples import (
    UNTOLD,
    assessed,
    assessment,
    name_of,
    proposal,
    receipt,
    released,
    sealed_source,
)
from tests.forms import SOURCE_WORDS, form

PERSONAL = (*SOURCE_WORDS, UNTOLD, "Jaydn", "HX19", "Mill Lane", "grey Audi", "SO14")


def place(placed: Placed) -> str:
    """topic/partition/offset."""
    return f"{placed.topic}/{placed.partition}/{placed.offset}"


def record_at(placed: Placed, key: str) -> Record:
    """A record as a stage read it."""
    return Record(
        placed.topic, placed.partition, placed.offset, key.encode(), b"x", {}, clock.now()
    )


def whole_journey(hub: Hub, mine: CpiForm) -> AssessedForm:
    """Put every record of one form on its topic."""
    (intake,) = hub.put(Outgoing(INTAKE, mine))
    decided = assessed(mine)
    report, log, sector = released(mine)
    entry = AuditEntry(
        audit_id=f"{name_of(mine)}/consultation/1",
        reference=name_of(mine),
        action=AuditAction.CONSULTATION,
        actor="officer 31007",
        recipient="officer 31007",
        reason=f"{UNTOLD} rang",
        at=clock.now(),
    )
    hub.put(
        Outgoing(TRIAGED, proposal(mine, place(intake))),
        Outgoing(RECEIPTS, receipt(mine, place(intake))),
        Outgoing(ASSESSMENTS, assessment(mine)),
        Outgoing(ASSESSED, decided),
        Outgoing(SOURCES, sealed_source(mine, hub.keyring)),
        Outgoing(SANITISED, report),
        Outgoing(INTELLIGENCE, log),
        Outgoing(SECTOR, sector),
        Outgoing(AUDIT, entry),
    )
    return decided


def test_every_record_is_told_in_order_with_who_decided(hub: Hub) -> None:
    """From the intake to the sector, and what each destination has."""
    mine = form()
    decided = whole_journey(hub, mine)
    document = hub.json("trace", name_of(mine))
    assert [each["topic"] for each in document["records"]] == [
        "cpi.intake",
        "cpi.triaged",
        "cpi.receipts",
        "cpi.assessments",
        "cpi.assessed",
        "cpi.sources",
        "cpi.sanitised",
        "cpi.intelligence",
        "cpi.sector",
        "cpi.audit",
    ]
    told = {each["topic"]: each for each in document["records"]}
    assert (told["cpi.intake"]["what"], told["cpi.intake"]["by"]) == ("submitted", "kafka")
    assert told["cpi.receipts"]["what"] == "receipt: accepted"
    assert told["cpi.sources"]["what"] == "form sealed as it came"
    assert told["cpi.sector"]["what"] == ("new NORMAL, revision 1, for Missing and Exploited Team")
    assert told["cpi.triaged"]["what"] == "proposed NORMAL (vehicle_of_interest)"
    assert told["cpi.assessed"]["what"] == "decided NORMAL (assessed), revision 1"
    assert told["cpi.assessed"]["by"] == "Insp. Quill"
    assert told["cpi.assessed"]["ce_id"] == decided.event_id
    assert told["cpi.audit"]["by"] == "officer 31007"
    assert sorted(each["time"] for each in document["records"]) == [
        each["time"] for each in document["records"]
    ]
    assert document["destinations"]["sector"] | {"time": ""} == {
        "state": "sent",
        "revision": 1,
        "messages": 1,
        "time": "",
    }
    assert document["destinations"]["mash"]["state"] == "not sent"


def test_no_personal_data_is_printed(hub: Hub) -> None:
    """Neither the source, nor the subject, nor what anybody wrote; in both renderings."""
    mine = form()
    whole_journey(hub, mine)
    for words in (("trace", name_of(mine)), ("trace", name_of(mine), "--json")):
        result = hub.cpi(*words)
        assert result.exit_code == 0, result.output
        assert not [word for word in PERSONAL if word.lower() in result.output.lower()]


def test_a_form_that_waits_says_so(hub: Hub) -> None:
    """Triaged, not assessed."""
    mine = form()
    (intake,) = hub.put(Outgoing(INTAKE, mine))
    hub.put(Outgoing(TRIAGED, proposal(mine, place(intake))))
    result = hub.cpi("trace", name_of(mine))
    assert result.stdout.startswith(f"{name_of(mine)}: waits for its assessment\n")


def test_a_form_that_triage_refused_is_found_by_its_submission(hub: Hub) -> None:
    """Its dead letter has no reference, but names the place of the submission."""
    mine = form()
    (intake,) = hub.put(Outgoing(INTAKE, mine))
    letter = dead_letter(
        record_at(intake, str(mine.submission_id)),
        Stage.TRIAGE,
        Rejection("is missing", "submitter.name"),
        hub.keyring,
        clock.now(),
    )
    assert letter.reference is None
    hub.put(Outgoing(DEAD_LETTERS, letter))
    document = hub.json("trace", name_of(mine))
    assert document["state"] == "dead-lettered"
    told = document["records"][-1]
    assert (told["topic"], told["by"]) == ("cpi.dead-letters", "triage")
    assert told["what"].endswith("submitter.name is missing")


def test_an_unknown_reference_is_found_wrong(hub: Hub) -> None:
    """Status 1, one line."""
    result = hub.cpi("trace", name_of(form()))
    assert result.exit_code == 1
    assert "no topic knows" in one_line(result)
