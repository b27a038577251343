"""Makes the messages that a log becomes at its destinations (DESIGN 1, 3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.dissemination import Route, destinations, needs_person, routes
from rules.dissemination_files import DisseminationRules
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
    District,
    Priority,
    ReportStatus,
    RiskLevel,
)
from schemas.intelligence import IntelligenceLog, RiskAssessment
from schemas.sanitised import Contents

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
) -> tuple[Dissemination, ...]:
    """Make the messages for a log's destinations.

    The same log gives the same ids: ``log_id/destination[/arm or department]/rN``. The first
    message that a destination gets is new, a later one revised. What the ruling before would have
    sent and this one does not is withdrawn: id with ``/withdrawn`` at its end, contents emptied but
    for one sentence and the theme. ``person_reporting`` stands in the occurrence of a CRIME alone.
    Source: DESIGN 1, 3.
    """
    present = routes(log, dissemination)
    earlier = _previous(log)
    past = routes(earlier, dissemination) if earlier else ()
    occurrence = Destination.CRIME_OCCURRENCE in destinations(present)
    released = person_reporting if log.decision.priority is Priority.CRIME else None
    making = _Making(log, dissemination, released, occurrence, now)
    district = log.located.district
    before = {_key(one, earlier.located.district) for one in past} if earlier else None
    kept = {_key(one, district) for one in present}
    sent = [_message(making, one, _status(log, _key(one, district), before)) for one in present]
    if earlier:
        gone = _Making(earlier, dissemination, None, has_occurrence=False, now=now)
        lost = (one for one in past if _key(one, earlier.located.district) not in kept)
        sent += [_message(gone, one, ReportStatus.WITHDRAWN) for one in lost]
    return tuple(sent)


def occurrence_reference(log_id: str) -> str:
    """Name the occurrence of a log: ``OCC-202610-ABCDEFGHJK-1`` for ``CPI-202610-ABCDEFGHJK/1``."""
    return f"OCC-{log_id.removeprefix('CPI-').replace('/', '-')}"


_Key = tuple[Destination, object, object, District | None]


def _key(route: Route, district: District | None) -> _Key:
    local = district if route.destination is Destination.SECTOR else None
    return route.destination, route.mash, route.arm or route.department, local


def _previous(log: IntelligenceLog) -> IntelligenceLog | None:
    # The machine's own district under the earlier ruling is not kept in the log; where a person
    # has since set one, it is taken to have been the same.
    if log.previous is None:
        return None
    located = log.located.model_copy(
        update={"district": log.previous.district or log.located.district}
    )
    return log.model_copy(update={"decision": log.previous, "previous": None, "located": located})


def _status(log: IntelligenceLog, key: _Key, before: set[_Key] | None) -> ReportStatus:
    if log.revision == 1 or (before is not None and key not in before):
        return ReportStatus.NEW
    return ReportStatus.REVISED


def _message(making: _Making, route: Route, status: ReportStatus) -> Dissemination:
    build = {
        Destination.CONTROL_ROOM: _control_room,
        Destination.CRIME_OCCURRENCE: _crime,
        Destination.MASH: _mash,
        Destination.SECTOR: _sector,
    }[route.destination]
    return build(making, route, _common(making, route, status))


def _common(making: _Making, route: Route, status: ReportStatus) -> dict[str, Any]:
    log, contents = making.log, making.log.contents
    withdrawn = status is ReportStatus.WITHDRAWN
    if withdrawn:
        contents = Contents(narrative=making.rules.file.texts.withdrawn, theme=contents.theme)
    part = route.arm.value if route.arm else route.department
    parts = (log.log_id, route.destination.value, part, f"r{log.revision}")
    suffix = ("withdrawn",) if withdrawn else ()
    return {
        "message_id": "/".join(filter(None, (*parts, *suffix))),
        "reference": log.reference,
        "log_id": log.log_id,
        "revision": log.revision,
        "status": status,
        "marking": log.marking,
        "priority": log.decision.priority,
        "decision_status": log.decision.status,
        "issued_at": making.now,
        "received_at": log.received_at,
        "because": route.because,
        "grade": log.grade,
        "district": log.located.district,
        "contents": contents,
    }


def _elements(making: _Making, common: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if common["status"] is not ReportStatus.WITHDRAWN:
        yield "entities", making.log.entities
        yield "links", making.log.links


def _risk(making: _Making, common: dict[str, Any]) -> RiskAssessment:
    withdrawn = common["status"] is ReportStatus.WITHDRAWN
    return RiskAssessment() if withdrawn else making.log.risk


def _control_room(making: _Making, route: Route, common: dict[str, Any]) -> Dissemination:
    del route
    elements = dict(_elements(making, common))
    elements.pop("links", None)
    log = making.log
    reference = occurrence_reference(log.log_id) if making.has_occurrence else None
    return ControlRoomIncident(
        **common,
        **elements,
        assessed=log.decision.status is not DecisionStatus.NOT_YET_ASSESSED,
        action=_action(making, common),
        occurrence_reference=reference,
        risk=_risk(making, common),
    )


def _action(making: _Making, common: dict[str, Any]) -> str:
    decision, texts = making.log.decision, making.rules.file.texts
    if common["status"] is ReportStatus.WITHDRAWN:
        return texts.withdrawn
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
        **dict(_elements(making, common)),
        occurrence_reference=occurrence_reference(making.log.log_id),
        tasked_to=tasked,
        person_reporting=making.person_reporting,
    )


def _mash(making: _Making, route: Route, common: dict[str, Any]) -> Dissemination:
    rag = _rag(making.log, making.rules)
    return MashReferral(
        **common,
        **dict(_elements(making, common)),
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
        **dict(_elements(making, common)),
        specialist_department=names.get(route.department) if route.department else None,
        risk=_risk(making, common),
    )
