"""Invented forms and logs for the tests of triage, district, risk and publish."""

import tomllib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from agents.vocabulary import load_vocabulary
from rules.vocabulary import Vocabulary
from schemas.assessment import Ruling
from schemas.destinations import PersonReporting
from schemas.enums import DecisionStatus, District, Priority
from schemas.form import CpiForm
from schemas.intelligence import IntelligenceLog, Located, RiskAssessment
from schemas.sanitised import Contents, Grade

NOW = datetime(2026, 10, 5, 13, 30, tzinfo=UTC)
REFERENCE = "CPI-202610-ABCDEFGHJK"
GRADE = Grade(code="2CP")
PERSON = PersonReporting(
    name="Morag Tennant",
    role="Deputy head",
    organisation="Larkrise Academy",
    email="m.tennant@larkrise.example",
    phone="07700 900456",
)


def read_texts(name: str) -> dict[str, Any]:
    """Read a file of texts that lies beside the tests."""
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


@cache
def vocabulary() -> Vocabulary:
    """Give the packaged vocabulary, read once."""
    return load_vocabulary(None)


def form(narrative: str, *, action: str | None = None, **changes: Any) -> CpiForm:  # noqa: ANN401 - any field of a form
    """Make a form with this narrative."""
    body: dict[str, Any] = {
        "submission_id": "0b7e6d0e-6c1e-4a0e-9a53-3f4d2f0c9a11",
        "submitted_at": "2026-10-05T14:03:00+01:00",
        "submitter": {
            "name": "Morag Tennant",
            "organisation": "Larkrise Academy",
            "agency_type": "education",
            "email": "m.tennant@larkrise.example",
        },
        "source": {"how_known": "saw_or_heard"},
        "information": {"theme": "other", "narrative": narrative, "action_taken": action},
    }
    return CpiForm.model_validate(body | changes)


def contents(narrative: str = "A blue van is parked there at night.", **changes: Any) -> Contents:  # noqa: ANN401 - any field of the contents
    """Make sanitised contents."""
    return Contents.model_validate({"narrative": narrative, "theme": "other", **changes})


def ruling(priority: Priority = Priority.NORMAL, **changes: Any) -> Ruling:  # noqa: ANN401 - any field of a ruling
    """Make a ruling by a person."""
    body = {"priority": priority, "status": DecisionStatus.ASSESSED, "decided_at": NOW}
    return Ruling.model_validate(body | changes)


def log(
    holding: Contents | None = None,
    decision: Ruling | None = None,
    district: District | None = District.FAREHAM,
    **changes: Any,  # noqa: ANN401 - any field of a log
) -> IntelligenceLog:
    """Make an intelligence log."""
    body = {
        "log_id": f"{REFERENCE}/1",
        "reference": REFERENCE,
        "revision": 1,
        "received_at": NOW,
        "created_at": NOW,
        "contents": holding or contents(),
        "grade": GRADE,
        "decision": decision or ruling(),
        "located": Located(district=district, because="PO14 is in fareham"),
        "risk": RiskAssessment(),
    }
    return IntelligenceLog.model_validate(body | changes)
