"""Searching many phrases together finds what each finds alone; a text is cut as at its time."""

from datetime import UTC, datetime
from random import Random

import pytest

from rules.phrasebook import PhraseBook
from rules.sentences import OLD_YEAR, Prose, split
from tests.rules.factories import NOW, vocabulary

GUARDS = vocabulary().cues.lexicon.guards
BOOKS = {
    "cues": vocabulary().cues.lexicon.phrases,
    "whole": vocabulary().cues.whole.phrases,
    "guards": GUARDS.phrases,
    "unless": GUARDS.unless,
    "places": vocabulary().districts.places,
}


def prose(text: str) -> Prose:
    """Cut a text."""
    return split(text, GUARDS.grammar, NOW)


def texts(count: int) -> list[Prose]:
    """Mix the examples of the vocabulary, so that phrases are cut, joined and repeated."""
    random = Random(5)  # noqa: S311 - repeatable, and no secret
    families = vocabulary().cues.lexicon.families
    pool = [text for family in families for text in (*family.hits, *family.misses)]
    mixed = []
    for _ in range(count):
        words = " ".join(random.sample(pool, 3)).split()
        del words[random.randrange(len(words))]
        mixed.append(prose(" ".join(words)))
    return mixed


def alone(book: PhraseBook, text: Prose, start: int, stop: int) -> set[tuple[int, str, int, int]]:
    """Match each phrase at each word, without any index."""
    return {
        (one.owner, one.phrase.text, at, end)
        for at in range(start, stop)
        for one in book.listed
        if (end := one.phrase.match(text.words, at, text.limit(at))) is not None
    }


@pytest.mark.parametrize("name", BOOKS)
def test_a_book_finds_what_its_phrases_find_one_by_one(name: str) -> None:
    """The index over the rarest words leaves nothing out and adds nothing, in any window."""
    book = BOOKS[name]
    for text in texts(3):
        third = len(text.words) // 3
        for start, end in ((0, None), (third, 2 * third)):
            stop = len(text.words) if end is None else end
            found = [(h.owner, h.phrase.text, h.start, h.end) for h in book.find(text, start, end)]
            assert set(found) == alone(book, text, start, stop)
            assert [hit[2] for hit in found] == sorted(hit[2] for hit in found)


def test_one_text_is_cut_anew_for_another_time() -> None:
    """A year is old or not by the time of the text, though the text is remembered."""
    text = "He had a knife in 2015."
    later, then = (split(text, GUARDS.grammar, datetime(y, 6, 1, tzinfo=UTC)) for y in (2026, 2015))
    assert later.words[-1] == OLD_YEAR
    assert then.words[-1] == "2015"
    assert later.where[OLD_YEAR] == [5]
