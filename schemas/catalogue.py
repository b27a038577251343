"""Every schema with its fixed ids: the one place where a schema is declared."""

from dataclasses import dataclass
from typing import Generic

from typing_extensions import TypeVar

from schemas.assessment import AssessedForm, Assessment, DeskEntry
from schemas.base import Message
from schemas.canary import CanaryArrival
from schemas.collation import Collation, CollationPart, CollationRow, CollationTick
from schemas.destinations import (
    ControlRoomIncident,
    CrimeOccurrence,
    MashReferral,
    SectorIntelligence,
)
from schemas.form import CpiForm
from schemas.index import IndexEntry, Piece
from schemas.intelligence import IntelligenceLog
from schemas.records import Alert, AuditEntry, DeadLetter, Receipt, WaitingLine
from schemas.sanitised import SanitisedReport, SealedSource
from schemas.triage import Proposal

EVENT_TYPE = "uk.police.hampshire.cpi"
"""The first part of each ``ce_type``; the schema's name and version follow."""


M_co = TypeVar("M_co", bound=Message, default=Message, covariant=True)


@dataclass(frozen=True)
class Schema(Generic[M_co]):
    """A message's name, its model, and the Confluent id of each version, oldest first.

    An id, once given, is never given again; a file that has left the machine never changes.
    """

    name: str
    model: type[M_co]
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


CPI_FORM = Schema("cpi_form", CpiForm, (1001,))
PROPOSAL = Schema("proposal", Proposal, (1002,))
ASSESSMENT = Schema("assessment", Assessment, (1003,))
ASSESSED_FORM = Schema("assessed_form", AssessedForm, (1004,))
DESK_ENTRY = Schema("desk_entry", DeskEntry, (1005, 1020, 1031))
SEALED_SOURCE = Schema("sealed_source", SealedSource, (1006,))
SANITISED_REPORT = Schema("sanitised_report", SanitisedReport, (1007, 1038))
INTELLIGENCE_LOG = Schema("intelligence_log", IntelligenceLog, (1008, 1021))
MASH_REFERRAL = Schema("mash_referral", MashReferral, (1009, 1022))
SECTOR_INTELLIGENCE = Schema("sector_intelligence", SectorIntelligence, (1010, 1023))
CONTROL_ROOM_INCIDENT = Schema("control_room_incident", ControlRoomIncident, (1011, 1024))
CRIME_OCCURRENCE = Schema("crime_occurrence", CrimeOccurrence, (1012, 1025))
RECEIPT = Schema("receipt", Receipt, (1013,))
ALERT = Schema("alert", Alert, (1014, 1026))
DEAD_LETTER = Schema("dead_letter", DeadLetter, (1015, 1018, 1027, 1036))
AUDIT_ENTRY = Schema("audit_entry", AuditEntry, (1016, 1019))
WAITING_LINE = Schema("waiting_line", WaitingLine, (1017, 1028, 1037))
PIECE = Schema("piece", Piece, (1029,))
INDEX_ENTRY = Schema("index_entry", IndexEntry, (1030,))
COLLATION_ROW = Schema("collation_row", CollationRow, (1032,))
COLLATION_TICK = Schema("collation_tick", CollationTick, (1033,))
COLLATION_PART = Schema("collation_part", CollationPart, (1034,))
COLLATION = Schema("collation", Collation, (1035,))
CANARY_ARRIVAL = Schema("canary_arrival", CanaryArrival, (1039,))

SCHEMAS = (
    CPI_FORM,
    PROPOSAL,
    ASSESSMENT,
    ASSESSED_FORM,
    DESK_ENTRY,
    SEALED_SOURCE,
    SANITISED_REPORT,
    INTELLIGENCE_LOG,
    MASH_REFERRAL,
    SECTOR_INTELLIGENCE,
    CONTROL_ROOM_INCIDENT,
    CRIME_OCCURRENCE,
    PIECE,
    INDEX_ENTRY,
    COLLATION_ROW,
    COLLATION_TICK,
    COLLATION_PART,
    COLLATION,
    RECEIPT,
    ALERT,
    DEAD_LETTER,
    WAITING_LINE,
    AUDIT_ENTRY,
    CANARY_ARRIVAL,
)
"""Every schema, in the order of the journey."""
