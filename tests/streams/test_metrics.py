"""A worker counts what it has done, by closed vocabularies, and no canary."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from schemas.assessment import Decision
from schemas.enums import AlertKind, DecisionStatus, Priority
from schemas.examples import messages
from schemas.rejection import Rejection
from schemas.stages import Stage
from schemas.topics import ALERTS, ASSESSED, DEAD_LETTERS, SANITISED
from streams import metric_list as names
from streams.dead_letters import dead_letter, refused_letter, waiting_letter
from streams.dispatching import Job
from streams.envelope import CANARY_HEADER, PRIORITY_HEADER, Headers, Record
from streams.families import family, histogram
from streams.inbox import Inbox
from streams.lanes import Lane
from streams.letter_causes import Cause, cause_of, not_taken, stage_failed
from streams.metric import MOMENTS
from streams.metric_list_lag import LAG
from streams.metrics import Desk, Fate, Meter, Timing
from streams.outcome import Outcome, Outgoing, then
from streams.sealing import Keyring, load_keyring, make_key_file
from streams.worker_metrics import WorkerMetrics
from tests.console.samples import assessed
from tests.forms import form
from tests.metrics import collected

NOW = datetime(2026, 10, 5, 13, 30, tzinfo=UTC)
RECORD = Record("cpi.assessed", 2, 7, b"CPI-202610-ABCDEFGHJK", b"", {}, NOW)
OF_A_FORM = "Tanfield"


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    """A key of the test's own."""
    make_key_file(tmp_path / "hub.key")
    return load_keyring(tmp_path / "hub.key")


def done(
    meter: Meter, outcome: Outcome, seconds: float = 0.004, headers: Headers | None = None
) -> None:
    """Let the redact stage finish a record."""
    record = RECORD._replace(headers=headers or {})
    job = Job(Lane(("cpi.assessed", 2), 0), record, outcome)
    meter.of(Stage.REDACT).finished([job], NOW + timedelta(seconds=seconds))


def letters(keyring: Keyring) -> Iterator[tuple[Fate, Cause, Outcome]]:
    """A letter of each kind, with what it says of its record."""
    for fate, cause, why in (
        (Fate.FAILED, Cause.STAGE_FAILED, Rejection(stage_failed(Stage.REDACT, "KeyError"))),
        (Fate.FAILED, Cause.NOT_TAKEN, Rejection(not_taken("cpi.mash", "MSG_SIZE_TOO_LARGE"))),
        (Fate.REFUSED, Cause.UNREADABLE, Rejection("has no value")),
        (Fate.REFUSED, Cause.FIELD, Rejection("is missing", "information.narrative")),
        (Fate.REFUSED, Cause.REFERENCE, Rejection("no form has this reference", "reference")),
    ):
        letter = dead_letter(RECORD, Stage.REDACT, why, keyring, NOW)
        letter = refused_letter(letter) if fate is Fate.REFUSED else letter
        yield fate, cause, then((Outgoing(DEAD_LETTERS, letter),))
    behind = waiting_letter(RECORD, Stage.REDACT, "DL-1", keyring, NOW)
    yield Fate.WAITS, Cause.WAITS, then((Outgoing(DEAD_LETTERS, behind),))


def test_each_dead_letter_has_a_cause_of_the_vocabulary(keyring: Keyring) -> None:
    """Counted by it, and the record by what became of it; the letter's text is nowhere."""
    meter = Meter()
    for fate, cause, outcome in letters(keyring):
        before = meter.of(Stage.REDACT).fates[fate]
        done(meter, outcome)
        assert meter.of(Stage.REDACT).fates[fate] == before + 1
        assert meter.of(Stage.REDACT).causes[cause] == 1
    assert sum(meter.of(Stage.REDACT).causes.values()) == len(Cause)


def test_a_letter_of_another_record_does_not_change_what_became_of_this_one(
    keyring: Keyring,
) -> None:
    """The desk refuses earlier assessments when their form comes."""
    other = RECORD._replace(topic="cpi.assessments", offset=3)
    refused = refused_letter(dead_letter(other, Stage.ASSESS, Rejection("is old"), keyring, NOW))
    meter = Meter()
    done(meter, then((Outgoing(DEAD_LETTERS, refused),)))
    assert meter.of(Stage.REDACT).fates[Fate.PASSED] == 1
    assert meter.of(Stage.REDACT).causes[Cause.UNREADABLE] == 1


