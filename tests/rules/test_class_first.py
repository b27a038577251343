"""A pattern with its first characters put first finds the same, in the same places."""

import re

import pytest

from rules.class_first import class_first

_NAME = "([A-Z][a-z]+)"
TEXT = "Me and Jan, my Jo; our Len told ANN, for Theo said so. I saw Otto: as Pat says\nWe met Al"


@pytest.mark.parametrize(
    "pattern",
    [
        rf"\b{_NAME} (?:said|says)\b",
        rf"\b[Aa]s {_NAME}",
        rf"\bfor {_NAME}",
        rf"\b(?:[Mm]y|[Oo]ur|I|We) (?:saw |met )?{_NAME}",
    ],
)
def test_the_same_is_found(pattern: str) -> None:
    """Also where the letters stand within a word: no match begins there."""
    quick = class_first(pattern)
    assert quick[:2] != r"\b"
    found = [(match.span(), match[1]) for match in re.finditer(quick, TEXT)]
    assert found == [(match.span(), match[1]) for match in re.finditer(pattern, TEXT)]
    assert found


@pytest.mark.parametrize("pattern", [r"\bm?y Jo", r"\b(?:m+y|our) Jo", r"my Jo", r"\bmy|\bour"])
def test_what_cannot_be_told_stays(pattern: str) -> None:
    """A first letter that may lack, a choice at the top, no edge of a word."""
    assert class_first(pattern) == pattern
