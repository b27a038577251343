"""What a search may be spared by: the words with which the phrases of a list begin."""

import pytest

from rules.phrase_gates import gate_of
from tests.rules.redaction_factories import entity_words


@pytest.mark.parametrize(
    ("phrase", "words", "stems"),
    [
        ("known as", {"known"}, set()),
        ("plates?", {"plates", "plate"}, set()),
        ("reg(?: number)?\\.?", {"reg"}, set()),
        ("d\\.o\\.b\\.?", set(), {"d.o.b"}),
        ("snap ?chat", set(), {"snap"}),
        ("couldn't", {"couldn't"}, set()),
    ],
)
def test_a_gate_holds_what_a_phrase_begins_with(
    phrase: str, words: set[str], stems: set[str]
) -> None:
    """A whole word where one is certain, else its letters."""
    gate = gate_of([phrase])
    assert (set(gate.words), set(gate.stems)) == (words, stems)


@pytest.mark.parametrize("name", ["alias_cues", "vehicle_cues", "partial_starts", "partial_ends"])
def test_no_list_of_cues_is_looked_for_everywhere(name: str) -> None:
    """A phrase that may begin with anything would be tried in every text."""
    assert all(len(stem) > 1 for stem in entity_words().gates[name].stems)
