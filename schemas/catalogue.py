"""Every schema with its fixed ids, and every topic: the one place where either is declared."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.assessment import AssessedForm, Assessment, DeskEntry
from schemas.base import Message
from schemas.destinations import (
    ControlRoomIncident,
    CrimeOccurrence,
    MashReferral,
    SectorIntelligence,
)
from schemas.form import CpiForm
from schemas.intelligence import IntelligenceLog
from schemas.records import Alert, AuditEntry, DeadLetter, Receipt
from schemas.sanitised import SanitisedReport, SealedSource
from schemas.triage import Proposal

EVENT_TYPE = "uk.police.hampshire.cpi"
"""The first part of each ``ce_type``; the schema's name and version follow."""


class Cleanup(StrEnum):
    """What Kafka does with old records of a topic."""

    DELETE = "delete"
    COMPACT = "compact"


@dataclass(frozen=True)
class Schema:
    """A message's name, its model, and the Confluent id of each version, oldest first.

    An id, once given, is never given again; a file that has left the machine never changes.
    """

    name: str
    model: type[Message]
    ids: tuple[int, ...]

    @property
    def version(self) -> int:
        """The newest version, which the model is."""
        return len(self.ids)

    def filename(self, version: int) -> str:
        """Name the Avro file of a version."""
        return f"{self.name}.v{version}.avsc"

    @property
    def event_type(self) -> str:
        """The CloudEvents type of the newest version."""
        return f"{EVENT_TYPE}.{self.name}.v{self.version}"


@dataclass(frozen=True)
class Topic:
    """A topic: what travels on it, how it is kept, who writes and reads it, what it is for.

    ``retention_days`` is null for a topic that is kept for ever. ``both_ways`` promises that old
    readers understand new messages too: partners and destinations upgrade when they can.
    """

    name: str
    schema: Schema
    key: str
    purpose: str
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    retention_days: int | None
    cleanup: Cleanup = Cleanup.DELETE
    names_source: bool = False
    both_ways: bool = False


CPI_FORM = Schema("cpi_form", CpiForm, (1001,))
PROPOSAL = Schema("proposal", Proposal, (1002,))
ASSESSMENT = Schema("assessment", Assessment, (1003,))
ASSESSED_FORM = Schema("assessed_form", AssessedForm, (1004,))
DESK_ENTRY = Schema("desk_entry", DeskEntry, (1005,))
SEALED_SOURCE = Schema("sealed_source", SealedSource, (1006,))
SANITISED_REPORT = Schema("sanitised_report", SanitisedReport, (1007,))
INTELLIGENCE_LOG = Schema("intelligence_log", IntelligenceLog, (1008,))
MASH_REFERRAL = Schema("mash_referral", MashReferral, (1009,))
SECTOR_INTELLIGENCE = Schema("sector_intelligence", SectorIntelligence, (1010,))
CONTROL_ROOM_INCIDENT = Schema("control_room_incident", ControlRoomIncident, (1011,))
CRIME_OCCURRENCE = Schema("crime_occurrence", CrimeOccurrence, (1012,))
RECEIPT = Schema("receipt", Receipt, (1013,))
ALERT = Schema("alert", Alert, (1014,))
DEAD_LETTER = Schema("dead_letter", DeadLetter, (1015,))
AUDIT_ENTRY = Schema("audit_entry", AuditEntry, (1016,))

