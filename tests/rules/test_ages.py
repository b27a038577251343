"""Ages that a text names."""

import pytest

from rules.ages import ages_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Alfie Reed (12) was there", [12]),
        ("Kaiden (approx 15) and Ginge", [15]),
        ("Mrs Sybil Lovejoy, 86, drew £6,500", [86]),
        ("William Attwater, 83 of Lymington", [83]),
        ("they use a lad called Lewis, he's 17, as runner", [17]),
        ("a girl of 11. He followed", [11]),
        ("Flat 6, 40 Portsea Road", []),
        ("on Friday 13, 14 and 16 Mill Lane", []),
        ("he's 6ft and she's 20 minutes late", []),
        ("ref CPI (2026)", []),
    ],
)
def test_an_age_stands_after_a_name_or_a_word_for_a_child(text: str, expected: list[int]) -> None:
    """House numbers, dates and heights are none."""
    assert list(ages_in(text)) == expected