def test_a_canary_is_not_counted() -> None:
    """It goes through every stage each minute."""
    meter = Meter()
    report = Outgoing(SANITISED, messages(SANITISED.schema)[0])
    done(meter, then((report,)), headers={CANARY_HEADER: b"1"})
    assert not any(meter.of(Stage.REDACT).fates.values())
    assert not meter.of(Stage.REDACT).written


def test_the_time_of_a_high_form_is_told_apart() -> None:
    """By the bucket that it falls into; a clock that is behind gives no negative time."""
    meter = Meter()
    done(meter, Outcome(), seconds=0.004)
    done(meter, Outcome(), seconds=-3)
    done(meter, Outcome(), seconds=400, headers={PRIORITY_HEADER: b"HIGH"})
    stage = meter.of(Stage.REDACT)
    assert (stage.normal.counts[0], stage.normal.counts[2], stage.normal.sum) == (1, 1, 0.004)
    assert (stage.urgent.counts[-1], stage.urgent.sum) == (1, 400)


def test_only_the_first_decision_of_a_form_counts_as_its_assessment() -> None:
    """Not what the clock sent unassessed, and not a later change of mind."""
    mine = assessed(form())
    at = mine.received_at + timedelta(minutes=12)
    person = Decision(
        priority=Priority.CRIME, status=DecisionStatus.ASSESSED, decided_at=at, decided_by="DS 1"
    )
    first = mine.model_copy(update={"decision": person, "previous": None})
    unassessed = person.model_copy(update={"status": DecisionStatus.NOT_YET_ASSESSED})
    meter = Meter()
    for decision, previous in (
        (unassessed, None),
        (person, unassessed.ruling),
        (person, person.ruling),
    ):
        again = first.model_copy(update={"decision": decision, "previous": previous})
        meter.of(Stage.ASSESS).sent(then((Outgoing(ASSESSED, again),)))
    timing = meter.assessments[Priority.CRIME, DecisionStatus.ASSESSED]
    assert (sum(timing.counts), timing.sum) == (1, 720)


def test_the_worker_serves_the_list_and_nothing_else() -> None:
    """Each name of a worker's sections, with what it says then; nothing of a form."""
    meter = Meter()
    done(meter, then((Outgoing(ALERTS, messages(ALERTS.schema)[0]),)))
    meter.desk = Desk(NOW, dict.fromkeys(Priority, 0), None)
    inbox = Inbox(Stage.REDACT, ("cpi.assessed",))
    inbox.open(Lane(("cpi.assessed", 2), 5))
    group: Any = SimpleNamespace(polled_at=0.0)
    dog: Any = SimpleNamespace(wanting=lambda: "no partition has been assigned yet")
    found = collected(WorkerMetrics("route", meter, group, [inbox], dog))
    served = {name.split("/")[0].removesuffix("_bucket") for name in found}
    mine = [s for s in names.SECTIONS if s.served_by != "`cpi metrics`"]
    wanted = {metric.name for section in mine for metric in section.metrics}
    assert {n.removesuffix("_count").removesuffix("_sum") for n in served} == wanted
    assert found["cpi_records_total/passed/redact"] == 1
    assert found["cpi_committed_offset/2/redact/cpi.assessed"] == 5
    assert found["cpi_ready"] == 0
    assert found["cpi_stage_seconds_bucket/0.005/redact/no"] == 1
    assert found["cpi_alerts_total/breach"] == (
        messages(ALERTS.schema)[0].kind is AlertKind.BREACH  # type: ignore[attr-defined] # an Alert
    )


def test_every_label_of_the_list_is_given_a_value() -> None:
    """The library would leave a value out, or make one up, without a word."""
    for metric in (*names.METRICS, *LAG):
        values = tuple(f"v{number}" for number, _ in enumerate(metric.labels))
        made = (
            histogram(metric, [(values, Timing(MOMENTS[: len(metric.buckets)]))])
            if metric.buckets
            else family(metric, [(values, 1)])
        )
        assert set(made.samples[0].labels) - {"le"} == set(metric.labels)


def test_a_waiting_letter_that_a_person_has_to_see_to_still_says_that_it_waited(
    keyring: Keyring,
) -> None:
    """Its reason is the only thing that tells."""
    behind = waiting_letter(RECORD, Stage.REDACT, "DL-1", keyring, NOW)
    opened = behind.model_copy(update={"status": "open", "waits_for": None})
    assert cause_of(opened) is Cause.WAITS
