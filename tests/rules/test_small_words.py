"""The words of a text in small letters are the same, however they are cut."""

from rules.small_words import small_words
from rules.text_marks import SOURCE


def test_plain_texts_and_others_are_cut_alike() -> None:
    """An accent or a placeholder takes the slower way."""
    assert small_words("The lad's O'Brien, 14b") == ("the", "lad", "s", "o", "brien", "b")
    assert small_words("The lad\u2019s O\u2019Brien, 14b") == small_words("The lad's O'Brien, 14b")


def test_signs_are_words() -> None:
    """Rules need a placeholder, or what joins two names."""
    assert small_words(f"Jo & {SOURCE}+me") == ("jo", "&", SOURCE, "+", "me")
