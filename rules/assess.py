"""The desk: admits each form once, holds it until it is assessed, applies each decision.

Flowchart: the Duty Supervisor assesses within 30 minutes. DESIGN 1: the machine only proposes; a
later assessment supersedes, with a written rationale. DESIGN 2: a submission sent again is the
same form; with other content it is refused.
"""

from dataclasses import dataclass
from datetime import datetime

from schemas.assessment import AssessedForm, Assessment, Decision, DeskEntry, DeskForm
from schemas.enums import AlertKind, DecisionStatus, Priority, ReceiptStatus
from schemas.records import Alert, Receipt
from schemas.rejection import Rejection
from schemas.triage import Proposal

CLOCK = "clock"
"""Stands as the decider where nobody has assessed a HIGH proposal in time."""

AUTOMATIC = "automatic"
"""Stands as the decider where the site accepts the proposal as the decision."""

ADVICE = "If someone is in danger now, call 999."


@dataclass(frozen=True)
class Step:
    """What follows at the desk: messages, the entry to remember, or why it is refused."""

    entry: DeskEntry | None = None
    receipts: tuple[Receipt, ...] = ()
    alerts: tuple[Alert, ...] = ()
    assessed: tuple[AssessedForm, ...] = ()
    rejection: Rejection | None = None


def admit(
    entry: DeskEntry | None, proposal: Proposal, position: int, *, automatic: bool, now: datetime
) -> Step:
    """Take a triaged form to the desk; ``position`` is its offset on its partition."""
    known = entry.form if entry else None
    if known is None:
        return _first(entry, proposal, position, automatic=automatic, now=now)
    if known.content_hash != proposal.content_hash:
        reason = "was seen before with other content"
        refused = _receipt(proposal, ReceiptStatus.REJECTED, now, reason, "submission_id")
        return Step(receipts=(refused,), rejection=Rejection(reason, "submission_id"))
    if known.origin == proposal.origin:
        return Step()
    return Step(receipts=(_receipt(proposal, ReceiptStatus.REPEATED, now),))


def decide(entry: DeskEntry, proposal: Proposal, assessment: Assessment, position: int) -> Step:
    """Apply an assessment; ``position`` is its offset on its partition of ``cpi.assessments``."""
    if entry.last_assessment is not None and position <= entry.last_assessment:
        return Step()
    if assessment.assessment_id in entry.assessments:
        return Step()  # it was written twice, or put right twice
    if assessment.reference != entry.reference:
        return Step(rejection=Rejection("no form has this reference", "reference"))
    ruling = entry.ruling
    by_a_person = ruling is not None and ruling.status is not DecisionStatus.NOT_YET_ASSESSED
    if by_a_person and not (assessment.rationale or "").strip():
        reason = "is needed where an assessment supersedes an earlier one"
        return Step(rejection=Rejection(reason, "rationale"))
    decision = Decision(
        priority=assessment.priority,
        status=DecisionStatus.ASSESSED,
        decided_by=assessment.assessed_by,
        decided_at=assessment.assessed_at,
        rationale=assessment.rationale,
        district=assessment.district,
        destinations=assessment.destinations,
        sanitised_narrative=assessment.sanitised_narrative,
    )
    step = rule(entry, proposal, decision)
    applied = (*entry.assessments, assessment.assessment_id)
    changes = {"last_assessment": position, "assessments": applied}
    remembered = step.entry and step.entry.model_copy(update=changes)
    return Step(entry=remembered, assessed=step.assessed)


def hold(entry: DeskEntry | None, reference: str, position: int, now: datetime) -> DeskEntry:
    """Keep the place of an assessment that came before its form."""
    held = entry or DeskEntry(reference=reference, early_since=now)
    if position in held.early:
        return held
    return held.model_copy(update={"early": (*held.early, position)})


def rule(entry: DeskEntry, proposal: Proposal, decision: Decision) -> Step:
    """Put a decision on a form: the next revision, with what it supersedes."""
    revision = entry.revision + 1
    assessed = AssessedForm(
        reference=proposal.reference,
        revision=revision,
        received_at=entry.form.received_at if entry.form else proposal.received_at,
        channel=proposal.channel,
        form=proposal.form,
        recommendation=proposal.recommendation,
        decision=decision,
        previous=entry.ruling,
    )
    remembered = entry.model_copy(update={"revision": revision, "ruling": decision.ruling})
    return Step(entry=remembered, assessed=(assessed,))


def _first(
    entry: DeskEntry | None, proposal: Proposal, position: int, *, automatic: bool, now: datetime
) -> Step:
    form = DeskForm(
        submission_id=proposal.submission_id,
        content_hash=proposal.content_hash,
        origin=proposal.origin,
        position=position,
        received_at=proposal.received_at,
        proposed=proposal.recommendation.priority,
    )
    early = entry.early if entry else ()
    admitted = DeskEntry(reference=proposal.reference, form=form, early=early)
    receipts = (_receipt(proposal, ReceiptStatus.ACCEPTED, now),)
    if automatic:
        step = rule(admitted, proposal, _accepted(proposal, now))
        return Step(entry=step.entry, receipts=receipts, assessed=step.assessed)
    if proposal.recommendation.priority is not Priority.HIGH:
        return Step(entry=admitted, receipts=receipts)
    alert = alert_of(proposal.reference, form, AlertKind.HIGH_PROPOSED, form.received_at, now)
    alerted = admitted.model_copy(update={"alerted": (AlertKind.HIGH_PROPOSED,)})
    return Step(entry=alerted, receipts=receipts, alerts=(alert,))


def _accepted(proposal: Proposal, now: datetime) -> Decision:
    return Decision(
        priority=proposal.recommendation.priority,
        status=DecisionStatus.AUTOMATIC,
        decided_by=AUTOMATIC,
        decided_at=now,
        rationale="CPI_ASSESSMENT=automatic: the proposal is the decision",
    )


def alert_of(
    reference: str, form: DeskForm, kind: AlertKind, due: datetime, now: datetime
) -> Alert:
    """Make an alert; the same one has the same id however often it is made."""
    return Alert(
        alert_id=f"{reference}/alert/{kind.value}",
        reference=reference,
        kind=kind,
        priority=form.proposed,
        received_at=form.received_at,
        due_at=due,
        raised_at=now,
        reason=_REASONS[kind],
    )


_REASONS = {
    AlertKind.HIGH_PROPOSED: "Triage proposes HIGH; assess this form now.",
    AlertKind.SENT_UNASSESSED: "Nobody has assessed this HIGH proposal; the control room has it.",
    AlertKind.UNASSESSED_FIRST: "This form waits for its assessment.",
    AlertKind.UNASSESSED_SECOND: "This form still waits for its assessment.",
    AlertKind.BREACH: "This form was not assessed within the limit.",
}


def _receipt(
    proposal: Proposal,
    status: ReceiptStatus,
    now: datetime,
    reason: str | None = None,
    field: str | None = None,
) -> Receipt:
    urgent = proposal.recommendation.priority is Priority.HIGH
    return Receipt(
        receipt_id=f"{proposal.reference}/receipt/{proposal.origin}",
        submission_id=proposal.submission_id,
        reference=proposal.reference,
        status=status,
        reason=reason,
        field=field,
        advice=ADVICE if urgent else None,
        issued_at=now,
    )
