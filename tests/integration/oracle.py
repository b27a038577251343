"""Counts the forms of a month by a plain script, straight from the topics.

It shares nothing with the collation but the names of the tables.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from schemas.codec import decode
from schemas.enums import DecisionStatus, ReportStatus
from schemas.form import CpiForm
from schemas.reference import reference_of
from schemas.topics import ASSESSED, CONTROL_ROOM, CRIME, INTAKE, INTELLIGENCE, MASH, SECTOR
from tests.integration.running import RunningHub

LONDON = ZoneInfo("Europe/London")

Cells = Counter[tuple[str, ...]]
"""How many of each: the table's name, then its key."""


def count(hub: RunningHub) -> dict[str, Cells]:
    """Count every month."""
    months: dict[str, Cells] = defaultdict(Counter)
    decisions, logs, sent = _by_form(hub, ASSESSED), _by_form(hub, INTELLIGENCE), _sent(hub)
    for reference, (form, received) in _received(hub).items():
        cells = months[received.strftime("%Y-%m")]
        cells.update(_of_form(form, received))
        cells.update(_decided(form, received, decisions[reference]))
        cells.update(_logged(form, logs[reference]))
        cells.update(_at_destinations(received, decisions[reference], sent[reference]))
    return dict(months)


def _received(hub: RunningHub) -> dict[str, tuple[CpiForm, datetime]]:
    """Each form by its reference, as it was received first."""
    found: dict[str, tuple[CpiForm, datetime]] = {}
    for record in hub.records(INTAKE):
        form = decode(INTAKE.schema, record.value)
        assert isinstance(form, CpiForm)
        reference = reference_of(form.submission_id, form.submitted_at)
        local = record.appended_at.astimezone(LONDON)
        if reference not in found or local < found[reference][1]:
            found[reference] = (form, local)
    return found


def _by_form(hub: RunningHub, topic: Any) -> dict[str, list[Any]]:  # noqa: ANN401 - any topic
    found: dict[str, dict[int, Any]] = defaultdict(dict)
    for message in hub.messages(topic):
        found[message.reference][message.revision] = message
    return defaultdict(list, {ref: [m for _, m in sorted(of.items())] for ref, of in found.items()})


def _sent(hub: RunningHub) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for topic in (MASH, SECTOR, CONTROL_ROOM, CRIME):
        for message in hub.messages(topic):
            found[message.reference].append(message)
    return found


def _of_form(form: CpiForm, received: datetime) -> Iterator[tuple[str, ...]]:
    agency, theme = form.submitter.agency_type.value, form.information.theme.value
    yield ("forms",)
    yield ("day", received.strftime("%Y-%m-%d"))
    yield ("hour", received.strftime("%H"))
    yield ("weekday_hour", received.strftime("%u"), received.strftime("%H"))
    yield ("channel", "kafka")
    yield ("agency", agency)
    yield ("organisation", agency, form.submitter.organisation)
    yield ("theme", theme)
    yield ("agency_theme", agency, theme)
    for mark in _marks(form):
        yield ("quality", mark)
        yield ("agency_quality", agency, mark)


def _marks(form: CpiForm) -> Iterator[str]:
    people, source = form.subjects, form.source
    if [person for person in people if person.name]:
        yield "subject_named"
    if [person for person in people if person.date_of_birth]:
        yield "date_of_birth"
    if [car for car in form.vehicles if car.registration]:
        yield "vehicle_registration"
    if form.locations or [person for person in people if person.address]:
        yield "place"
    if source.how_known.value != "other" and source.risk_if_used:
        yield "provenance"
    if form.information.known_from:
        yield "known_from"
    if not form.information.other_themes:
        yield "one_matter"


def _decided(form: CpiForm, received: datetime, assessed: list[Any]) -> Iterator[tuple[str, ...]]:
    made = [a for a in assessed if a.decision.status is not DecisionStatus.NOT_YET_ASSESSED]
    outcome = made[-1].decision.priority.value if made else "not_assessed"
    agency, theme = form.submitter.agency_type.value, form.information.theme.value
    yield ("outcome", outcome)
    yield ("agency_outcome", agency, outcome)
    yield ("theme_outcome", theme, outcome)
    yield ("proposal_decision", assessed[0].recommendation.priority.value, outcome)
    instead = {"HIGH": "call_999", "CRIME": "call_101", "NO_FURTHER_ACTION": "nothing_to_report"}
    if outcome in instead:
        yield ("unsuitable", agency, instead[outcome])
    if made:
        waited = made[0].decision.decided_at - received
        yield ("to_assessment", str(int(waited.total_seconds())))
    if len(made) > 1:
        yield ("decided_again", made[0].decision.priority.value, outcome)


def _logged(form: CpiForm, logs: list[Any]) -> Iterator[tuple[str, ...]]:
    district = "no_log" if not logs else (logs[-1].located.district or "unknown")
    yield ("district", district)
    yield ("district_theme", district, form.information.theme.value)
    if not logs:
        return
    yield ("logs",)
    yield ("grade", logs[-1].grade.code)
    if logs[-1].risk.raise_to_control_room:
        yield ("raised",)


def _at_destinations(
    received: datetime, assessed: list[Any], sent: list[Any]
) -> Iterator[tuple[str, ...]]:
    outcome = assessed[-1].decision.priority.value
    standing, arms = set(), set()
    for destination in {message.destination for message in sent}:
        of_it = [message for message in sent if message.destination is destination]
        newest = max(of_it, key=lambda message: message.revision)
        if newest.status is not ReportStatus.WITHDRAWN:
            standing.add(destination.value)
    for arm in {message.arm for message in sent if hasattr(message, "arm")}:
        of_it = [message for message in sent if getattr(message, "arm", None) is arm]
        newest = max(of_it, key=lambda message: message.revision)
        if newest.status is not ReportStatus.WITHDRAWN:
            arms.add(arm.value)
    yield from (("destination", name) for name in standing)
    yield from (("mash_arm", name) for name in arms)
    yield from _times(received, outcome, sent)


def _times(received: datetime, outcome: str, sent: Iterable[Any]) -> Iterator[tuple[str, ...]]:
    for table, of, destination in (
        ("high_to_control_room", "HIGH", "control-room"),
        ("crime_to_occurrence", "CRIME", "crime-occurrence"),
    ):
        first = [m.issued_at for m in sent if m.destination.value == destination]
        if outcome == of and first:
            yield (table, str(int((min(first) - received).total_seconds())))
