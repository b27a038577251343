"""The topics of the entity index, the monthly collation and the canary, beside the journey."""

from schemas.catalogue import (
    CANARY_ARRIVAL,
    COLLATION_PART,
    COLLATION_ROW,
    COLLATION_TICK,
    INDEX_ENTRY,
    PIECE,
)
from schemas.catalogue import COLLATION as ISSUED
from schemas.topic import Cleanup, Topic

PIECES = Topic(
    "cpi.pieces",
    PIECE,
    "entity_key",
    "Each entity of each log by the hash of what it is.",
    ("gather",),
    ("index",),
    31,
)
INDEX = Topic(
    "cpi.index",
    INDEX_ENTRY,
    "entity_key",
    "Which forms hold the same entity.",
    ("index",),
    ("index", "enrich"),
    400,
    Cleanup.COMPACT_DELETE,
)
ROWS = Topic(
    "cpi.rows",
    COLLATION_ROW,
    "reference",
    "What the monthly collation keeps of each form.",
    ("collate",),
    ("collate", "close", "cpi collate"),
    None,
    Cleanup.COMPACT,
)
TICKS = Topic(
    "cpi.ticks",
    COLLATION_TICK,
    "month/partition",
    "Asks a partition to count a month that is over.",
    ("collate", "issue"),
    ("close",),
    31,
)
PARTS = Topic(
    "cpi.parts",
    COLLATION_PART,
    "month",
    "What each partition counted of a month, sealed.",
    ("close",),
    ("close", "issue"),
    None,
)
COLLATION = Topic(
    "cpi.collation",
    ISSUED,
    "month",
    "Each month as it was issued, and each revision of it.",
    ("issue",),
    ("issue", "cpi collate", "intelligence department"),
    None,
    both_ways=True,
)
CANARY = Topic(
    "cpi.canary",
    CANARY_ARRIVAL,
    "reference",
    "How far each canary has come.",
    ("publish", "gather", "collate"),
    ("cpi metrics",),
    7,
)
