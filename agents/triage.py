"""Triage: a form comes in, the proposal goes on; what cannot be read is answered and kept."""

from datetime import datetime
from typing import cast
from uuid import UUID

from agents.hub import Hub
from rules.triage import triage as decide
from schemas.base import Message
from schemas.codec import identify
from schemas.content import content_hash
from schemas.enums import ReceiptStatus
from schemas.form import CpiForm
from schemas.parsing import too_early
from schemas.records import Receipt
from schemas.reference import reference_of
from schemas.rejection import Rejection
from schemas.topics import RECEIPTS, TRIAGED
from schemas.triage import Proposal
from streams import clock
from streams.envelope import Context, Record
from streams.outcome import Outcome, Outgoing, then


async def triage(hub: Hub, record: Record, message: Message) -> Outcome:
    """Recommend a priority. The broker's time of the record starts the 30 minutes."""
    form = cast("CpiForm", message)
    early = too_early(form, record.appended_at)
    if early is not None:
        return refuse(record, early, clock.now())
    proposal = Proposal(
        reference=reference_of(form.submission_id, form.submitted_at),
        submission_id=form.submission_id,
        content_hash=content_hash(form),
        origin=record.place,
        received_at=record.appended_at,
        channel=Context.of(record).channel,
        form=form,
        recommendation=decide(form, hub.vocabulary.cues),
    )
    return then((Outgoing(TRIAGED, proposal),))


def refuse(record: Record, rejection: Rejection, now: datetime) -> Outcome:
    """Dead-letter a submission, and tell the partner if its bytes or its key say whose it is."""
    if record.is_canary:
        return Outcome(rejection=rejection)
    who = identify(record.value)
    submission_id = who.submission_id or _submission_id(record.key)
    if submission_id is None:
        return Outcome(rejection=rejection)
    receipt = Receipt(
        receipt_id=f"{submission_id}/receipt/{record.place}",
        submission_id=submission_id,
        reference=reference_of(submission_id, who.submitted_at) if who.submitted_at else None,
        status=ReceiptStatus.REJECTED,
        reason=rejection.reason,
        field=rejection.field,
        issued_at=now,
    )
    return Outcome(groups=((Outgoing(RECEIPTS, receipt),),), rejection=rejection)


def _submission_id(key: bytes | None) -> UUID | None:
    try:
        return UUID((key or b"").decode("ascii"))
    except ValueError:
        return None
