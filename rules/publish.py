"""Makes the messages that a log becomes at its destinations (DESIGN 1, 3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.dissemination import Route, destinations, needs_person, routes
from rules.dissemination_files import DisseminationRules
from rules.withdrawal import place_of, revised, standing_before, taken_back
from schemas.destinations import (
    ControlRoomIncident,
    CrimeOccurrence,
    Dissemination,
    MashReferral,
    PersonReporting,
    SectorIntelligence,
)
from schemas.enums import (
    DecisionStatus,
    Destination,
    Priority,
    ReportStatus,
    RiskLevel,
)
from schemas.intelligence import IntelligenceLog

__all__ = [
    "DisseminationRules",
    "Route",
    "destinations",
    "needs_person",
    "occurrence_reference",
    "publish",
    "routes",
]

_LEVELS = tuple(RiskLevel)


@dataclass(frozen=True, slots=True)
class _Making:
    """What every message of one log is made from."""

    log: IntelligenceLog
    rules: DisseminationRules
    person_reporting: PersonReporting | None
    has_occurrence: bool
    now: datetime


def publish(
    log: IntelligenceLog,
    dissemination: DisseminationRules,
    person_reporting: PersonReporting | None,
    now: datetime,
    sent: Sequence[Dissemination] = (),
) -> tuple[Dissemination, ...]:
    """Make the messages for a log's destinations.

    The same log gives the same ids: ``log_id/destination[/arm or department]/rN``. ``sent`` is what
    the form's destinations have had: the first that one gets is new, a later one revised, and what
    this revision does not send any more is withdrawn (id with ``/withdrawn`` at its end, contents
    emptied). ``person_reporting`` stands in the occurrence of a CRIME alone. Source: DESIGN 1, 3.
    """
    present = routes(log, dissemination)
    occurrence = Destination.CRIME_OCCURRENCE in destinations(present)
    released = person_reporting if log.decision.priority is Priority.CRIME else None
    making = _Making(log, dissemination, released, occurrence, now)
    before = standing_before(sent, log.revision)
    made = [revised(_message(making, route), before) for route in present]
    kept = {place_of(message) for message in made}
    text = dissemination.file.texts.withdrawn
    gone = [taken_back(each, log, text) for place, each in before.items() if place not in kept]
    return (*made, *gone)


def occurrence_reference(log_id: str) -> str:
    """Name the occurrence of a log: ``OCC-202610-ABCDEFGHJK-1`` for ``CPI-202610-ABCDEFGHJK/1``."""
    return f"OCC-{log_id.removeprefix('CPI-').replace('/', '-')}"


def _message(making: _Making, route: Route) -> Dissemination:
    build = {
        Destination.CONTROL_ROOM: _control_room,
        Destination.CRIME_OCCURRENCE: _crime,
        Destination.MASH: _mash,
        Destination.SECTOR: _sector,
    }[route.destination]
    return build(making, route, _common(making, route))


def _common(making: _Making, route: Route) -> dict[str, Any]:
    log = making.log
    part = route.arm.value if route.arm else route.department
    parts = (log.log_id, route.destination.value, part, f"r{log.revision}")
    return {
        "message_id": "/".join(filter(None, parts)),
        "reference": log.reference,
        "log_id": log.log_id,
        "revision": log.revision,
        "status": ReportStatus.NEW,
        "marking": log.marking,
        "priority": log.decision.priority,
        "decision_status": log.decision.status,
        "issued_at": making.now,
        "received_at": log.received_at,
        "because": route.because,
        "grade": log.grade,
        "district": log.located.district,
        "contents": log.contents,
        "seen_before": log.seen_before,
    }


def _control_room(making: _Making, route: Route, common: dict[str, Any]) -> Dissemination:
    del route
    log = making.log
    reference = occurrence_reference(log.log_id) if making.has_occurrence else None
    return ControlRoomIncident(
        **common,
        entities=log.entities,
        assessed=log.decision.status is not DecisionStatus.NOT_YET_ASSESSED,
        action=_action(making),
        occurrence_reference=reference,
        risk=making.log.risk,
    )


def _action(making: _Making) -> str:
    decision, texts = making.log.decision, making.rules.file.texts
    if decision.status is DecisionStatus.NOT_YET_ASSESSED:
        return texts.control_room_unassessed
    if decision.priority is Priority.HIGH:
        return texts.control_room_high
    if decision.priority is Priority.CRIME:
        return texts.control_room_crime
    raised = making.log.risk.raise_to_control_room
    return texts.control_room_raised if raised else texts.control_room_chosen


def _crime(making: _Making, route: Route, common: dict[str, Any]) -> Dissemination:
    del route
    district, texts = making.log.located.district, making.rules.file.texts
    name = making.rules.district_names.get(district) if district else None
    tasked = texts.tasked_to.replace("{district}", name) if name else texts.tasked_to_unknown
    return CrimeOccurrence(
        **common,
        entities=making.log.entities,
        links=making.log.links,
        occurrence_reference=occurrence_reference(making.log.log_id),
        tasked_to=tasked,
        person_reporting=making.person_reporting,
    )


def _mash(making: _Making, route: Route, common: dict[str, Any]) -> Dissemination:
    rag = _rag(making.log, making.rules)
    return MashReferral(
        **common,
        entities=making.log.entities,
        links=making.log.links,
        mash=route.mash or making.rules.default_mash,
        arm=route.arm,
        rag=rag,
        respond_by_hours=making.rules.file.hours[rag],
    )


def _rag(log: IntelligenceLog, rules: DisseminationRules) -> str:
    found = [risk.level for risk in log.risk.risks if risk.dimension == "subject"]
    level = max(map(_LEVELS.index, found), default=0)
    for one in rules.file.rag:
        if log.decision.priority in one.priorities and level >= _LEVELS.index(one.subject):
            return one.colour
    return rules.file.rag[-1].colour


def _sector(making: _Making, route: Route, common: dict[str, Any]) -> Dissemination:
    names = {one.id: one.name for one in making.rules.departments}
    return SectorIntelligence(
        **common,
        entities=making.log.entities,
        links=making.log.links,
        specialist_department=names.get(route.department) if route.department else None,
        risk=making.log.risk,
    )
