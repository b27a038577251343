"""What leaves the intelligence department no longer points to the source (DESIGN 1, domain 2.4)."""

import pytest

from rules.redact import redact
from rules.residual import residual, strings
from schemas.assessment import Decision, Ruling
from tests.rules.redaction_factories import (
    assessed,
    cpi_form,
    grading_rules,
    narratives,
    redacted,
    redaction_words,
    spellings,
)

# What may not be left of the factory's source, in small letters.
SOURCE = (
    "sarah",
    "s patel",
    "s.patel",
    "joan",
    "whitcombe",
    "tom baker",
    "mr baker",
    "mill lane primary",
    "milllane",
    "mlps",
    "960123",
    "safeguarding lead",
    "nan ",
    "deputy head",
)


@pytest.mark.parametrize(("narrative", "expected"), narratives())
def test_a_narrative_keeps_what_is_of_value_and_loses_who_said_it(
    narrative: str, expected: str
) -> None:
    """Each of these is released, reads as English, and is what a person would have written."""
    outcome = redacted(narrative)
    assert outcome.report.contents.narrative == expected
    assert not outcome.blocked


@pytest.mark.parametrize("narrative", [text for text, _ in narratives()])
def test_redacting_twice_changes_nothing(narrative: str) -> None:
    """The redactor is idempotent."""
    once = redacted(narrative).report.contents.narrative
    assert redacted(once).report.contents.narrative == once


@pytest.mark.parametrize("spelling", spellings())
@pytest.mark.parametrize(
    "sentence", ["We spoke to {} about it and Ryan ran off.", "{} was there, so Ryan ran."]
)
def test_no_spelling_of_the_source_survives(spelling: str, sentence: str) -> None:
    """However a name, an organisation or a number is written, it is gone or a person must look."""
    outcome = redacted(sentence.format(spelling))
    left = outcome.report.contents.narrative.casefold()
    assert outcome.blocked or not [token for token in SOURCE if token in left], left
    assert "ryan ran" in left


@pytest.mark.parametrize("near", ["Whitcomb", "Whittcombe", "Mrs Pattel", "Jo Whitcombe", "Sarha"])
def test_a_near_spelling_goes_too(near: str) -> None:
    """A slip of the pen in a name of the source is still the name; a subject's name is not."""
    outcome = redacted(f"He met {near} and Ryan Hughes there.")
    assert outcome.report.contents.narrative == "He met someone and Ryan Hughes there."


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Grace Hill", "Grace overheard two lads.", "Someone overheard two lads."),
        ("Grace Hill", "Hill Lane is where they meet.", "Hill Lane is where they meet."),
        ("Mark Young", "Young lads deliver. mark my words.", "Young lads deliver. mark my words."),
        ("Mark Young", "He asked Mark for it.", "He asked someone for it."),
        ("Jo Li", "Jo challenged him. Ms Li ran.", "Someone challenged him. Someone ran."),
    ],
)
def test_a_name_that_is_a_word_goes_where_it_is_the_name(name: str, text: str, left: str) -> None:
    """Capitals, titles and verbs tell the name from the word."""
    outcome = redacted(text, submitter={"name": name, "email": "office@milllane.sch.example"})
    assert outcome.report.contents.narrative == left
    assert not outcome.blocked


def test_a_subject_who_shares_a_surname_with_the_source_keeps_the_full_name() -> None:
    """Chantelle Patel stays; Sarah Patel goes; nothing is blocked."""
    outcome = redacted(
        "Chantelle Patel was with Ryan. Sarah Patel was not. PATEL, Chantelle is 14."
    )
    left = outcome.report.contents.narrative
    assert left == "Chantelle Patel was with Ryan. Someone was not. PATEL, Chantelle is 14."
    assert not outcome.blocked


def test_a_shared_name_that_cannot_be_told_apart_waits_for_a_person() -> None:
    """A bare "Patel" may be the subject or the source: the release is blocked."""
    outcome = redacted("Ryan was there and Patel shouted at him.")
    assert [(left.field, left.kind) for left in outcome.residual] == [
        ("contents.narrative", "submitter_name")
    ]


def test_a_subject_with_the_very_name_of_the_source_waits_for_a_person() -> None:
    """A submitter who is also a subject is not released unseen."""
    assert redacted(subjects=[{"name": "Sarah Patel"}]).blocked


