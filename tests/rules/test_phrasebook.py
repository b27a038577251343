"""Searching many phrases together finds what each finds alone; a text is cut as at its time."""

from datetime import UTC, datetime
from random import Random

import pytest

from rules.phrasebook import PhraseBook
from rules.sentences import OLD_YEAR, Prose, split
from tests.rules.factories import NOW, vocabulary

GUARDS = vocabulary().cues.lexicon.guards
BOOKS = {"cues": GUARDS.book, "places": vocabulary().districts.places}


def prose(text: str) -> Prose:
    """Cut a text."""
    return split(text, GUARDS.grammar, NOW)


def texts(count: int) -> list[Prose]:
    """Mix the examples of the vocabulary, so that phrases are cut, joined and repeated."""
    random = Random(5)  # noqa: S311 - repeatable, and no secret
    families = [listed.family for listed in vocabulary().cues.lexicon.families]
    pool = [text for family in families for text in (*family.hits, *family.misses)]
    mixed = []
    for _ in range(count):
        words = " ".join(random.sample(pool, 3)).split()
        del words[random.randrange(len(words))]
        mixed.append(prose(" ".join(words)))
    return mixed


def alone(book: PhraseBook, text: Prose) -> set[tuple[int, str, int]]:
    """Match each phrase at each word, without any index."""
    return {
        (owner, phrase.text, at)
        for at in range(len(text.words))
        for owner, phrase in book.entered
        if phrase.match(text.words, at, text.limit(at)) is not None
    }


@pytest.mark.parametrize("name", BOOKS)
def test_a_book_finds_what_its_phrases_find_one_by_one(name: str) -> None:
    """The index over the rarest words leaves nothing out and adds nothing."""
    book = BOOKS[name]
    for text in texts(3):
        found = {(one.owner, one.phrase.text, one.start) for one in book.find(text)}
        assert found == alone(book, text)


def test_hits_are_handed_out_by_owner_in_order_and_a_text_is_searched_once() -> None:
    """Whoever asks again for the same text gets what was found before."""
    book = PhraseBook({})
    guns, knives = book.enter(["gun|guns"]), book.enter(["a knife"])
    text = prose("A knife, a gun, a knife.")
    handed = book.hits(text)
    assert {owner: [hit.start for hit in hits] for owner, hits in handed.items()} == {
        guns: [3],
        knives: [0, 4],
    }
    assert book.hits(text) is handed


def test_one_text_is_cut_anew_for_another_time() -> None:
    """A year is old or not by the time of the text, though the text is remembered."""
    text = "He had a knife in 2015."
    later, then = (split(text, GUARDS.grammar, datetime(y, 6, 1, tzinfo=UTC)) for y in (2026, 2015))
    assert later.words[-1] == OLD_YEAR
    assert then.words[-1] == "2015"


@pytest.mark.parametrize("piece", ["he has a ", "told me he will ", "a ", "knife. ", "going to "])
def test_the_steps_of_a_search_grow_as_the_text(piece: str) -> None:
    """Twice the characters take at most three times the matches that are tried."""
    tried = []
    for size in (10_000, 20_000):
        text = prose((piece * size)[:size])
        tried.append(sum(1 for _ in GUARDS.book.find(text)) + len(text.words))
    assert tried[1] <= 3 * tried[0]
