"""Which Confluent schema id stands for which version of which schema."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from schemas.catalogue import SCHEMAS, Schema
from schemas.topics import TOPICS


class Version(NamedTuple):
    """One version of one schema of the catalogue; versions count from 1."""

    schema: str
    version: int


class SchemaIds(Protocol):
    """Where ids come from: the catalogue, or a registry (DESIGN section 3)."""

    def id_of(self, schema: Schema) -> int:
        """Give the id that the newest version of ``schema`` is written with."""
        ...

    def version_of(self, schema_id: int) -> Version | None:
        """Say what an id stands for; null for an id that is not known."""
        ...


@dataclass(frozen=True)
class CatalogueIds:
    """The fixed ids of the catalogue: no registry is needed to run."""

    def id_of(self, schema: Schema) -> int:
        """Give the id that the newest version of ``schema`` is written with."""
        return schema.ids[-1]

    def version_of(self, schema_id: int) -> Version | None:
        """Say what an id stands for; null for an id that is not known."""
        return _FIXED.get(schema_id)


@dataclass(frozen=True)
class RegistryIds:
    """Ids that a schema registry gave; whoever talks to the registry fills the two mappings.

    ``subjects`` has the id of the newest version by subject (``subject_of``), ``versions`` what
    each known id stands for. Ids of the catalogue mean nothing here: a registry shared with others
    may have given the same numbers to schemas of theirs.
    """

    subjects: Mapping[str, int]
    versions: Mapping[int, Version]

    def id_of(self, schema: Schema) -> int:
        """Give the id that the newest version of ``schema`` is written with.

        Raises:
            KeyError: The registry was not asked for the schema's subject.
        """
        return self.subjects[subject_of(schema)]

    def version_of(self, schema_id: int) -> Version | None:
        """Say what an id stands for; null for an id that is not known."""
        return self.versions.get(schema_id)


CATALOGUE_IDS = CatalogueIds()
"""The ids that hold unless a registry is set."""


def subject_of(schema: Schema) -> str:
    """Name the registry's subject of a schema: its topic and ``-value``."""
    return _SUBJECTS[schema.name]


_SUBJECTS = {topic.schema.name: f"{topic.name}-value" for topic in TOPICS}
_FIXED = {
    schema_id: Version(schema.name, number)
    for schema in SCHEMAS
    for number, schema_id in enumerate(schema.ids, start=1)
}
