"""A hub that runs for a test: sends to it and waits for what comes out, by topics alone."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from schemas.assessment import Assessment
from schemas.base import Message
from schemas.codec import decode
from schemas.enums import Priority
from schemas.form import CpiForm
from schemas.records import DeadLetter, Receipt
from schemas.reference import reference_of
from schemas.rejection import Rejection
from schemas.topic import Topic
from schemas.topics import ASSESSMENTS, DEAD_LETTERS, INTAKE, RECEIPTS
from streams import clients, clock
from streams.clients import Options, client_options
from streams.envelope import Context, Record
from streams.outcome import Outgoing
from streams.reading import Reader
from streams.sealing import Keyring, load_keyring
from streams.sending import Sender
from streams.settings import Settings
from tests.integration import poison

PATIENCE_SECONDS = 60.0
# Each look reads whole topics: without a pause it would take a core from what is waited for.
PAUSE_SECONDS = 0.2


class RunningHub:
    """What a partner, a supervisor and a destination team can do with a hub that runs."""

    def __init__(self, settings: Settings) -> None:
        assert settings.kafka_bootstrap_servers
        self.settings = settings
        self.options: Options = client_options(settings, settings.kafka_bootstrap_servers)

    @property
    def data_dir(self) -> Path:
        """Where its key is."""
        return self.settings.data_dir

    @property
    def keyring(self) -> Keyring:
        """Its key."""
        return load_keyring(self.settings.key_path)

    def submit(self, *raw: Mapping[str, Any]) -> list[str]:
        """Send forms as a partner does; gives their references."""
        forms = [CpiForm.model_validate(each) for each in raw]
        self.send(*(Outgoing(INTAKE, form) for form in forms))
        return [reference_of(form.submission_id, form.submitted_at) for form in forms]

    def assess(self, reference: str, priority: Priority, **changes: Any) -> None:  # noqa: ANN401 - fields of the model
        """Decide as the Duty Supervisor does."""
        made = Assessment(
            assessment_id=uuid4(),
            reference=reference,
            priority=priority,
            assessed_by="DS 1234",
            assessed_at=clock.now(),
            **changes,
        )
        self.send(Outgoing(ASSESSMENTS, made))

    def send(self, *outgoing: Outgoing) -> None:
        """Send messages through the hub's own sender."""

        async def run() -> None:
            async with Sender(self.options) as sender:
                await sender.send(outgoing, Context())

        asyncio.run(run())

    def send_bytes(
        self, topic: Topic, key: bytes | None, value: bytes | None, partition: int = -1
    ) -> None:
        """Send a raw record, as a client would that knows nothing of the hub; -1 lets it choose."""
        producer = clients.producer(self.options)
        producer.produce(topic.name, value, key, partition)
        assert producer.flush(PATIENCE_SECONDS) == 0

    def send_raw(
        self,
        topic: Topic,
        partition: int,
        key: bytes | None,
        value: bytes | None,
        headers: poison.Headers,
    ) -> int:
        """Send a record whose header names are any bytes; gives its offset."""
        servers = self.options["bootstrap.servers"]
        sent = poison.send_raw(servers, (topic.name, partition), key, value, headers)
        return asyncio.run(sent)

    def records(self, topic: Topic) -> list[Record]:
        """Everything on a topic."""

        async def run() -> list[Record]:
            async with asyncio.timeout(PATIENCE_SECONDS), Reader(self.options) as reader:
                return [record async for record in reader.all(topic.name)]

        return asyncio.run(run())

    def messages(self, topic: Topic) -> list[Any]:
        """Everything on a topic, decoded."""
        decoded = [decode(topic.schema, record.value) for record in self.records(topic)]
        assert not [each for each in decoded if isinstance(each, Rejection)]
        return decoded

    def of(self, topic: Topic, reference: str) -> list[Any]:
        """The messages of one form on a topic."""
        return [m for m in self.messages(topic) if getattr(m, "reference", None) == reference]

    def wait_for(self, topic: Topic, reference: str, count: int = 1) -> Sequence[Any]:
        """Wait until a topic has so many messages of a form."""
        return until(
            lambda: self.of(topic, reference),
            lambda found: len(found) >= count,
            f"{count} of {reference} on {topic.name}",
        )

    def wait_for_receipt(self, submission_id: object, count: int = 1) -> Sequence[Receipt]:
        """Wait until a submission is answered so many times."""
        return until(
            lambda: [m for m in self.messages(RECEIPTS) if str(m.submission_id) == submission_id],
            lambda found: len(found) >= count,
            f"{count} receipts of {submission_id}",
        )

    def wait_for_dead_letter(self, matches: Callable[[DeadLetter], bool]) -> DeadLetter:
        """Wait until a dead letter of that kind has come."""
        found: Sequence[DeadLetter] = until(
            lambda: [m for m in self.messages(DEAD_LETTERS) if matches(m)],
            bool,
            "a dead letter",
        )
        return found[0]


def until(
    look: Callable[[], Sequence[Any]],
    enough: Callable[[Sequence[Any]], bool],
    what: str,
    seconds: float = PATIENCE_SECONDS,
) -> Sequence[Any]:
    """Look again and again until it is enough, or the deadline has passed."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if enough(found):
            return found
        assert time.monotonic() < deadline, f"waited in vain for {what}; there is {found}"
        time.sleep(PAUSE_SECONDS)


def text_of(message: Message) -> str:
    """All that a message says, as one text."""
    return message.model_dump_json()
