"""What has to be true for a worker to be ready, beside what its watchdog knows."""

import asyncio
from collections.abc import Callable

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from streams import clients
from streams.clients import Options
from streams.sealing import Keyring, SealingError, load_keyring
from streams.settings import Settings
from streams.topics import TopicError, counts, refuse_other
from streams.watchdog import Watchdog

Condition = Callable[[], str | None]
"""Says in one line, without a secret, what is missing; null where nothing is."""

_ASK_SECONDS = 5.0


def key_of(settings: Settings, keyring: Keyring) -> Condition:
    """The key can be read, and is the one that the worker uses."""

    def missing() -> str | None:
        try:
            found = load_keyring(settings.key_path)
        except SealingError as error:
            return str(error)
        if found.key_id != keyring.key_id:
            return "the key is another than at the start: restart the worker"
        return None

    return missing


class TopicsAsDeclared:
    """The cluster's topics are as declared, as far as it was last asked; a ``Condition``."""

    def __init__(self, options: Options, settings: Settings) -> None:
        self._options = options
        self._settings = settings
        self._wrong: str | None = None
        self._admin: AdminClient | None = None

    def __call__(self) -> str | None:
        """Say what was wrong when the cluster was last asked."""
        return self._wrong

    async def look(self) -> None:
        """Ask the cluster; while it does not answer, what it said last stands."""
        await asyncio.to_thread(self._look)

    def _look(self) -> None:
        self._admin = self._admin or clients.admin(self._options)
        try:
            found = counts(self._admin, _ASK_SECONDS)
        except KafkaException:
            return  # the watchdog says that it does not answer
        try:
            refuse_other(found, self._settings)
        except TopicError as error:
            self._wrong = str(error)
        else:
            self._wrong = None


def checks_of(watchdog: Watchdog) -> dict[str, Condition]:
    """The paths of a worker's health: the process, whether it can work, whether it moves."""
    return {"/healthz": lambda: None, "/readyz": watchdog.wanting, "/livez": watchdog.standing}
