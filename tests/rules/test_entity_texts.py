"""Short texts in many styles, each with every entity in it (entity_texts.toml)."""

import pytest

from rules.entities.find import find_entities
from rules.entities.found import Found
from tests.rules.factories import read_texts
from tests.rules.redaction_factories import entity_words

TEXTS: dict[str, dict[str, list[str]]] = read_texts("entity_texts.toml")


def written(one: Found) -> str:
    """Write an entity as the file does."""
    aliases = f" = {', '.join(one.aliases)}" if one.aliases else ""
    return f"{one.type.value}: {one.canonical}{aliases}"


@pytest.mark.parametrize(
    ("text", "expected"), [pair for part in TEXTS.values() for pair in part.items()]
)
def test_every_entity_of_a_text_is_found_and_nothing_else(text: str, expected: list[str]) -> None:
    """Type, canonical form and aliases."""
    found = {written(one) for one in find_entities(text, entity_words())}
    assert found == set(expected)
