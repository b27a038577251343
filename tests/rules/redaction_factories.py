"""Invented forms for the tests of redaction, and the vocabulary they need."""

from functools import cache
from pathlib import Path
from typing import Any

from rules.datafile import parse
from rules.entity_words import EntityWords
from rules.grading import GradingRules
from rules.redact import Redaction, redact
from rules.redaction_words import RedactionWords
from schemas.assessment import AssessedForm, Decision
from schemas.enums import Channel, DecisionStatus, Priority
from schemas.form import CpiForm
from schemas.triage import Recommendation
from tests.rules.factories import NOW, REFERENCE, read_texts

_DATA = Path(__file__).parents[2] / "rules" / "data"

SUBJECTS = [
    {"role": "person_at_risk", "name": "Ryan Hughes", "date_of_birth": "2011-02-03"},
    {"role": "victim", "name": "Chantelle Patel"},
]


@cache
def redaction_words() -> RedactionWords:
    """Give the packaged redaction vocabulary."""
    text = (_DATA / "redaction.toml").read_text(encoding="utf-8")
    return parse("redaction.toml", text, RedactionWords)


@cache
def grading_rules() -> GradingRules:
    """Give the packaged grading table."""
    return parse("grading.toml", (_DATA / "grading.toml").read_text(encoding="utf-8"), GradingRules)


@cache
def entity_words() -> EntityWords:
    """Give the packaged entity vocabulary."""
    text = (_DATA / "entities.toml").read_text(encoding="utf-8")
    return parse("entities.toml", text, EntityWords)


@cache
def _texts() -> dict[str, Any]:
    return read_texts("redaction_texts.toml")


def narratives() -> list[tuple[str, str]]:
    """Give messy narratives, each with what may leave of it."""
    return [(case["text"], case["left"]) for case in _texts()["narratives"]]


def agency_texts() -> list[tuple[str, str, str]]:
    """Give texts of several agencies: whose form, what was written, what may leave."""
    return [(case["agency"], case["text"], case["left"]) for case in _texts()["agency_texts"]]


def agency_form(agency: str) -> dict[str, Any]:
    """Give the parts of the invented form of an agency."""
    form: dict[str, Any] = _texts()["agencies"][agency]
    return {**form, "source": {"name": None, **form["source"]}}


def spellings() -> list[str]:
    """Give ways to write the source of the invented form."""
    return [str(spelling) for spelling in _texts()["spellings"]]


def cpi_form(narrative: str = "A blue van waits there.", **changes: Any) -> CpiForm:  # noqa: ANN401 - any field of a form
    """Make a form of a school; a mapping in ``changes`` is laid over the part of that name."""
    body: dict[str, Any] = {
        "submission_id": "0b7e6d0e-6c1e-4a0e-9a53-3f4d2f0c9a11",
        "submitted_at": "2026-10-05T14:03:00+01:00",
        "submitter": {
            "name": "Mrs Sarah Patel",
            "role": "Designated Safeguarding Lead",
            "organisation": "Mill Lane Primary School",
            "agency_type": "education",
            "email": "s.patel@milllane.sch.example",
            "phone": "01632 960123",
        },
        "source": {
            "how_known": "told_by_third_party",
            "name": "her nan, Joan Whitcombe",
            "who_else_knows": ["Tom Baker (deputy head)"],
        },
        "information": {"theme": "other", "narrative": narrative},
        "subjects": SUBJECTS,
        "locations": [{"text": "behind the shops, Station Road"}],
    }
    for name, change in changes.items():
        body[name] = {**body.get(name, {}), **change} if isinstance(change, dict) else change
    return CpiForm.model_validate(body)


def assessed(form: CpiForm, **decision: Any) -> AssessedForm:  # noqa: ANN401 - any field of a decision
    """Put a decision by a person on a form."""
    made: dict[str, Any] = {
        "priority": Priority.NORMAL,
        "status": DecisionStatus.ASSESSED,
        "decided_at": NOW,
        "decided_by": "Inspector Quill",
        **decision,
    }
    return AssessedForm(
        reference=REFERENCE,
        revision=1,
        received_at=NOW,
        channel=Channel.WEB,
        form=form,
        recommendation=Recommendation(priority=Priority.NORMAL),
        decision=Decision.model_validate(made),
    )


def redacted(narrative: str = "A blue van waits there.", **changes: Any) -> Redaction:  # noqa: ANN401 - any field of a form
    """Redact a form with this narrative."""
    return redact(assessed(cpi_form(narrative, **changes)), redaction_words(), grading_rules())
