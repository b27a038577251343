"""Pieces of a narrative that point to its writer are told by weighed signs, in linear time."""

import time
from dataclasses import replace

import pytest

from agents.vocabulary import load_vocabulary
from rules.datafile import VocabularyError, parse
from rules.giveaways import Giveaways, PiecesFile
from rules.grading import GradingRules
from rules.redact import redact
from tests.rules.redaction_factories import assessed, cpi_form, redaction_words

WORDS = load_vocabulary(None)
GIVEAWAYS = WORDS.giveaways


def _weighing(**weights: float) -> Giveaways:
    """Weigh words alone: whatever holds one of these goes."""
    return replace(GIVEAWAYS, bias=-1.0, least=0.5, glance=0.0, weights={"word": weights})


def _sanitised(narrative: str, giveaways: Giveaways) -> str:
    form = assessed(cpi_form(narrative))
    grading: GradingRules = WORDS.grading
    return redact(form, redaction_words(), grading, None, giveaways).report.contents.narrative


def test_a_text_falls_into_pieces_at_prepositions_pronouns_verbs_and_signs() -> None:
    """A piece is what can go without the rest of its sentence."""
    pieces = GIVEAWAYS.cut(cpi_form("He stood by the kiosk, and the usher saw a knife in his bag."))
    cut = [" ".join(pieces.prose.words[start:end]) for start, end in pieces.all]
    assert cut == ["he", "stood", "by the kiosk", "and the usher", "saw a knife", "in his bag"]


def test_a_piece_that_weighs_enough_goes_and_the_sentence_still_reads() -> None:
    """Nothing is left of it, and no gap."""
    left = _sanitised("A man was seen with a knife at the tombola table.", _weighing(tombola=9.0))
    assert left == "A man was seen with a knife."


def test_who_acts_in_such_a_piece_becomes_somebody() -> None:
    """A verb keeps somebody before it."""
    left = _sanitised("The tombola organiser saw a knife in the car.", _weighing(tombola=9.0))
    assert left == "Someone saw a knife in the car."


def test_a_piece_below_the_least_share_stays() -> None:
    """A weak sign alone takes nothing."""
    text = "A man was seen with a knife at the tombola table."
    assert _sanitised(text, _weighing(tombola=0.5)) == text


def test_no_piece_with_the_name_of_a_subject_goes() -> None:
    """Whatever its words weigh."""
    text = "A knife was seen with Ryan Hughes."
    assert _sanitised(text, _weighing(ryan=99.0, hughes=99.0)) == text


def test_the_time_grows_with_the_text_alone() -> None:
    """Eight times the text takes no more than some eight times as long."""

    def taken(times: int) -> float:
        form = cpi_form("at the desk, by the desk (on the desk " * times)
        began = time.process_time()
        GIVEAWAYS.found(form)
        return time.process_time() - began

    taken(10)
    short, long = min(taken(30) for _ in range(3)), min(taken(240) for _ in range(3))
    assert long < 40 * max(short, 0.001)


def test_a_line_that_is_no_weight_is_refused_with_its_text() -> None:
    """The file, the line and the field are named."""
    text = 'bias = 0.0\nleast = 0.5\nglance = 0.0\nsigns = """\nheavy word: desk\n"""\n'
    with pytest.raises(VocabularyError, match=r"line 4: signs: .*'heavy word: desk'"):
        parse("pieces.toml", text, PiecesFile)
