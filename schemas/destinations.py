"""What each destination receives. Only a crime's occurrence may name the person reporting."""

from enum import StrEnum
from typing import ClassVar

from schemas.base import Instant, Message, Record, Reference, Text
from schemas.enums import DecisionStatus, Destination, District, Priority, ReportStatus
from schemas.intelligence import Entity, Link, RiskAssessment, SeenBefore
from schemas.sanitised import Contents, Grade


class Dissemination(Message):
    """What the messages to all four destinations have in common.

    ``message_id`` is the same whenever the same message is made again; ``revision`` rises when a
    later assessment supersedes; ``withdrawn`` takes the earlier one back. ``seen_before`` says
    which entities stand in earlier forms, too.
    """

    destination: ClassVar[Destination]

    message_id: str
    reference: Reference
    log_id: str
    revision: int
    status: ReportStatus
    marking: str
    priority: Priority
    decision_status: DecisionStatus
    issued_at: Instant
    received_at: Instant
    because: Text
    grade: Grade
    district: District | None = None
    contents: Contents
    seen_before: tuple[SeenBefore, ...] | None = None

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return self.message_id


class MashArm(StrEnum):
    """The service within a MASH (flowchart: CSD, ASD, C/A MHT)."""

    CHILDREN = "children"
    ADULTS = "adults"
    CHILD_MENTAL_HEALTH = "child_mental_health"
    ADULT_MENTAL_HEALTH = "adult_mental_health"


class MashReferral(Dissemination):
    """A referral on ``cpi.mash``: one for each arm of a MASH that it concerns."""

    destination = Destination.MASH

    mash: str
    arm: MashArm
    rag: str
    respond_by_hours: int
    entities: tuple[Entity, ...] = ()
    links: tuple[Link, ...] = ()


class SectorIntelligence(Dissemination):
    """An intelligence log for a district or a specialist department on ``cpi.sector``."""

    destination = Destination.SECTOR

    specialist_department: str | None = None
    entities: tuple[Entity, ...] = ()
    links: tuple[Link, ...] = ()
    risk: RiskAssessment


class ControlRoomIncident(Dissemination):
    """A request for deployment on ``cpi.control-room``.

    ``assessed`` is false where nobody has assessed the form yet. ``occurrence_reference`` is all
    that the control room gets of a CRIME's person reporting.
    """

    destination = Destination.CONTROL_ROOM

    assessed: bool
    action: str
    occurrence_reference: str | None = None
    entities: tuple[Entity, ...] = ()
    risk: RiskAssessment


class PersonReporting(Record):
    """The submitter of a CRIME, released to the occurrence as an explicit disclosure."""

    name: Text
    role: Text | None = None
    organisation: Text
    email: Text
    phone: Text | None = None
    safe_contact_time: Text | None = None


class CrimeOccurrence(Dissemination):
    """An occurrence on ``cpi.crime-occurrence``, tasked to a local officer of the district."""

    destination = Destination.CRIME_OCCURRENCE

    occurrence_reference: str
    tasked_to: str
    person_reporting: PersonReporting | None = None
    entities: tuple[Entity, ...] = ()
    links: tuple[Link, ...] = ()
