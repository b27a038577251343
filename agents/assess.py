"""The desk: forms are admitted once and held until a person decides; decisions are applied."""

from dataclasses import replace
from typing import cast

from agents.canary import pass_desk
from agents.hub import Hub
from rules.assess import Step, admit, decide, hold
from schemas.assessment import Assessment, DeskEntry
from schemas.base import Message
from schemas.catalogue import ASSESSMENT, PROPOSAL
from schemas.codec import decode
from schemas.reference import partition_of
from schemas.rejection import Rejection
from schemas.stages import Stage
from schemas.topics import (
    ALERTS,
    ASSESSED,
    ASSESSMENTS,
    DEAD_LETTERS,
    DESK,
    RECEIPTS,
    TRIAGED,
    topic_named,
)
from schemas.triage import Proposal
from streams import clock
from streams.dead_letters import dead_letter, refused_letter
from streams.envelope import Context, Record
from streams.outcome import Outcome, Outgoing, then
from streams.settings import AssessmentMode

GONE = Rejection("the form is older than cpi.triaged keeps; submit it again", "reference")


async def assess(hub: Hub, record: Record, message: Message) -> Outcome:
    """Admit a triaged form, or apply an assessment to one."""
    about = cast("Proposal | Assessment", message)
    if partition_of(about.reference, await hub.tools.reader.spread()) != record.partition:
        # A client with another partitioner put it elsewhere; the sender puts it right.
        return then((Outgoing(topic_named(record.topic), about),))
    if record.is_canary and isinstance(about, Proposal):
        return await pass_desk(hub, record, about)
    if isinstance(about, Proposal):
        return await _admit(hub, record, about)
    return await _apply(hub, record, about)


async def read_proposal(
    hub: Hub, partition: int, offset: int
) -> tuple[Proposal | Rejection, Context]:
    """Read a triaged form again by its place, with what goes on from it."""
    record = await hub.tools.reader.at(TRIAGED.name, partition, offset)
    if record is None:
        return GONE, Context()
    return decode(PROPOSAL, record.value, hub.tools.ids), Context.of(record)


def outcome_of(hub: Hub, partition: int, step: Step, *extra: Outgoing) -> Outcome:
    """Send what a step says, then remember its entry: an entry means that all before it is out."""
    messages = (
        *(Outgoing(RECEIPTS, each) for each in step.receipts),
        *(Outgoing(ALERTS, each) for each in step.alerts),
        *(Outgoing(ASSESSED, each) for each in step.assessed),
        *extra,
    )
    if step.entry is None:
        return replace(then(messages), rejection=step.rejection)
    entry = step.entry

    def remember() -> None:
        hub.desk.put(partition, entry.reference, entry)

    outcome = then(messages, (Outgoing(DESK, entry),))
    return replace(outcome, rejection=step.rejection, sent=remember)


async def _admit(hub: Hub, record: Record, proposal: Proposal) -> Outcome:
    entry = await hub.desk.get(record.partition, proposal.reference)
    automatic = hub.tools.settings.assessment is AssessmentMode.AUTOMATIC
    step = admit(entry, proposal, record.offset, automatic=automatic, now=clock.now())
    if step.entry is None or not step.entry.early:
        return outcome_of(hub, record.partition, step)
    return await _catch_up(hub, record.partition, proposal, step)


async def _catch_up(hub: Hub, partition: int, proposal: Proposal, step: Step) -> Outcome:
    """Apply the assessments that came before their form."""
    entry, assessed = cast("DeskEntry", step.entry), step.assessed
    refused: list[Outgoing] = []
    for offset in entry.early:
        record = await hub.tools.reader.at(ASSESSMENTS.name, partition, offset)
        if record is None:
            continue  # retention has taken it away
        message = decode(ASSESSMENT, record.value, hub.tools.ids)
        if isinstance(message, Rejection):
            continue  # it was readable when it was held
        applied = decide(entry, proposal, message, offset)
        entry, assessed = applied.entry or entry, (*assessed, *applied.assessed)
        if applied.rejection is not None:
            refused.append(dead_outgoing(hub, record, applied.rejection))
    settled = entry.model_copy(update={"early": (), "early_since": None})
    return outcome_of(hub, partition, replace(step, entry=settled, assessed=assessed), *refused)


async def _apply(hub: Hub, record: Record, assessment: Assessment) -> Outcome:
    entry = await hub.desk.get(record.partition, assessment.reference)
    if entry is None or entry.form is None:
        held = hold(entry, assessment.reference, record.offset, clock.now())
        return outcome_of(hub, record.partition, Step(entry=held))
    proposal, context = await read_proposal(hub, record.partition, entry.form.position)
    if isinstance(proposal, Rejection):
        return Outcome(rejection=proposal)
    step = decide(entry, proposal, assessment, record.offset)
    # The form's trace goes on, not one that the assessment has come with.
    return replace(outcome_of(hub, record.partition, step), context=context)


def dead_outgoing(hub: Hub, record: Record, rejection: Rejection) -> Outgoing:
    """A dead letter of the desk for a record other than the one in hand."""
    letter = dead_letter(record, Stage.ASSESS, rejection, hub.tools.keyring, clock.now())
    return Outgoing(DEAD_LETTERS, refused_letter(letter))
