"""What a topic is: the shape of an entry of the catalogue of topics."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.catalogue import Schema


class Cleanup(StrEnum):
    """What Kafka does with old records of a topic."""

    DELETE = "delete"
    COMPACT = "compact"
    COMPACT_DELETE = "compact,delete"


@dataclass(frozen=True)
class Topic:
    """A topic: what travels on it, how it is kept, who writes and reads it, what it is for.

    ``retention_days`` is null for a topic that is kept for ever. ``both_ways`` promises that old
    readers understand new messages too: partners and destinations upgrade when they can. Beside
    its ``writers`` a stage puts a record that waited in a line back onto the topic that it reads.
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
