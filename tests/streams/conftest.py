"""The tests' Kafka for what works on it without a worker: topics of a test's own."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from confluent_kafka.admin import AdminClient, NewTopic

from schemas.topic import Topic
from streams import clients
from streams.clients import Options
from streams.settings import Settings

MakeTopic = Callable[..., Topic]


@pytest.fixture
def options(kafka: str) -> dict[str, Any]:
    """How to reach the tests' Kafka."""
    return clients.client_options(Settings(), kafka)


@pytest.fixture
def make_topic(options: Options) -> MakeTopic:
    """Makes a topic like one of the catalogue, under a name of its own."""

    def make(like: Topic, partitions: int = 4, **configs: str) -> Topic:
        topic = replace(like, name=f"{like.name}.{uuid4()}")
        admin = clients.admin(options)
        wanted = NewTopic(topic.name, partitions, 1, config=configs)
        admin.create_topics([wanted])[topic.name].result()
        while not _is_ready(admin, topic.name, partitions):
            pass
        return topic

    return make


def fill(options: Options, topic: Topic, count: int, partition: int = 0, key: str = "key") -> None:
    """Put records on a partition."""
    producer = clients.producer(options)
    for number in range(count):
        producer.produce(topic.name, b"%d" % number, key.encode(), partition=partition)
    assert producer.flush(10) == 0


def _is_ready(admin: AdminClient, name: str, partitions: int) -> bool:
    # The controller has made it; the broker learns of that a moment later.
    found = admin.list_topics(name, timeout=10).topics[name].partitions.values()
    return len(found) == partitions and all(each.leader >= 0 for each in found)
