"""What of a log can be met again in other forms: the pieces of a jigsaw (domain 2.3)."""

from collections.abc import Callable, Iterable, Mapping

from rules.folding import fold
from rules.links import IDENTIFIERS, USED
from schemas.enums import EntityType
from schemas.index import Piece
from schemas.intelligence import Entity, IntelligenceLog

KeyOf = Callable[[str], str]
"""Names a text so that nobody without the hub's key can tell which text it was."""

_EXACT = USED | IDENTIFIERS
_UNKNOWN = "?"
_FULL_NAME = 2


def keys_of(entities: Iterable[Entity], key_of: KeyOf) -> Mapping[str, str]:
    """Give the index key of each entity that has one, by its id in the log.

    A part of a registration or of a name is of too many: ``HX19???`` and a forename have none.
    A place has none either: the district's sector sees those together anyway.
    """
    found = ((each.entity_id, _identity(each)) for each in entities)
    return {entity_id: key_of(identity) for entity_id, identity in found if identity}


def gather(log: IntelligenceLog, key_of: KeyOf) -> tuple[Piece, ...]:
    """Take the pieces out of a log, each once."""
    types = {each.entity_id: each.type for each in log.entities}
    return tuple(
        Piece(
            entity_key=key,
            type=types[entity_id],
            of_form=log.reference,
            log_id=log.log_id,
            priority=log.decision.priority,
            received_at=log.received_at,
        )
        for entity_id, key in keys_of(log.entities, key_of).items()
    )


def _identity(entity: Entity) -> str | None:
    canonical = fold(entity.canonical)
    if entity.type is EntityType.PERSON:
        # However the name's parts stand: "Jordan Pike" is "PIKE, Jordan".
        parts = sorted(canonical.replace(",", " ").split())
        return " ".join(("person", *parts)) if len(parts) >= _FULL_NAME else None
    if entity.type in _EXACT and _UNKNOWN not in canonical:
        return f"{entity.type.value} {canonical}"
    return None
