"""The canary: how it passes the desk, and how it is sent and seen to arrive, from outside."""

from collections import defaultdict
from datetime import datetime
from itertools import count
from uuid import UUID, uuid4

from confluent_kafka import KafkaException

from agents.hub import Hub
from rules.canary import Watch, canary_form, decided
from schemas.canary import CanaryArrival
from schemas.codec import decode, encode
from schemas.form import CpiForm
from schemas.ids import SchemaIds
from schemas.reference import partition_of, reference_of
from schemas.topics import ASSESSED, CANARY, INTAKE
from schemas.triage import Proposal
from streams import clock
from streams.canary import marked
from streams.envelope import Context, Record, headers
from streams.outcome import Copy, Outcome, Outgoing, then
from streams.reading import Reader
from streams.sealing import Keyring
from streams.sending import Sender


async def pass_desk(hub: Hub, record: Record, proposal: Proposal) -> Outcome:
    """Let a canary go on with a decision of its own; the desk is asked for it, as for any form."""
    await hub.desk.get(record.partition, proposal.reference)
    return then((Outgoing(ASSESSED, decided(proposal, clock.now())),))


class Canaries:
    """Sends canaries as a partner would, and reads how far they have come.

    They go over the partitions in turn, so that none can stand still unseen.
    """

    def __init__(self, keyring: Keyring) -> None:
        self.watch = Watch()
        self._keyring = keyring
        self._turns = count()
        self._read: dict[int, int] = defaultdict(int)

    async def send(self, sender: Sender, reader: Reader, ids: SchemaIds) -> str:
        """Send one; gives its reference.

        Raises:
            KafkaException: it is not on the intake, and counts as missing.
        """
        partitions, now = await reader.spread(), clock.now()
        partition = next(self._turns) % partitions
        form = canary_form(_id_on(partition, partitions, now), now)
        reference = reference_of(form.submission_id, form.submitted_at)
        self.watch.send(reference, partition, now)
        try:
            await sender.send([self._record(form, reference, partition, ids)], Context())
        except KafkaException:
            self.watch.failures += 1
            raise
        self.watch.sent += 1
        return reference

    async def look(self, reader: Reader, ids: SchemaIds) -> None:
        """Read what has arrived since the last look; the first reads all that is kept.

        Raises:
            KafkaException: the broker does not answer.
            MissingTopicError: the cluster has no topic for canaries.
        """
        for partition in range(await reader.partitions(CANARY.name)):
            start = self._read[partition]
            async for record in reader.stretch(CANARY.name, partition, start):
                self._read[partition] = record.offset + 1
                arrival = decode(CANARY.schema, record.value, ids)
                if isinstance(arrival, CanaryArrival):
                    self.watch.come(arrival, record.appended_at)

    def _record(self, form: CpiForm, reference: str, partition: int, ids: SchemaIds) -> Copy:
        value = encode(INTAKE.schema, form, ids)
        made = headers(INTAKE.schema, form, reference, Context(), form.submitted_at)
        del made["traceparent"]  # its trace begins at triage: there is no span before that
        key = str(form.submission_id).encode()
        return Copy(INTAKE.name, partition, key, value, marked(made, value, self._keyring))


def _id_on(partition: int, partitions: int, now: datetime) -> UUID:
    """Find an id whose form lies on a partition."""
    while True:
        found = uuid4()
        if partition_of(reference_of(found, now), partitions) == partition:
            return found
