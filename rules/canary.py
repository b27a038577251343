"""The canary: what it says, how it is assessed without a person, what has come of those sent.

An ordinary matter that every stage has something to do with; nobody and nothing in it exists.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from schemas.assessment import AssessedForm, Decision
from schemas.canary import CanaryArrival
from schemas.enums import DecisionStatus, Destination, Priority
from schemas.form import CpiForm
from schemas.intelligence import IntelligenceLog
from schemas.rejection import Rejection
from schemas.stages import Stage
from schemas.triage import Proposal

CANARY = "canary"
"""Stands as the decider of a canary."""

HELD = Rejection("the text of the canary still names its source by this vocabulary", None)
"""Why a canary does not get past redaction: the site's own vocabulary holds it."""

STAGES = (Stage.PUBLISH, Stage.GATHER, Stage.COLLATE)
"""The stages at which a canary arrives: the end of its way in each app."""

_FORM: dict[str, Any] = {
    "submitter": {
        "name": "Hub Canary",
        "organisation": "Hub Canary",
        "agency_type": "other",
        "email": "canary@hub.example",
    },
    "source": {"how_known": "saw_or_heard", "is_submitter": True},
    "information": {
        "theme": "anti_social_behaviour",
        "narrative": "A grey Ford Transit was parked behind the shops in Mill Lane, Southampton, "
        "on three evenings. Two men carried boxes from it into the empty shop.",
    },
    "locations": [{"text": "behind the shops, Mill Lane", "postcode": "SO14 0JT"}],
}


def canary_form(submission_id: UUID, now: datetime) -> CpiForm:
    """Make a canary's form."""
    return CpiForm.model_validate({**_FORM, "submission_id": submission_id, "submitted_at": now})


def decided(proposal: Proposal, now: datetime) -> AssessedForm:
    """Put a decision on a canary: NORMAL, whatever triage proposes, so that it goes all the way."""
    return AssessedForm(
        reference=proposal.reference,
        revision=1,
        received_at=proposal.received_at,
        channel=proposal.channel,
        form=proposal.form,
        recommendation=proposal.recommendation,
        decision=Decision(
            priority=Priority.NORMAL,
            status=DecisionStatus.AUTOMATIC,
            decided_by=CANARY,
            decided_at=now,
        ),
    )


def arrival(
    log: IntelligenceLog, stage: Stage, now: datetime, *destinations: Destination
) -> CanaryArrival:
    """Say that a canary has come to a stage."""
    return CanaryArrival(
        reference=log.reference,
        stage=stage,
        received_at=log.received_at,
        arrived_at=now,
        destinations=tuple(dict.fromkeys(destinations)),
    )
