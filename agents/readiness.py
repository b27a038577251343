"""Brings a worker to where it can work at once, and says what is missing until then."""

import asyncio
import logging
from collections.abc import Collection

from confluent_kafka import KafkaException

from agents.hub import Hub, Kept
from streams.app import HubApp
from streams.clients import Options
from streams.errors import HubError, kind_of
from streams.health import Condition, TopicsAsDeclared, key_of
from streams.inbox import Inbox

log = logging.getLogger(__name__)

_RECOVER_SECONDS = 1.0
_TOPICS_SECONDS = 10.0


class Tables:
    """What the app remembers of the partitions that it has is read; a ``Condition``."""

    def __init__(self, hub: Hub, kept: Kept, inboxes: Collection[Inbox]) -> None:
        self._past = hub.past
        self._kept = kept
        self._inboxes = inboxes
        self._spread = hub.tools.settings.partitions

    def __call__(self) -> str | None:
        """Say what is not read yet."""
        missing = self._missing()
        if missing:
            return f"{self._kept.name}/{missing[0]} is not read yet"
        if self._past is not None and not self._past.has_followed:
            return "the entity index is not read yet"
        return None

    async def recover(self) -> None:
        """Read it now, not when the first record needs it.

        Raises:
            KafkaException: the broker does not answer.
            LedgerError: there is a record that this version cannot read.
        """
        for partition in self._missing():
            async with self._kept.lock(partition):
                if partition in self._missing():
                    await self._kept.pending(partition)

    def _missing(self) -> list[int]:
        # One that was added to a topic has no forms of its own (docs/why.md).
        # Another thread asks, too: the lanes are copied before they are gone through.
        mine = {number for inbox in self._inboxes for _, number in list(inbox.lanes)}
        return sorted(n for n in mine - self._kept.opened if n < self._spread)


def conditions(
    app: HubApp, hub: Hub, kept: Kept, options: Options
) -> tuple[Condition, Condition, Condition]:
    """Say what has to be true for the app to be ready, and keep looking at it."""
    settings = hub.tools.settings
    tables, topics = Tables(hub, kept, app.inboxes), TopicsAsDeclared(options, settings)

    async def recover() -> None:
        # No timer: those complain of what takes longer than their interval.
        while True:
            try:
                await tables.recover()
            except (KafkaException, OSError, HubError) as error:
                log.warning("the tables were not read (%s)", kind_of(error))
            await asyncio.sleep(_RECOVER_SECONDS)

    app.task(recover)
    app.timer(_TOPICS_SECONDS, name="topics")(topics.look)
    return key_of(settings, hub.tools.keyring), topics, tables
