"""Every topic: the one place where a topic is declared (with what stands beside the journey)."""

from schemas.catalogue import (
    ALERT,
    ASSESSED_FORM,
    ASSESSMENT,
    AUDIT_ENTRY,
    CONTROL_ROOM_INCIDENT,
    CPI_FORM,
    CRIME_OCCURRENCE,
    DEAD_LETTER,
    DESK_ENTRY,
    INTELLIGENCE_LOG,
    MASH_REFERRAL,
    PROPOSAL,
    RECEIPT,
    SANITISED_REPORT,
    SEALED_SOURCE,
    SECTOR_INTELLIGENCE,
    WAITING_LINE,
)
from schemas.topic import Cleanup, Topic
from schemas.topics_beside import CANARY, COLLATION, INDEX, PARTS, PIECES, ROWS, TICKS

__all__ = [
    "ALERTS", "ASSESSED", "ASSESSMENTS", "AUDIT", "CANARY", "COLLATION", "CONTROL_ROOM", "CRIME",
    "DEAD_LETTERS", "DESK", "INDEX", "INTAKE", "INTELLIGENCE", "MASH", "PARKING", "PARTS", "PIECES",
    "RECEIPTS", "ROWS", "SANITISED", "SECTOR", "SOURCES", "TICKS", "TOPICS", "TRIAGED",
    "topic_named",
]  # fmt: skip

INTAKE = Topic(
    "cpi.intake",
    CPI_FORM,
    "submission_id",
    "Forms as partners send them.",
    ("partners", "connectors", "cpi submit", "cpi dead-letters", "cpi metrics"),
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
    ("triage", "assess", "cpi dead-letters"),
    ("assess", "intelligence department", "collate"),
    400,
    names_source=True,
)
ASSESSMENTS = Topic(
    "cpi.assessments",
    ASSESSMENT,
    "reference",
    "What Duty Supervisors decide.",
    ("intelligence department", "cpi assess", "assess", "cpi dead-letters"),
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
    ("assess", "cpi dead-letters"),
    ("redact", "intelligence department", "collate"),
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
    ("redact", "cpi dead-letters"),
    ("enrich",),
    31,
)
INTELLIGENCE = Topic(
    "cpi.intelligence",
    INTELLIGENCE_LOG,
    "reference",
    "Intelligence logs: entities, links, grade, district, risk.",
    ("enrich", "cpi dead-letters"),
    ("publish", "gather", "intelligence department", "collate"),
    400,
)
MASH = Topic(
    "cpi.mash",
    MASH_REFERRAL,
    "reference",
    "Referrals to a Multi-Agency Safeguarding Hub.",
    ("publish",),
    ("mash", "publish", "collate"),
    90,
    both_ways=True,
)
SECTOR = Topic(
    "cpi.sector",
    SECTOR_INTELLIGENCE,
    "reference",
    "Logs for a district's sector or a specialist department.",
    ("publish",),
    ("sector", "publish", "collate"),
    90,
    both_ways=True,
)
CONTROL_ROOM = Topic(
    "cpi.control-room",
    CONTROL_ROOM_INCIDENT,
    "reference",
    "Requests for deployment.",
    ("publish",),
    ("control-room", "publish", "collate"),
    90,
    both_ways=True,
)
CRIME = Topic(
    "cpi.crime-occurrence",
    CRIME_OCCURRENCE,
    "reference",
    "Occurrences to record, with the person reporting of a CRIME.",
    ("publish",),
    ("crime-occurrence", "publish", "collate"),
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
    ("assess", "redact", "publish", "index"),
    ("intelligence department",),
    400,
    both_ways=True,
)
DEAD_LETTERS = Topic(
    "cpi.dead-letters",
    DEAD_LETTER,
    "reference",
    "Records that a stage could not process, sealed.",
    (
        *("triage", "assess", "redact", "enrich", "publish"),
        *("gather", "index", "collate", "close", "issue", "cpi dead-letters"),
    ),
    ("operators", "assess", "redact", "enrich", "publish"),
    400,
    names_source=True,
)
PARKING = Topic(
    "cpi.parking",
    WAITING_LINE,
    "reference/stage",
    "Which dead letters of a form the later ones wait behind.",
    ("assess", "redact", "enrich", "publish"),
    ("assess", "redact", "enrich", "publish"),
    None,
    Cleanup.COMPACT,
)
AUDIT = Topic(
    "cpi.audit",
    AUDIT_ENTRY,
    "reference",
    "Who did what with whose data, and why.",
    ("publish", "cpi source reveal", "cpi dead-letters"),
    ("auditors", "collate"),
    None,
)

TOPICS = (
    INTAKE, TRIAGED, ASSESSMENTS, ASSESSED, DESK, SOURCES, SANITISED, INTELLIGENCE, MASH, SECTOR,
    CONTROL_ROOM, CRIME, PIECES, INDEX, ROWS, TICKS, PARTS, COLLATION,
    RECEIPTS, ALERTS, DEAD_LETTERS, PARKING, AUDIT, CANARY,
)  # fmt: skip
"""Every topic, in the order of the journey."""


def topic_named(name: str) -> Topic:
    """Find a topic of the catalogue; a KeyError says which name it lacks."""
    return _BY_NAME[name]


_BY_NAME = {topic.name: topic for topic in TOPICS}
