"""What a later revision makes of messages that were sent before: revised, or taken back.

Worked out from what was really sent, not from what was once decided: a revision that was held for a
person never reached anybody (DESIGN 1: a later assessment re-publishes as a revision).
"""

from collections.abc import Sequence

from schemas.destinations import (
    ControlRoomIncident,
    CrimeOccurrence,
    Dissemination,
    MashReferral,
    SectorIntelligence,
)
from schemas.enums import ReportStatus
from schemas.intelligence import IntelligenceLog, RiskAssessment
from schemas.sanitised import Contents

Place = tuple[str, ...]


def place_of(message: Dissemination) -> Place:
    """Say who gets a message: two of one form with the same place replace each other."""
    place = (type(message).__name__,)
    if isinstance(message, MashReferral):
        return (*place, message.mash, message.arm.value)
    if isinstance(message, SectorIntelligence):
        return (*place, message.district or "", message.specialist_department or "")
    return place


def standing_before(sent: Sequence[Dissemination], revision: int) -> dict[Place, Dissemination]:
    """Give what stands at each place from before a revision: the newest, unless taken back."""
    newest: dict[Place, Dissemination] = {}
    for message in sorted(sent, key=lambda each: each.revision):
        if message.revision < revision:
            newest[place_of(message)] = message
    return {
        place: message
        for place, message in newest.items()
        if message.status is not ReportStatus.WITHDRAWN
    }


def revised(message: Dissemination, before: dict[Place, Dissemination]) -> Dissemination:
    """Mark a message as new or as a revision of what stands at its place."""
    stands = place_of(message) in before
    status = ReportStatus.REVISED if stands else ReportStatus.NEW
    return message.model_copy(update={"status": status})


def taken_back(message: Dissemination, log: IntelligenceLog, text: str) -> Dissemination:
    """Take a message back: its place and ids, emptied but for one sentence and the theme."""
    base = message.message_id.rpartition("/r")[0]
    changes: dict[str, object] = {
        "message_id": f"{base}/r{log.revision}/withdrawn",
        "revision": log.revision,
        "status": ReportStatus.WITHDRAWN,
        "priority": log.decision.priority,
        "decision_status": log.decision.status,
        "issued_at": log.created_at,
        "contents": Contents(narrative=text, theme=message.contents.theme),
        "entities": (),
        "seen_before": (),
    }
    if not isinstance(message, ControlRoomIncident):
        changes["links"] = ()
    if isinstance(message, ControlRoomIncident):
        changes |= {"action": text, "assessed": True}
    if isinstance(message, ControlRoomIncident | SectorIntelligence):
        changes["risk"] = RiskAssessment()
    if isinstance(message, CrimeOccurrence):
        changes["person_reporting"] = None
    return message.model_copy(update=changes)
