"""Proposes a 3x5x2 grade from the provenance of a form (domain 2.1, 2.2)."""

from datetime import date
from typing import Annotated

from pydantic import Field, field_validator

from rules.datafile import Entry
from schemas.enums import AgencyType, HowKnown, RiskLevel
from schemas.form import CpiForm
from schemas.sanitised import Grade

Evaluation = Annotated[str, Field(pattern=r"^[123][A-E]$")]
"""Source evaluation and intelligence assessment: ``2C``."""


class Provenance(Entry):
    """The grade for one way of knowing, and where the form makes it firmer."""

    grade: Evaluation
    professional: Evaluation | None = None
    corroborated: Evaluation | None = None


class GradingRules(Entry):
    """The table of ``grading.toml``."""

    professional_agencies: tuple[AgencyType, ...]
    suspected_false: Evaluation
    action_code: Annotated[str, Field(pattern=r"^A[123]$")]
    sanitisation_code: Annotated[str, Field(pattern=r"^S[12]$")]
    conditions_from_risk: RiskLevel
    conditions_when_known_to: Annotated[int, Field(ge=0)]
    adult_age: Annotated[int, Field(ge=0)]
    how_known: dict[HowKnown, Provenance]

    @field_validator("how_known")
    @classmethod
    def _every_way_of_knowing(cls, rows: dict[HowKnown, Provenance]) -> dict[HowKnown, Provenance]:
        if missing := [way.value for way in HowKnown if way not in rows]:
            message = f"lacks {', '.join(missing)}"
            raise ValueError(message)
        return rows


def grade(form: CpiForm, grading: GradingRules) -> Grade:
    """Propose source evaluation, intelligence assessment and handling code (``2CP``).

    Handling code C comes with an action and a sanitisation code, P with neither (domain 2.1).
    """
    evaluation = _evaluation(form, grading)
    if not _conditions(form, grading):
        return Grade(code=f"{evaluation}P")
    return Grade(
        code=f"{evaluation}C",
        action_code=grading.action_code,
        sanitisation_code=grading.sanitisation_code,
    )


def _evaluation(form: CpiForm, grading: GradingRules) -> str:
    source = form.source
    if source.suspected_false:
        return grading.suspected_false
    row = grading.how_known[source.how_known]
    professional = form.submitter.agency_type in grading.professional_agencies
    # A professional is a reliable source only of what they saw themselves.
    if row.professional and professional and source.is_submitter is not False:
        return row.professional
    if row.corroborated and any(text.strip() for text in form.information.existing_references):
        return row.corroborated
    return row.grade


def _conditions(form: CpiForm, grading: GradingRules) -> bool:
    source = form.source
    levels = list(RiskLevel)
    risk = source.risk_if_used or RiskLevel.NONE
    known_to = sum(1 for name in source.who_else_knows if name.strip())
    return (
        levels.index(risk) >= levels.index(grading.conditions_from_risk)
        or 0 < known_to <= grading.conditions_when_known_to
        or bool((source.sharing_restrictions or "").strip())
        or _source_is_child(form, grading)
    )


def _source_is_child(form: CpiForm, grading: GradingRules) -> bool:
    """The subject told it, the submitter is not said to be the source, and a subject is a child."""
    source = form.source
    if source.how_known is not HowKnown.TOLD_BY_SUBJECT or source.is_submitter:
        return False
    day = form.submitted_at.date()
    ages = [
        _age(subject.date_of_birth, day) if subject.date_of_birth else subject.approximate_age
        for subject in form.subjects
    ]
    return any(age is not None and age < grading.adult_age for age in ages)


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
