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


class App(StrEnum):
    """The apps of the hub: each has a consumer group and processes of its own (DESIGN 4.6)."""

    ROUTE = "route"
    INDEX = "index"
    COLLATE = "collate"

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that it runs, in the order of the journey."""
        return _STAGES[self]

    def group(self, group: str) -> str:
        """Name its consumer group; ``group`` is that of the app that routes."""
        return group if self is App.ROUTE else f"{group}-{self.value}"


_STAGES = {
    App.ROUTE: (Stage.TRIAGE, Stage.ASSESS, Stage.REDACT, Stage.ENRICH, Stage.PUBLISH),
    App.INDEX: (Stage.GATHER, Stage.INDEX),
    App.COLLATE: (Stage.COLLATE, Stage.CLOSE, Stage.ISSUE),
}


class DeadLetterStatus(StrEnum):
    """Where a dead letter stands: for a person to see to, behind another one, sent on, given up."""

    OPEN = "open"
    WAITING = "waiting"
    REDRIVEN = "redriven"
    DISCARDED = "discarded"
