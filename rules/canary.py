"""The canary: what it says, how it is assessed without a person, what has come of those sent.

An ordinary matter that every stage has something to do with; nobody and nothing in it exists.
"""

from collections import Counter
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Sent:
    """One that is under way: its partition, and when it was sent."""

    partition: int
    at: datetime


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


@dataclass
class Watch:
    """What has become of the canaries of one sender: those under way, by stage and partition.

    One that a later one of its partition has overtaken is lost, and no longer under way.
    """

    sent: int = 0
    failures: int = 0
    arrived: Counter[Stage] = field(default_factory=Counter)
    seconds: dict[Stage, float] = field(default_factory=dict)
    last_at: dict[Stage, datetime] = field(default_factory=dict)
    _under_way: dict[Stage, dict[str, Sent]] = field(
        default_factory=lambda: {stage: {} for stage in STAGES}
    )

    def send(self, reference: str, partition: int, now: datetime) -> None:
        """Note that one is about to be sent; it is missing from now on, sent or not."""
        for under_way in self._under_way.values():
            under_way[reference] = Sent(partition, now)

    def come(self, arrival: CanaryArrival, at: datetime) -> None:
        """Note an arrival, the first of its canary at its stage, at the broker's time ``at``."""
        stage = arrival.stage
        if stage not in self.last_at or at >= self.last_at[stage]:
            self.last_at[stage] = at
            self.seconds[stage] = (at - arrival.received_at).total_seconds()
        under_way = self._under_way.get(stage, {})
        mine = under_way.get(arrival.reference)
        if mine is None:
            return  # another sender's, one from before this sender began, or it has come twice
        self.arrived[stage] += 1
        for reference, other in list(under_way.items()):
            if other.partition == mine.partition and other.at <= mine.at:
                del under_way[reference]

    def missing(self, stage: Stage, now: datetime) -> float:
        """Say for how many seconds the oldest one that has not arrived has been under way."""
        since = min((each.at for each in self._under_way[stage].values()), default=now)
        return max(0.0, (now - since).total_seconds())
