"""Texts in which the source shows in some way: it goes, what matters stays, nothing is held."""

from typing import Any

import pytest

from rules.evaluation_cases import stands_in
from tests.rules.factories import read_texts
from tests.rules.redaction_factories import agency_form, redacted

TEXTS = read_texts("redaction_sources.toml")["texts"]


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case["text"][:40])
def test_the_source_goes_and_what_matters_stays(case: dict[str, Any]) -> None:
    """Each string of ``gone`` is gone, each of ``stay`` stands, and no person has to look."""
    form = agency_form(case["agency"])
    form["source"] = {**form["source"], **case.get("source", {})}
    outcome = redacted(case["text"], **form)
    left = outcome.report.contents.narrative
    assert [one for one in case["gone"] if stands_in(left, one)] == [], left
    assert [one for one in case["stay"] if not stands_in(left, one)] == [], left
    assert outcome.residual == ()
