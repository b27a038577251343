"""The entity index: which forms hold the same person, vehicle or telephone.

An entity is named by a keyed hash of its canonical form: the index itself names nobody.
"""

from typing import Annotated

from pydantic import Field

from schemas.base import Instant, Message, Record, Reference
from schemas.enums import EntityType, Priority

EntityKey = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
"""A keyed hash of an entity's type and canonical form."""


class Piece(Message):
    """One entity of one log, on ``cpi.pieces``: a piece of a jigsaw that other forms may hold."""

    entity_key: EntityKey
    type: EntityType
    of_form: Reference
    log_id: str
    priority: Priority
    received_at: Instant

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return f"{self.log_id}/piece/{self.entity_key}"

    @property
    def record_key(self) -> str:
        """The key: all pieces of an entity lie on one partition."""
        return self.entity_key


class IndexedForm(Record):
    """A form that holds the entity."""

    reference: Reference
    received_at: Instant


class IndexEntry(Message):
    """All forms that hold one entity, oldest first, on ``cpi.index`` (compacted)."""

    entity_key: EntityKey
    type: EntityType
    forms: tuple[IndexedForm, ...] = ()

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return f"{self.entity_key}/index/{len(self.forms)}"

    @property
    def record_key(self) -> str:
        """The key."""
        return self.entity_key