INTAKE = Topic(
    "cpi.intake",
    CPI_FORM,
    "submission_id",
    "Forms as partners send them.",
    ("partners", "connectors", "cpi submit"),
    ("triage",),
    31,
    names_source=True,
    both_ways=True,
)
TRIAGED = Topic(
    "cpi.triaged",
    PROPOSAL,
    "reference",
    "Forms with the priority that triage recommends.",
    ("triage",),
    ("assess", "intelligence department"),
    400,
    names_source=True,
)
ASSESSMENTS = Topic(
    "cpi.assessments",
    ASSESSMENT,
    "reference",
    "What Duty Supervisors decide.",
    ("intelligence department", "cpi assess"),
    ("assess",),
    400,
    names_source=True,
    both_ways=True,
)
ASSESSED = Topic(
    "cpi.assessed",
    ASSESSED_FORM,
    "reference",
    "Forms with the decision on them.",
    ("assess",),
    ("redact", "intelligence department"),
    31,
    names_source=True,
)
DESK = Topic(
    "cpi.desk",
    DESK_ENTRY,
    "reference",
    "What the assess stage remembers of each form.",
    ("assess",),
    ("assess",),
    None,
    Cleanup.COMPACT,
)
SOURCES = Topic(
    "cpi.sources",
    SEALED_SOURCE,
    "reference",
    "Each form as it came, sealed.",
    ("redact",),
    ("publish", "intelligence department"),
    None,
    Cleanup.COMPACT,
    names_source=True,
)
SANITISED = Topic(
    "cpi.sanitised",
    SANITISED_REPORT,
    "reference",
    "Forms without their source.",
    ("redact",),
    ("enrich",),
    31,
)
INTELLIGENCE = Topic(
    "cpi.intelligence",
    INTELLIGENCE_LOG,
    "reference",
    "Intelligence logs: entities, links, grade, district, risk.",
    ("enrich",),
    ("publish", "intelligence department"),
    400,
)
MASH = Topic(
    "cpi.mash",
    MASH_REFERRAL,
    "reference",
    "Referrals to a Multi-Agency Safeguarding Hub.",
    ("publish",),
    ("mash",),
    90,
    both_ways=True,
)
SECTOR = Topic(
    "cpi.sector",
    SECTOR_INTELLIGENCE,
    "reference",
    "Logs for a district's sector or a specialist department.",
    ("publish",),
    ("sector",),
    90,
    both_ways=True,
)
CONTROL_ROOM = Topic(
    "cpi.control-room",
    CONTROL_ROOM_INCIDENT,
    "reference",
    "Requests for deployment.",
    ("publish",),
    ("control-room",),
    90,
    both_ways=True,
)
CRIME = Topic(
    "cpi.crime-occurrence",
    CRIME_OCCURRENCE,
    "reference",
    "Occurrences to record, with the person reporting of a CRIME.",
    ("publish",),
    ("crime-occurrence",),
    90,
    names_source=True,
    both_ways=True,
)
RECEIPTS = Topic(
    "cpi.receipts",
    RECEIPT,
    "reference",
    "Answers to partners.",
    ("triage", "assess"),
    ("partners",),
    90,
    names_source=True,
    both_ways=True,
)
ALERTS = Topic(
    "cpi.alerts",
    ALERT,
    "reference",
    "Calls to a person.",
    ("assess", "redact", "publish"),
    ("intelligence department",),
    400,
    both_ways=True,
)
DEAD_LETTERS = Topic(
    "cpi.dead-letters",
    DEAD_LETTER,
    "reference",
    "Records that a stage could not process, sealed.",
    ("triage", "assess", "redact", "enrich", "publish"),
    ("operators",),
    400,
    names_source=True,
)
AUDIT = Topic(
    "cpi.audit",
    AUDIT_ENTRY,
    "reference",
    "Who did what with whose data, and why.",
    ("redact", "publish", "cpi source reveal"),
    ("auditors",),
    None,
)

TOPICS = (
    INTAKE, TRIAGED, ASSESSMENTS, ASSESSED, DESK, SOURCES, SANITISED, INTELLIGENCE, MASH, SECTOR,
    CONTROL_ROOM, CRIME, RECEIPTS, ALERTS, DEAD_LETTERS, AUDIT,
)  # fmt: skip
"""Every topic, in the order of the journey."""

SCHEMAS = tuple(dict.fromkeys(topic.schema for topic in TOPICS))
"""Every schema, in the order of the journey."""


def topic_named(name: str) -> Topic:
    """Find a topic of the catalogue; a KeyError says which name it lacks."""
    return _BY_NAME[name]


_BY_NAME = {topic.name: topic for topic in TOPICS}