def test_a_subject_who_told_it_is_kept_as_a_subject() -> None:
    """With told_by_subject the subject's name is intelligence; only the telling goes."""
    outcome = redacted(
        "Ryan Hughes told me that he owes money.",
        source={"how_known": "told_by_subject", "name": "Ryan Hughes", "who_else_knows": []},
    )
    assert outcome.report.contents.narrative.startswith("Regarding Ryan Hughes")
    assert not outcome.blocked


def test_a_street_that_bears_the_name_of_the_organisation_stays_where_the_form_gives_it() -> None:
    """Mill Lane is a place of the information; Mill Lane Primary School still goes."""
    outcome = redacted(
        "He waits in Mill Lane outside Mill Lane Primary School.",
        locations=[{"text": "shops, Mill Lane", "postcode": "SO14 0JT"}],
    )
    assert outcome.report.contents.narrative == "He waits in Mill Lane outside a local setting."
    assert outcome.report.contents.locations[0].text == "shops, Mill Lane"
    assert not outcome.blocked


def test_a_street_that_bears_the_name_of_the_source_is_a_street() -> None:
    """Tom Baker's surname does not take Baker Street off the map."""
    outcome = redacted("He lives in Baker Street and Mr Baker said that he is out.")
    assert outcome.report.contents.narrative == (
        "He lives in Baker Street and it is reported that he is out."
    )


def test_every_field_is_cleaned() -> None:
    """Not only the narrative: each free text of the form, and the file names."""
    outcome = redacted(
        information={
            "theme": "other",
            "narrative": "A van waits.",
            "action_taken": "Sarah Patel rang MASH. Mill Lane Primary School told his mother.",
            "existing_references": ["CPOMS-MLPS-12", "MASH/4471"],
        },
        subjects=[
            {
                "name": "Ryan Hughes",
                "aliases": ["Baker's boy", "Biggs"],
                "school_or_employer": "Mill Lane Primary School",
                "address": "care of Joan Whitcombe, 4 Oak Road",
                "vulnerabilities": ["known to Mrs Patel"],
            }
        ],
        vehicles=[{"registration": "HX19 KLD", "driver": "Tom Baker"}],
        communications=[{"kind": "email", "value": "ryan@milllane.sch.example"}],
        attachments=[
            {"filename": "sarah_patel_note.jpg", "media_type": "image/jpeg", "uri": "x://mlps/1"}
        ],
    )
    dumped = outcome.report.model_dump_json().casefold()
    assert not outcome.blocked, outcome.residual
    assert not [token for token in SOURCE if token in dumped]
    person = outcome.report.contents.subjects[0]
    assert (person.name, person.school_or_employer) == ("Ryan Hughes", None)
    assert "4 Oak Road" in (person.address or "")
    assert outcome.report.contents.vehicles[0].driver is None
    assert outcome.report.contents.existing_references[-1] == "MASH/4471"
    assert outcome.report.contents.exhibits[0].label == "attachment 1 (image/jpeg)"


def test_the_decision_leaves_without_the_words_of_the_person_who_decided() -> None:
    """Rationale and name of the Duty Supervisor stay in: a Ruling, never a Decision."""
    form = assessed(cpi_form(), rationale="Rang Sarah Patel, she is sure.")
    report = redact(form, redaction_words(), grading_rules()).report
    assert type(report.decision) is Ruling
    assert not isinstance(report.decision, Decision)


def test_a_text_that_a_person_wrote_is_used_and_still_checked() -> None:
    """The Duty Supervisor's text stands word for word; a name left in it blocks the release."""
    words, grading = redaction_words(), grading_rules()
    clean = redact(assessed(cpi_form(), sanitised_narrative="Ryan  has a knife."), words, grading)
    assert clean.report.contents.narrative == "Ryan  has a knife."
    assert not clean.blocked
    leaky = redact(assessed(cpi_form(), sanitised_narrative="Whitcombe saw it."), words, grading)
    assert [left.kind for left in leaky.residual] == ["source_name"]


def test_the_grade_travels_with_the_report() -> None:
    """Only here is the provenance known: a third party, one person who knows."""
    grade = redacted().report.grade
    assert (grade.code, grade.action_code, grade.sanitisation_code) == ("2CC", "A1", "S2")


def test_the_residual_check_walks_the_whole_report() -> None:
    """The outcome's residual is the independent check over every string of the report."""
    form = cpi_form("Ryan was there and Patel shouted.")
    outcome = redact(assessed(form), redaction_words(), grading_rules())
    again = residual(strings(outcome.report.model_dump()), form, redaction_words())
    assert outcome.residual == again
