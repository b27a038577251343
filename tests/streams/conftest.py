"""The tests' Kafka for what works on it without a worker: topics of a test's own."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from schemas.topics import Topic
from streams.clients import client_options
from streams.settings import Settings

MakeTopic = Callable[..., Topic]


@pytest.fixture
def options(kafka: str) -> dict[str, object]:
    """How to reach the tests' Kafka."""
    return client_options(Settings(), kafka)


@pytest.fixture
def make_topic(options: Mapping[str, object]) -> MakeTopic:
    """Makes a topic like one of the catalogue, under a name of its own."""

    def make(like: Topic, partitions: int = 4, **configs: str) -> Topic:
        topic = replace(like, name=f"{like.name}.{uuid4()}")
        made = _create(options, NewTopic(topic.name, partitions, 1, topic_configs=configs))
        with ThreadPoolExecutor(1) as thread:  # a test that is a coroutine has a loop already
            thread.submit(asyncio.run, made).result()
        return topic

    return make


async def _create(options: Mapping[str, object], topic: NewTopic) -> None:
    admin = AIOKafkaAdminClient(**options)
    await admin.start()
    try:
        answer = await admin.create_topics([topic])
    finally:
        await admin.close()
    assert not [error for error in answer.topic_errors if error[1]]
