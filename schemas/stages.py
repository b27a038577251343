"""The stages, and what becomes of a record that one of them cannot process."""

from enum import StrEnum


class Stage(StrEnum):
    """The stages of the journey (DESIGN section 1), of the entity index, and of the collation."""

    TRIAGE = "triage"
    ASSESS = "assess"
    REDACT = "redact"
    ENRICH = "enrich"
    PUBLISH = "publish"
    GATHER = "gather"
    INDEX = "index"
    COLLATE = "collate"
    CLOSE = "close"
    ISSUE = "issue"


class DeadLetterStatus(StrEnum):
    """Where a dead letter stands: for a person to see to, behind another one, sent on, given up."""

    OPEN = "open"
    WAITING = "waiting"
    REDRIVEN = "redriven"
    DISCARDED = "discarded"
