"""What is looked for before a rule is tried stands wherever the rule matches."""

import pytest

from rules.folding import lowered, normalise
from rules.mentions import Mentions
from rules.redaction_probes import probes
from rules.source_tokens import source_tokens
from tests.rules.redaction_factories import agency_form, agency_texts, cpi_form, redaction_words


def test_no_rule_matches_without_its_probes() -> None:
    """Else a rule would be passed over in silence, and the source left in the text."""
    words, tried = redaction_words(), 0
    for agency, text, _ in agency_texts():
        tokens = source_tokens(cpi_form(text, **agency_form(agency)), words)
        marked = Mentions(tokens, words).replace(normalise(text))
        for rule in words.phrases:
            if rule.pattern.search(marked):
                tried += bool(rule.probes)
                assert rule.may_match(marked, lowered(marked)), rule.pattern.pattern
    assert tried


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\b<WHO> <ADV>*(?:heard|hear) him (say|ask)\b", ["(?:heard|hear) him (say|ask)"]),
        (r"\b<ADV>*told <HEAR> (not )?to\b", ["told ", " (not )?to"]),
        (r"known as (?:<WHO>|me) here", ["known as ", " here"]),
        (r"it is (<SUBJ>) here", ["it is (<SUBJ>) here"]),
        (r"told [<(]?me|heard", []),
        (r"(told) \1", []),
        (r"<WHO> to", []),
    ],
)
def test_the_parts_between_long_classes_are_looked_for(pattern: str, expected: list[str]) -> None:
    """Not where the pattern has a choice at its top or points back; no edge of a word ends one."""
    assert probes(pattern) == expected
