"""The deadline clock: on each tick it says which forms have waited too long.

It works on the desk's memory of the partitions that this worker has, so it goes on after a restart
and moves with a partition. An alert raised twice has the same id.
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import cast

from agents.assess import dead_outgoing, outcome_of, read_proposal
from agents.hub import Hub, limits_of
from rules.assess import Step
from rules.deadlines import Due, due, forgotten, open_form, remind
from schemas.assessment import DeskEntry, DeskForm
from schemas.enums import Priority
from schemas.rejection import Rejection
from schemas.stages import Stage
from schemas.topics import ASSESSMENTS
from streams import clock
from streams.dispatching import carry_out
from streams.envelope import Context
from streams.metrics import Desk
from streams.outcome import Outcome

UNKNOWN = Rejection("no form with this reference has come", "reference")


async def tick(hub: Hub) -> None:
    """Look at every form that waits, on each partition that this worker has.

    Raises:
        KafkaException: the broker did not take an alert; the next tick tries again.
    """
    waiting: list[DeskForm] = []
    for partition in sorted(hub.assigned):
        async with hub.desk.lock(partition):
            if partition in hub.assigned:
                waiting += await _tick(hub, partition, clock.now())
    hub.tools.meter.desk = _desk(waiting)


async def _tick(hub: Hub, partition: int, now: datetime) -> list[DeskForm]:
    """Look at the forms of a partition; give those that waited for their assessment."""
    limits = limits_of(hub.tools.settings)
    entries = await hub.desk.pending(partition)
    for entry in entries:
        waiting = due(entry, limits, now)
        if waiting:
            outcome = await _remind(hub, partition, entry, waiting, now)
            await _send(hub, outcome)
        if forgotten(entry, limits, now):
            outcome = await _give_up(hub, partition, entry)
            await _send(hub, outcome)
    return [entry.form for entry in entries if entry.form is not None and open_form(entry)]


def _desk(waiting: list[DeskForm]) -> Desk:
    proposed = Counter(form.proposed for form in waiting)
    oldest = min((form.received_at for form in waiting), default=None)
    return Desk(clock.now(), {priority: proposed[priority] for priority in Priority}, oldest)


async def _send(hub: Hub, outcome: Outcome) -> None:
    hub.tools.pulse.check()
    await carry_out(outcome, outcome.context or Context(), hub.tools.sender)
    if not (outcome.context and outcome.context.canary):
        hub.tools.meter.of(Stage.ASSESS).sent(outcome)


async def _remind(
    hub: Hub, partition: int, entry: DeskEntry, waiting: tuple[Due, ...], now: datetime
) -> Outcome:
    form = cast("DeskForm", entry.form)
    proposal, context = await read_proposal(hub, partition, form.position)
    kept = None if isinstance(proposal, Rejection) else proposal
    outcome = outcome_of(hub, partition, remind(entry, kept, waiting, now))
    # The clock has no span: what follows is the child of what the form came from.
    return replace(outcome, context=replace(context, span_id=context.parent_id))


async def _give_up(hub: Hub, partition: int, entry: DeskEntry) -> Outcome:
    """Dead-letter the assessments of a form that never came: their reference is wrong."""
    records = [
        await hub.tools.reader.at(ASSESSMENTS.name, partition, offset) for offset in entry.early
    ]
    letters = [dead_outgoing(hub, record, UNKNOWN) for record in records if record]
    settled = entry.model_copy(update={"early": (), "early_since": None})
    return outcome_of(hub, partition, Step(entry=settled), *letters)
