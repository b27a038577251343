"""A sanitised report becomes an intelligence log with all its elements (flowchart, domain 2.3)."""

from typing import Any

from rules.enrich import as_in_text, enrich
from rules.redact import redact
from rules.residual import residual, strings
from schemas.enums import District, EntityType
from schemas.intelligence import IntelligenceLog
from tests.rules.factories import NOW, vocabulary
from tests.rules.redaction_factories import (
    assessed,
    cpi_form,
    grading_rules,
    redacted,
    redaction_words,
)


def log_of(narrative: str, **changes: Any) -> IntelligenceLog:  # noqa: ANN401 - any field of a form
    """Redact and enrich a form with this narrative."""
    words = vocabulary()
    report = redacted(narrative, **changes).report
    return enrich(report, words.entities, words.districts, words.risk, NOW)


def canonical(log: IntelligenceLog) -> dict[str, str]:
    """Give the id of each canonical form."""
    return {entity.canonical: entity.entity_id for entity in log.entities}


def test_a_log_is_named_by_its_reference_and_a_number() -> None:
    """So that an assessment can split a form into several logs; the time is the one given."""
    log = log_of("A van waits.")
    assert log.log_id == f"{log.reference}/1"
    assert log.created_at == NOW
    assert log.marking == "OFFICIAL-SENSITIVE"


def test_one_entity_however_often_and_however_it_is_written() -> None:
    """Text and form fields meet by type and canonical form; ids count up from E1."""
    log = log_of(
        "Ryan uses 07700 900456 and HX19 kld. Ryan rang 07700900456.",
        vehicles=[{"registration": "hx19kld", "driver": "Dean Marsh"}],
        communications=[{"kind": "phone", "value": "+44 7700 900456"}],
    )
    forms = [(entity.type, entity.canonical) for entity in log.entities]
    assert len(forms) == len(set(forms))
    assert [entity.entity_id for entity in log.entities] == [
        f"E{number}" for number in range(1, len(forms) + 1)
    ]
    assert {"Ryan Hughes", "+447700900456", "HX19KLD", "Dean Marsh"} <= set(canonical(log))


def test_spans_are_those_of_the_narrative() -> None:
    """An entity of the text points to its exact words; one of a field has no span."""
    log = log_of("Ryan Hughes uses 07700 900456.")
    for entity in log.entities:
        if entity.field == "contents.narrative":
            assert log.contents.narrative[entity.start : entity.end] == entity.raw
        else:
            assert (entity.start, entity.end) == (None, None)


def test_subjects_are_linked_to_birth_and_home() -> None:
    """A row of the form is a fact: born on, resides at, drives."""
    log = log_of(
        "A van waits.",
        subjects=[
            {
                "name": "HUGHES, Ryan",
                "date_of_birth": "2011-02-03",
                "address": "4 Oak Road SO14 0JT",
            }
        ],
        vehicles=[{"registration": "HX19 KLD", "driver": "Dean Marsh"}],
    )
    ids = canonical(log)
    links = {(one.from_entity, one.type.value, one.to_entity) for one in log.links}
    assert (ids["Ryan Hughes"], "born_on", ids["2011-02-03"]) in links
    assert (ids["Ryan Hughes"], "resides_at", ids["4 Oak Road"]) in links
    assert (ids["Dean Marsh"], "uses", ids["HX19KLD"]) in links


def test_a_nickname_in_the_text_is_the_subject_of_that_alias() -> None:
    """Biggs of the text is the Dean Marsh whom the form gives with that alias."""
    log = log_of(
        "A man known as Biggs sells.", subjects=[{"name": "Dean Marsh", "aliases": ["Biggs"]}]
    )
    people = [entity for entity in log.entities if entity.type.value == "person"]
    assert [(entity.canonical, entity.aliases) for entity in people] == [("Dean Marsh", ("Biggs",))]


def test_a_person_s_ruling_on_the_district_goes_before_the_postcode() -> None:
    """The decision's district overrides what the rules read."""
    words = vocabulary()
    form = cpi_form("He is in SO14 0JT.")
    ruled = redact(assessed(form, district="gosport"), redaction_words(), grading_rules()).report
    log = enrich(ruled, words.entities, words.districts, words.risk, NOW)
    assert log.located.district is District.GOSPORT
    assert log_of("He is in SO14 0JT.").located.district is District.SOUTHAMPTON


def test_nothing_of_the_source_comes_back_with_enrichment() -> None:
    """The residual check of the log finds what that of the report found: nothing."""
    text = "Mrs Patel saw Ryan Hughes at Mill Lane Primary School in HX19 KLD, 07700 900456."
    log = log_of(text)
    assert residual(strings(log.model_dump()), cpi_form(text), redaction_words()) == ()


def test_a_part_of_a_subjects_name_is_the_subject_and_shown_as_the_text_has_it() -> None:
    """One person in the log, by the whole name; what is tried names them as the text does."""
    log = log_of("Darren was there.", subjects=[{"role": "suspect", "name": "Darren Silkworth"}])
    people = [one for one in log.entities if one.type is EntityType.PERSON]
    assert [(one.canonical, one.aliases) for one in people] == [("Darren Silkworth", ("Darren",))]
    shown = as_in_text(people[0], log.contents.narrative)
    assert (shown.canonical, shown.aliases) == ("Darren", ())


def test_the_district_may_be_of_a_place_that_redaction_takes_out() -> None:
    """Only the district leaves: it is read before the source's place is taken out of the text."""
    words = vocabulary()
    form = cpi_form(
        "I work at Titchfield Dental Care. He threw a bottle at the window here in Titchfield.",
        submitter={"organisation": "Titchfield Dental Care"},
    )
    report = redact(assessed(form), redaction_words(), grading_rules(), words.districts).report
    assert report.suggested_district is District.FAREHAM
    bare = report.contents.model_copy(update={"narrative": "He threw a bottle at the window."})
    hidden = report.model_copy(update={"contents": bare})
    log = enrich(hidden, words.entities, words.districts, words.risk, NOW)
    assert log.located.district is District.FAREHAM
    assert "Titchfield" not in log.located.because


def test_what_the_sanitised_text_says_goes_before_what_was_suggested() -> None:
    """A place that is left in the text is nearer to the matter."""
    words = vocabulary()
    report = redact(
        assessed(cpi_form("A van waits in Gosport.")), redaction_words(), grading_rules()
    )
    other = report.report.model_copy(update={"suggested_district": District.HART})
    log = enrich(other, words.entities, words.districts, words.risk, NOW)
    assert log.located.district is District.GOSPORT
