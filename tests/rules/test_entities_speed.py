"""Finding entities takes no longer than the length of a text, whatever it is made of."""

import time

import pytest

from rules.entities.find import find_entities
from tests.rules.redaction_factories import entity_words


@pytest.mark.parametrize(
    "unit",
    [
        "A",
        "a ",
        "1 ",
        "Ab ",
        "0 7",
        "John ",
        "aka John ",
        "@a",
        "a.b@",
        "10 a ",
        "A B ",
        "12-",
        "reg ",
        "'\" ",
    ],
)
def test_hostile_text_takes_no_longer_than_its_length(unit: str) -> None:
    """Ten thousand characters made to trip a pattern: well under a second and a half."""
    text = (unit * 10_000)[:10_000]
    find_entities("warm", entity_words())
    start = time.perf_counter()
    find_entities(text, entity_words())
    assert time.perf_counter() - start < 1.5


@pytest.mark.parametrize(
    "unit",
    [
        "Dell drives. ",
        "aka Biggs ",
        "known as Ghost, real name Tyrone ",
        "Ryan Selby and Kyle Benson met. ",
        "HX19 something something ",
        "starts HX19 ends KLD ",
        "oh seven double oh ",
        "1 2 3 4 a b c ",
        "the pub (the Red Lion) ",
        "Flat 1, Kestrel Court, Mill Road, ",
        "St Mary's School and Big Garage and ",
        "on snap jay_23 ",
        "[x] at b dot c ",
        "12/12/2020 ",
    ],
)
def test_time_grows_with_the_length_of_a_text(unit: str) -> None:
    """Twice the text takes less than three times as long, whatever it is made of.

    Where a busy machine takes one from it a round may fail; what grows faster fails each of them.
    """
    short, long = ((unit * 20_000)[:length] for length in (10_000, 20_000))
    assert any(_least_time(long) < 3 * _least_time(short) for _ in range(3))


def _least_time(text: str) -> float:
    """Give the seconds of the quickest of four runs, of this process alone."""
    taken = []
    for _ in range(4):
        start = time.process_time()
        find_entities(text, entity_words())
        taken.append(time.process_time() - start)
    return min(taken)
