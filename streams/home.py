"""Sets up what a hub on one machine needs: Kafka, the key, the topics; and takes Kafka down."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from streams.broker import ensure_broker, running_broker, stop_broker
from streams.clients import client_options
from streams.registry import schema_ids
from streams.sealing import load_keyring, make_key_file
from streams.settings import Settings
from streams.topics import Change, apply_topics


@contextmanager
def at_home(settings: Settings, say: Callable[[str], None]) -> Iterator[str]:
    """Give the address of a Kafka that is ready; stop it afterwards if this started it.

    Raises:
        BrokerError: the hub's own broker does not start.
        SealingError: the key cannot be used.
        TopicError: the cluster's topics are not as declared.
        RegistryError: the schema registry does not answer or refuses a schema.
    """
    if make_key_file(settings.key_path):
        say(f"made a key in {settings.key_path}: keep it safe, without it nothing sealed opens")
    load_keyring(settings.key_path)
    if settings.kafka_bootstrap_servers:
        declare(settings, settings.kafka_bootstrap_servers, say)
        yield settings.kafka_bootstrap_servers
        return
    broker = ensure_broker(settings.data_dir)
    say(f"Kafka {'started' if broker.owned else 'found'} at {broker.bootstrap_servers}")
    try:
        declare(settings, broker.bootstrap_servers, say)
        yield broker.bootstrap_servers
    finally:
        if broker.owned:
            stop_broker(settings.data_dir)
            say("Kafka stopped")


def revive(settings: Settings, say: Callable[[str], None]) -> None:
    """Start the hub's own broker again where it has died; its data and its port are as before.

    Raises:
        BrokerError: it does not start.
    """
    if settings.kafka_bootstrap_servers or running_broker(settings.data_dir):
        return
    say("Kafka has died; starting it again")
    broker = ensure_broker(settings.data_dir)
    say(f"Kafka started at {broker.bootstrap_servers}")


def declare(settings: Settings, bootstrap_servers: str, say: Callable[[str], None]) -> None:
    """Create the topics that are missing, and register the schemas where a registry is set.

    Workers that start at once would else register the same schemas at once, and be refused.
    """
    schema_ids(settings)
    plans = asyncio.run(apply_topics(client_options(settings, bootstrap_servers), settings))
    made = sum(each.change is Change.CREATE for each in plans)
    if made:
        say(f"made {made} topics")
