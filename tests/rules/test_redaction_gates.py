"""A gate looks only at the words of a sentence, and is open wherever its pattern matches."""

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import pytest

from rules.redaction_gates import Gates
from rules.redaction_shapes import Shapes
from rules.sentence_cut import sentences
from rules.text_marks import SOURCE, SUBJECT_CLOSES, SUBJECT_OPENS
from tests.rules.redaction_factories import redaction_words


def test_nobody_is_beside_the_writer_where_the_gate_is_shut() -> None:
    """What is found through a gate is what the pattern finds without it."""
    texts = [
        "Me & Jan saw it.",
        "Jan and I saw it. So did Kay (staff) and Pearl on reception.",
        "My colleague, Ola Berg, knows.",
        "Nobody else was there.",
    ]
    beside = redaction_words().beside_writer
    for text in texts:
        plain = [match.span() for one in beside.patterns for match in one.finditer(text)]
        assert [match.span() for match in beside.finditer(text)] == plain


@pytest.mark.parametrize(
    ("pattern", "sentence", "opens"),
    [
        (r"\bme\b", "it was me.", True),
        (r"\bme\b", "some time", False),
        (r"\bme", "some time", True),
        (r"let on\b", "let  on", True),
        (r"\blet on\b", "let him on", False),
        (r"\b(?:i|we) (?:am|are) sure", "We are sure", True),
        (r"\b(?:i|we) (?:am|are) sure", "I sure am", False),
        (r"\b(?:i|we)(?: am| ?'m) sure", "in sure form", False),
        (r"\b(?:i|we)(?: am| ?'m) sure", "i'm sure", True),
        (r"(?:ask|tell)(?:ed|s)? (?=him\b)", "tells her", False),
        (r"(?:ask|tell)(?:ed|s)? (?=him\b)", "tells him", True),
        (r"told <S>", f"told {SOURCE} off", True),
        (r"\btold <S>", f"told that {SOURCE} left", False),
        (r"told <SUBJ>", f"told {SUBJECT_OPENS}Ola{SUBJECT_CLOSES}", True),
        (r"\bH[OY]D\b", "our hod said", True),
        (r"\bH[OY]D\b", "our head said", False),
        (r"[\ue000\ue001], ", "she, too", False),
        (r"me (?:and|&) him", "me & him", True),
        (r"me (?:and|&) him", "me, him", False),
        (r"did it", "D\u0131d it", True),
        (r"(?P<x>a)(?P=x)|foo", "bar", True),
        (r"\x66oo", "foo", True),
    ],
)
def test_a_gate_opens_where_the_words_are(pattern: str, sentence: str, *, opens: bool) -> None:
    """Whole words where the pattern bounds them, letters elsewhere, words that follow in a row."""
    gates = Gates([Shapes({}).ways(pattern)])
    assert (gates.candidates(sentence) == 1) is opens


def test_each_choice_of_a_large_group_has_its_own_words() -> None:
    """One word of one choice and another word of another choice open nothing."""
    choices = [f"first{letter * 12} second{letter * 12}" for letter in "abcdefghij"]
    gates = Gates([Shapes({}).ways(f"(?:{'|'.join(choices)})")])
    assert gates.candidates(choices[3]) == 1
    assert gates.candidates("firstaaaaaaaaaaaa secondbbbbbbbbbbbb") == 0


def test_a_choice_at_the_top_opens_for_either() -> None:
    """Each side has its own words."""
    gates = Gates([Shapes({}).ways(r"\bfoo bar\b|\bqux\b")])
    found = [gates.candidates(text) for text in ("foo bar", "a qux", "bar foo")]
    assert found == [1, 1, 0]


@pytest.mark.parametrize("piece", ["foo ", "f", "i'", "\ue000", "x.", "\u0131 "])
def test_a_gate_is_linear(piece: str) -> None:
    """Twice the text, twice the steps."""
    gates = Gates([Shapes({}).ways(r"\bfoo bar(?:foo|fff)")])
    texts = [piece * (size // len(piece)) for size in (10_000, 20_000)]
    short, long = (_steps(partial(gates.candidates, text)) for text in texts)
    assert long < 3 * max(short, 50)


def test_the_cut_of_sentences_reads_short_words_whole() -> None:
    """Up to the longest shortened word, whatever stands before it."""
    text = "About approx. 5 of them. Disapprox. 5 left. Mr. Ola\n\n - It is I. He ran"
    assert [one for one, _ in sentences(text)] == [
        "About approx. 5 of them.",
        "Disapprox.",
        "5 left.",
        "Mr. Ola",
        "It is I.",
        "He ran",
    ]


def _steps(run: Callable[[], object]) -> int:
    """Count the lines that are run: what a clock would tell on a quiet machine."""
    count = 0

    def step(_frame: FrameType, event: str, _arg: object) -> Any:  # noqa: ANN401 - traces itself
        nonlocal count
        count += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def test_rows_of_an_unreadable_pattern_open_always() -> None:
    """A pattern that can't be read is never passed over."""
    assert Shapes({}).ways(r"(a)\1") == ((),)
