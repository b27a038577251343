"""A growing pattern finds what the whole one does; one that can't compile is refused at start."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.datafile import VocabularyError
from rules.folding import lowered, normalise
from rules.mentions import Mentions
from rules.redaction_growth import Growing, PhraseLists
from rules.redaction_leaves import leaves_of
from rules.redaction_patterns import LISTS
from rules.sentence_cut import sentences
from rules.source_tokens import source_tokens
from rules.vocabulary import FILES, parse_vocabulary
from tests.rules.redaction_factories import agency_form, agency_texts, cpi_form, redaction_words
from tests.rules.test_vocabulary import packaged

LISTED = PhraseLists({name: getattr(redaction_words(), name) for name in LISTS})
PHRASES = st.sampled_from(
    [
        "her form tutor",
        "the head teacher",
        "a key worker",
        "midwife",
        "our nurse",
        "TOLD",
        "made aware",
        "said",
        "\u017ftated",
        "T\u0130A",
        "yesterday",
        "at the school gates",
        "and",
        "that he",
        "his mum",
        ".",
    ]
)


def refused(texts: dict[str, str]) -> str:
    """Give the words with which the files are refused."""
    with pytest.raises(VocabularyError) as caught:
        parse_vocabulary(texts)
    return str(caught.value)


def test_on_every_sentence_a_grown_pattern_does_what_the_whole_one_does() -> None:
    """A phrase left out of a pattern is one that the sentence does not hold."""
    words, changed = redaction_words(), 0
    rules = [(rule, re.compile(rule.pattern.pattern, re.IGNORECASE)) for rule in words.phrases]
    for agency, text, _ in list(agency_texts())[::4]:
        mentions = Mentions(source_tokens(cpi_form(**agency_form(agency)), words), words)
        for sentence, _gap in sentences(mentions.replace(normalise(text))):
            for rule, whole in rules:
                if not rule.may_match(sentence, lowered(sentence)):
                    continue
                left = rule.pattern.sub(rule.replacement, sentence)
                assert left == whole.sub(rule.replacement, sentence)
                changed += left != sentence
    assert changed


@settings(deadline=None)
@given(st.lists(PHRASES, min_size=1, max_size=8).map(" ".join))
def test_a_new_pattern_finds_in_any_text_what_the_whole_one_finds(text: str) -> None:
    """Also where a letter is one that only any case makes equal."""
    for pattern in (r"\b<ONE>", r"<ADJ> <ROLE>s?", r"<TOLD>|<SAID>", r"<ONE><WHEN>*", "<REL>"):
        new, whole = Growing(pattern, LISTED), Growing(pattern, LISTED)
        whole.grow()
        found, expected = new.search(text), whole.search(text)
        assert (found and found.span()) == (expected and expected.span())


@pytest.mark.parametrize(
    ("phrase", "runs"),
    [
        ("midwi(?:fe|ves)", {"midwi"}),
        ("(?:learning |peer )?mentors?", {"mentor"}),
        ("(?:ring|call)s?", {"ring", "call"}),
        ("(?:ring|call)?s", set()),
        ("(?:drop|pick)(?:ped|ed)", {"drop", "pick"}),
        ("one|other", {"one", "other"}),
        (r"\x41bc", set()),
        (r"\w+day", {"day"}),
        ("abc(?:d", set()),
        ("(nurse)", set()),
    ],
)
def test_a_phrase_is_left_out_only_for_letters_that_it_needs(phrase: str, runs: set[str]) -> None:
    """None are given where that can't be told: the phrase then stands in every pattern."""
    (leaf,) = leaves_of("roles", (phrase,))
    assert leaf.runs == runs


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("'''<S> are\\b", "'''(<S> are\\b", "rule 'agreement: one person is': missing )"),
        ("'''<S> are\\b", "'''(?<=<ROLE>) are\\b", "look-behind requires fixed-width pattern"),
        ('"form tutors?"', '"form tutors?)"', "unbalanced parenthesis"),
        ('"form tutors?"', '"(?P<who>form) tutors?"', "redefinition of group name 'who'"),
        ("'''<S> are\\b", "'''[z-<ROLE>]\\b", "bad character range"),
    ],
)
def test_a_rule_or_a_phrase_that_does_not_compile_is_refused_at_start(
    old: str, new: str, says: str
) -> None:
    """Though nothing is compiled whole until a text asks for it."""
    texts = {name: packaged()[name] for name in FILES}
    assert old in texts["redaction.toml"]
    texts["redaction.toml"] = texts["redaction.toml"].replace(old, new, 1)
    found = refused(texts)
    assert found.startswith("redaction.toml, ")
    assert says in found


def test_warming_leaves_nothing_to_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    """After it no text waits, whatever phrase it holds."""
    words = redaction_words().model_copy()
    assert sum(1 for _ in words.warm()) > len(words.rules)
    monkeypatch.setattr(Growing, "_with", lambda *_: pytest.fail("compiled after all"))
    for rule in words.phrases:
        rule.pattern.search("her form tutor told the midwife yesterday")
