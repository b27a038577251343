"""Writes down a look at personal data before it is shown: no audit, no look (DPA 2018 s.62)."""

from uuid import uuid4

from console.cli.link import Link
from schemas.enums import AuditAction
from schemas.records import AuditEntry
from schemas.topics import AUDIT
from streams import clock
from streams.envelope import Context
from streams.outcome import Outgoing


async def write_down(
    link: Link, reference: str | None, subject: str, actor: str, reason: str
) -> str:
    """Put a consultation on ``cpi.audit`` and wait until it is there; give its id.

    ``subject`` is what is looked at, the first part of the id: the same look twice is two entries.

    Raises:
        confluent_kafka.KafkaException: it is not on the topic, so nothing may be shown.
        MissingTopicError: there is no such topic.
    """
    entry = AuditEntry(
        audit_id=f"{subject}/consultation/{uuid4()}",
        reference=reference,
        action=AuditAction.CONSULTATION,
        actor=actor,
        recipient=actor,
        reason=reason,
        at=clock.now(),
    )
    async with link.sender(AUDIT) as sender:
        await sender.send([Outgoing(AUDIT, entry)], Context())
    return entry.audit_id
