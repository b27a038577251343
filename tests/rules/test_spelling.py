"""How misspelt words are read."""

import pytest

from rules.spelling import read_spelling

SPELLING = read_spelling({"knfe": "knife"}, ["strangled", "threatened", "machete"], ["manchete"])


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("knfe", "knife"),
        ("strangeled", "strangled"),
        ("strngled", "strangled"),
        ("strangked", "strangled"),
        ("stragnled", "strangled"),
        ("threatend", "threatened"),
        ("machette", "machete"),
    ],
)
def test_one_slip_is_read_as_meant(wrong: str, right: str) -> None:
    """A letter more, fewer, other or swapped; and what the list says."""
    assert SPELLING.meant(wrong) == right


@pytest.mark.parametrize(
    "word",
    [
        "strangler",  # another form: the last letter differs
        "machetes",  # a letter added at the end
        "threatene",  # a word cut off
        "manchete",  # said to be spelt right
        "ztrangled",  # another first letter
        "strngld",  # two slips
        "mchete1",  # not a word
        "knf",  # too short
    ],
)
def test_other_words_stay_as_they_are(word: str) -> None:
    """Another form, a sound word, a far one."""
    assert SPELLING.meant(word) == word
