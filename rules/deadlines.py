"""The deadlines of an assessment (flowchart: 30 minutes; DESIGN 1: 5, 15, 25, 30)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.assess import CLOCK, Step, alert_of, rule
from schemas.assessment import Decision, DeskEntry, DeskForm
from schemas.enums import AlertKind, DecisionStatus, Priority
from schemas.triage import Proposal


@dataclass(frozen=True)
class Limits:
    """How long after receipt each thing happens to a form that nobody has assessed."""

    send_unassessed: timedelta
    first_reminder: timedelta
    second_reminder: timedelta
    breach: timedelta


@dataclass(frozen=True)
class Due:
    """An alert that is due, and since when."""

    kind: AlertKind
    since: datetime


def due(entry: DeskEntry, limits: Limits, now: datetime) -> tuple[Due, ...]:
    """Say which alerts of a form are due and not yet raised, earliest first.

    ``SENT_UNASSESSED`` also asks for the form to go to the control room as it is.
    """
    form = entry.form
    if form is None or not open_form(entry):
        return ()
    times = [Due(kind, form.received_at + after) for kind, after in _limits(form, limits)]
    waiting = [each for each in times if each.since <= now and each.kind not in entry.alerted]
    return tuple(sorted(waiting, key=lambda each: each.since))


def remind(
    entry: DeskEntry, proposal: Proposal | None, waiting: tuple[Due, ...], now: datetime
) -> Step:
    """Raise the alerts that are due; a HIGH proposal also goes out, marked not yet assessed.

    ``proposal`` is null where retention has taken the form away: then only the alerts are raised.
    """
    form = entry.form
    if form is None:
        return Step()
    alerts = tuple(alert_of(entry.reference, form, each.kind, each.since, now) for each in waiting)
    alerted = (*entry.alerted, *(each.kind for each in waiting))
    reminded = entry.model_copy(update={"alerted": alerted})
    send = any(each.kind is AlertKind.SENT_UNASSESSED for each in waiting)
    if not send or proposal is None or entry.ruling is not None:
        return Step(entry=reminded, alerts=alerts)
    unassessed = Decision(
        priority=Priority.HIGH,
        status=DecisionStatus.NOT_YET_ASSESSED,
        decided_by=CLOCK,
        decided_at=now,
    )
    step = rule(reminded, proposal, unassessed)
    return Step(entry=step.entry, alerts=alerts, assessed=step.assessed)


def open_form(entry: DeskEntry) -> bool:
    """Whether the form waits for its assessment and the clock has more to say of it."""
    if entry.form is None or AlertKind.BREACH in entry.alerted:
        return False
    return entry.ruling is None or entry.ruling.status is DecisionStatus.NOT_YET_ASSESSED


def pending(entry: DeskEntry) -> bool:
    """Whether the clock has anything to watch: an unassessed form, or a form that has not come."""
    return open_form(entry) or bool(entry.early)


def forgotten(entry: DeskEntry, limits: Limits, now: datetime) -> bool:
    """Whether assessments wait for a form that has not come within the limit."""
    since = entry.early_since
    return entry.form is None and since is not None and since + limits.breach <= now


def _limits(form: DeskForm, limits: Limits) -> Iterator[tuple[AlertKind, timedelta]]:
    if form.proposed is Priority.HIGH:
        yield AlertKind.SENT_UNASSESSED, limits.send_unassessed
    yield AlertKind.UNASSESSED_FIRST, limits.first_reminder
    yield AlertKind.UNASSESSED_SECOND, limits.second_reminder
    yield AlertKind.BREACH, limits.breach
