"""Weighed words: what is known counts, by its sentence, and a long text counts no more."""

from datetime import UTC, datetime

import pytest

from rules.datafile import VocabularyError, parse
from rules.guards import guard
from rules.sentences import split
from rules.weights import Found, find, strongest, weigh
from rules.weights_file import NOTHING, Shares, Tree, Weights, WeightsFile
from tests.rules.factories import vocabulary

NOW = datetime(2026, 10, 5, tzinfo=UTC)
HEAD = """bias = { high = -1.0, crime = -1.0, idle = -1.0 }
least = { high = 0.4, crime = 0.4, idle = 0.4, sentence = 0.9, told = 0.6, ahead = 0.1 }
"""
FILE = f"""{HEAD}
words = '''
  3.00  +2.00  +0.00  +0.00  machete
  3.00  -1.00  +0.00  +0.00  -machete
  5.00  +2.00  +0.00  +0.00  waits outside
  2.00  +0.00  +2.00  +0.00  stole
  1.00  +0.00  +0.00  +0.00  the
  4.00  +0.50  +0.00  +0.00  # men
'''
"""


def weights(text: str = FILE) -> Weights:
    """Read weights as the hub does."""
    return Weights.of(parse("weights.toml", text, WeightsFile))


def found(text: str, tree: Tree) -> list[Found]:
    """Find in a text what a tree holds."""
    guards = vocabulary().cues.lexicon.guards
    prose = split(text, guards.grammar, NOW)
    return find(prose, guard(prose, guards), tree)


def words_of(text: str) -> tuple[str, ...]:
    """Cut a text into words."""
    return split(text, vocabulary().cues.lexicon.guards.grammar, NOW).words


def shares(*texts: str) -> Shares:
    """Weigh texts."""
    own = weights()
    return weigh([found(text, own.tree) for text in texts], own).shares


def test_words_and_runs_of_words_are_found_in_their_sentence() -> None:
    """A run ends with the sentence; a number is any number."""
    tree = weights().tree
    assert len(found("He waits outside. Machete!", tree)) == 2
    assert len(found("He waits. Outside it rains.", tree)) == 0
    assert len(found("14 men", tree)) == len(found("3 men", tree)) == 1


def test_what_only_begins_something_known_is_not_found() -> None:
    """The first word of a run has no weight by itself."""
    tree = weights().tree
    assert tree["waits"].weight is NOTHING
    assert not found("He waits here.", tree)


def test_what_is_denied_is_another_word() -> None:
    """A machete that he has speaks for HIGH here, one that he has not speaks against it."""
    said, denied = shares("He has a machete.").high, shares("He has no machete.").high
    assert said > shares("Nice weather.").high > denied


def test_nothing_known_leaves_what_was_before() -> None:
    """The bias alone; the shares sum up to one."""
    found = shares("Nice weather.")
    assert found.normal == pytest.approx(max(found))
    assert sum(found) == pytest.approx(1.0)


def test_a_matter_is_not_outweighed_by_the_rest_of_a_long_form() -> None:
    """Said in the middle of forty sentences it still raises."""
    plain = "The weather was nice. " * 20
    short, long = shares("He has a machete."), shares(f"{plain}He has a machete. {plain}")
    assert long.high > 0.5 * short.high
    assert long.high > shares(plain).high


@pytest.mark.parametrize(
    ("said", "danger", "offence"),
    [
        (Shares(0.45, 0.4, 0.05, 0.1), True, False),
        (Shares(0.41, 0.55, 0.02, 0.02), False, True),
        (Shares(0.05, 0.41, 0.02, 0.52), False, False),
        (Shares(0.05, 0.45, 0.02, 0.48), False, True),
        (Shares(0.2, 0.2, 0.2, 0.4), False, False),
    ],
)
def test_what_is_far_ahead_wins(said: Shares, danger: bool, offence: bool) -> None:  # noqa: FBT001 - a table of cases
    """A danger that a crime outweighs is a crime; a crime that nothing to do outweighs is none."""
    least = weights().least
    assert least.danger(said) is danger
    assert (not danger and least.offence(said)) is offence


def test_the_texts_of_a_form_count_together() -> None:
    """What was done about it says as much as the narrative."""
    assert shares("Nice weather.", "She stole it.").crime == pytest.approx(
        shares("She stole it.", "Nice weather.").crime
    )


def test_the_strongest_words_are_named_once_and_in_order() -> None:
    """What speaks for HIGH, not what speaks for CRIME; no more than asked for."""
    text = "He stole it, waits outside and has a machete, a machete."
    known, words = found(text, weights().tree), words_of(text)
    named = strongest(known, words, 0, 4)
    assert [words[one.start : one.end] for one in named] == [("waits", "outside"), ("machete",)]
    assert len(strongest(known, words, 0, 1)) == 1
    assert len(strongest(known, words, 1, 4)) == 1


def test_everyday_words_are_no_reason() -> None:
    """They weigh, but nobody could check a proposal by them."""
    own = weights(FILE.replace("+0.00  +0.00  +0.00  the", "+1.00  +0.00  +0.00  the"))
    assert not strongest(found("The end.", own.tree), words_of("The end."), 0, 4)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  2.00  +0.00  +2.00  +0.00  stole", "2.00 stole", "the line '2.00 stole'"),
        ("+2.00  +0.00  stole", "two  +0.00  stole", "should be four numbers and words"),
        ("  1.00  +0.00", "  0.00  +0.00", "has a number that cannot be"),
        ("  1.00  +0.00", "  1.00  nan", "has a number that cannot be"),
        ("high = 0.4,", "high = 1.4,", "least.high"),
        ("bias = {", "bias = { x = 1,", "bias.x"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(old: str, new: str, said: str) -> None:
    """Naming the file, the line and what is wrong."""
    with pytest.raises(VocabularyError, match=r"weights\.toml, line") as refused:
        weights(FILE.replace(old, new))
    assert said in str(refused.value)


def test_the_time_of_weighing_grows_with_the_text_alone() -> None:
    """Ten thousand words find ten times what a thousand find: each is looked at a few times."""
    tree = weights().tree
    text = "the machete waits outside "
    assert len(found(text * 2500, tree)) == 10 * len(found(text * 250, tree))
