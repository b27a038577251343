"""The journey in memory: the same rules as the stages, and the same refusals."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agents.journey import Tried, journey, try_all
from agents.vocabulary import load_vocabulary
from rules.enrich import enrich
from rules.giveaways import Giveaways
from rules.grading import GradingRules
from rules.postcodes import Districts
from rules.redact import Redaction, redact
from rules.redaction_words import RedactionWords
from rules.residual import Residual
from rules.vocabulary import Vocabulary
from schemas.assessment import AssessedForm
from schemas.enums import Destination, Priority
from schemas.intelligence import IntelligenceLog
from schemas.parsing import read_forms
from schemas.sanitised import SanitisedReport
from tests.forms import form, raw_form, told

NOW = datetime(2026, 10, 5, 13, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """The packaged one."""
    return load_vocabulary(None)


def tried(vocabulary: Vocabulary, *forms: object) -> list[Tried]:
    """Take forms through as JSON lines."""
    return list(try_all(read_forms("\n".join(map(json.dumps, forms))), vocabulary, NOW))


def test_a_form_goes_all_the_way(vocabulary: Vocabulary) -> None:
    """Proposal, log, destinations."""
    made = journey(form(), vocabulary, NOW)
    assert made.reference.startswith("CPI-202610-")
    assert made.recommendation.priority is Priority.NORMAL
    assert made.log is not None
    assert made.log.decision.priority is Priority.NORMAL
    assert Destination.SECTOR in made.destinations
    assert made.held == ()


def test_each_destination_is_named_once(vocabulary: Vocabulary) -> None:
    """Though a referral goes to several arms of a MASH."""
    made = journey(form(immediate_danger=True), vocabulary, NOW)
    assert len(made.destinations) == len(set(made.destinations))
    assert Destination.CONTROL_ROOM in made.destinations


def test_the_same_form_gives_the_same_journey(vocabulary: Vocabulary) -> None:
    """It depends on nothing but form, vocabulary and time."""
    mine = form()
    assert journey(mine, vocabulary, NOW) == journey(mine, vocabulary, NOW)


def test_a_text_that_still_names_its_source_is_held(
    vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it is released; kinds and fields are told, never the words."""

    def leaking(
        assessed: AssessedForm,
        words: RedactionWords,
        grading: GradingRules,
        places: Districts,
        _giveaways: Giveaways,
    ) -> Redaction:
        found = redact(assessed, words, grading, places)
        left = Residual(kind="name", field="contents.narrative")
        return Redaction(found.report, (left, left))

    monkeypatch.setattr("agents.journey.redact", leaking)
    made = journey(form(), vocabulary, NOW)
    assert (made.log, made.destinations) == (None, ())
    assert made.held == ("name in contents.narrative",)


def test_a_form_ahead_of_the_clock_is_refused(vocabulary: Vocabulary) -> None:
    """More than five minutes; the hub would dead-letter it."""
    early = raw_form(submitted_at=(NOW + timedelta(minutes=6)).isoformat())
    in_time = raw_form(submitted_at=(NOW + timedelta(minutes=5)).isoformat())
    refused, taken = tried(vocabulary, early, in_time)
    assert refused.rejections[0].field == "submitted_at"
    assert taken.journey is not None


def test_other_content_under_a_known_id_is_refused(vocabulary: Vocabulary) -> None:
    """The first stands."""
    raw = raw_form()
    first, same, other = tried(vocabulary, raw, raw, {**raw, "immediate_danger": True})
    assert first.journey == same.journey is not None
    assert str(other.rejections[0]) == "submission_id was seen before with other content"


def test_a_refused_form_does_not_take_its_id(vocabulary: Vocabulary) -> None:
    """Corrected, it may be sent again under the same id."""
    raw = raw_form()
    refused, taken = tried(vocabulary, {**raw, "colour": "red"}, raw)
    assert refused.journey is None
    assert taken.journey is not None


def test_a_form_too_large_for_the_topic_is_refused(vocabulary: Vocabulary) -> None:
    """As the codec would refuse it."""
    vehicles = [{"colour": "grey" * 100}] * 1000
    (refused,) = tried(vocabulary, raw_form(vehicles=vehicles))
    assert refused.rejections[0].reason == "is too large"


def test_rules_that_fail_on_one_form_do_not_stop_the_others(
    vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub would dead-letter that form; the text of the error is not told."""

    def failing(report: SanitisedReport, *given: Any) -> IntelligenceLog:  # noqa: ANN401 - passed on
        if "Audi" in report.contents.narrative:
            message = "Moira Tanfield"
            raise RuntimeError(message)
        return enrich(report, *given)

    monkeypatch.setattr("agents.journey.enrich", failing)
    broken, whole = tried(vocabulary, raw_form(), told("A boy sells vapes by the pier."))
    assert str(broken.rejections[0]) == "the rules failed: RuntimeError"
    assert whole.journey is not None
