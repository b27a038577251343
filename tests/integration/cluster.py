"""What an operator does to the topics of a hub that runs."""

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from confluent_kafka.admin import (
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    ResourceType,
)

from schemas.topic import Topic
from streams import clients
from streams.clients import Options

_SECONDS = 20.0


def configure(options: Options, topic: Topic, name: str, value: str) -> None:
    """Change one setting of a topic; the others stay."""
    entry = ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ResourceType.TOPIC, topic.name, incremental_configs=[entry])
    admin = clients.admin(options)
    _wait(admin.incremental_alter_configs([resource]))


def setting_of(options: Options, topic: Topic, name: str) -> str | None:
    """Read one setting of a topic as its broker has it now."""
    resource = ConfigResource(ResourceType.TOPIC, topic.name)
    admin = clients.admin(options)
    (answer,) = admin.describe_configs([resource]).values()
    found: ConfigEntry | None = answer.result(_SECONDS).get(name)
    return found.value if found else None


def take_up_to(options: Options, topic: Topic, size: int) -> None:
    """Have the broker refuse what is larger than that, in bytes."""
    configure(options, topic, "max.message.bytes", str(size))


def delete(options: Options, topic: Topic) -> None:
    """Take a topic off the cluster."""
    admin = clients.admin(options)
    _wait(admin.delete_topics([topic.name]))


def add_partition(options: Options, topic: Topic, total: int) -> None:
    """Give a topic more partitions."""
    admin = clients.admin(options)
    _wait(admin.create_partitions([NewPartitions(topic.name, total)]))


def _wait(asked: Mapping[Any, Future[Any]]) -> None:
    for answer in asked.values():
        answer.result(_SECONDS)
