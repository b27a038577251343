"""Invented forms for tests; nobody and nothing in them exists."""

from typing import Any
from uuid import uuid4

from schemas.form import CpiForm

SOURCE_WORDS = ("Moira", "Tanfield", "Elmwick", "m.tanfield", "elmwickvale", "960111")
"""Words that may not appear in anything that leaves the intelligence department."""


def raw_form(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - a test may send anything
    """Make a form as JSON would have it; ``changes`` replace whole parts."""
    form: dict[str, Any] = {
        "submission_id": str(uuid4()),
        "submitted_at": "2026-10-05T14:03:00+01:00",
        "submitter": {
            "name": "Moira Tanfield",
            "role": "designated safeguarding lead",
            "organisation": "Elmwick Vale School",
            "agency_type": "education",
            "email": "m.tanfield@elmwickvale.example",
            "phone": "01632 960111",
        },
        "source": {"how_known": "saw_or_heard", "is_submitter": True},
        "information": {
            "theme": "drug_related_harm",
            "narrative": "Jaydn Foss, 15, has been seen getting into a grey Audi HX19 KLD by the "
            "shops in Mill Lane most evenings.",
        },
        "subjects": [
            {"role": "person_at_risk", "name": "Jaydn Foss", "date_of_birth": "2011-02-03"}
        ],
        "locations": [{"text": "the shops in Mill Lane", "postcode": "SO14 0JT"}],
    }
    return {**form, **changes}


def told(narrative: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - a test may send anything
    """Make a form with another narrative."""
    return raw_form(
        information={"theme": "other", "narrative": narrative},
        **changes,
    )


def form(**changes: Any) -> CpiForm:  # noqa: ANN401 - a test may send anything
    """Make a form that is valid."""
    return CpiForm.model_validate(raw_form(**changes))
