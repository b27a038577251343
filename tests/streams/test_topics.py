"""The cluster has every topic as the catalogue declares it, or the hub says what it lacks."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from schemas.topics import ALERTS, INTAKE, TOPICS, Cleanup, Topic
from streams.broker import ensure_broker, stop_broker
from streams.clients import client_options
from streams.settings import Settings
from streams.topics import (
    Change,
    TopicError,
    apply_topics,
    check_topics,
    config_of,
    existing,
    plan,
)

SETTINGS = Settings(partitions=3)
Options = Mapping[str, object]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Options]:
    """A Kafka of this module's own: the catalogue's names are not free on the shared one."""
    data_dir: Path = tmp_path_factory.mktemp("kafka")
    yield client_options(SETTINGS, ensure_broker(data_dir).bootstrap_servers)
    stop_broker(data_dir)


@pytest.fixture
def applied(cluster: Options) -> Options:
    """The same with every topic on it."""
    asyncio.run(apply_topics(cluster, SETTINGS))
    return cluster


async def delete(options: Options, topic: Topic) -> None:
    """Take a topic off the cluster, and see it gone."""
    admin = AIOKafkaAdminClient(**options)
    await admin.start()
    try:
        await admin.delete_topics([topic.name])
    finally:
        await admin.close()
    async with asyncio.timeout(10):
        while topic.name in await existing(options):
            pass


async def configs(options: Options) -> dict[str, dict[str, str]]:
    """What the broker says of each topic of the catalogue."""
    admin = AIOKafkaAdminClient(**options)
    await admin.start()
    try:
        asked = [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in TOPICS]
        answers = await admin.describe_configs(asked)
    finally:
        await admin.close()
    return {
        name: {entry[0]: entry[1] for entry in entries}
        for answer in answers
        for _, _, _, name, entries in answer.resources
    }


def test_a_plan_creates_all_on_an_empty_cluster() -> None:
    """Every topic of the catalogue, in its order."""
    made = plan({}, 4)
    assert [each.topic for each in made] == list(TOPICS)
    assert {(each.change, each.found) for each in made} == {(Change.CREATE, 0)}


def test_a_plan_leaves_what_is_as_declared_and_tells_what_differs() -> None:
    """What is not the hub's is not in it."""
    there = {topic.name: 4 for topic in TOPICS} | {ALERTS.name: 7, "other": 1}
    made = {each.topic: each for each in plan(there, 4)}
    assert (made[ALERTS].change, made[ALERTS].found) == (Change.DIFFERS, 7)
    assert {each.change for topic, each in made.items() if topic != ALERTS} == {Change.NONE}


def test_a_topic_is_kept_as_the_catalogue_says() -> None:
    """For its days, or for ever: by key, or whole."""
    for topic in TOPICS:
        config = config_of(topic, SETTINGS)
        days = topic.retention_days
        if topic.cleanup is Cleanup.COMPACT:
            assert (config["cleanup.policy"], config.get("retention.ms")) == ("compact", None)
        else:
            kept = -1 if days is None else days * 86_400_000
            assert (config["cleanup.policy"], config["retention.ms"]) == ("delete", str(kept))


@pytest.mark.kafka
def test_apply_makes_every_topic_as_declared(applied: Options) -> None:
    """Partitions, the broker's own clock, compaction, how long it is kept: as the broker has it."""
    there, found = asyncio.run(existing(applied)), asyncio.run(configs(applied))
    for topic in TOPICS:
        assert there[topic.name] == 3
        expected = config_of(topic, SETTINGS)
        assert {name: found[topic.name][name] for name in expected} == dict(expected), topic.name
        assert found[topic.name]["message.timestamp.type"] == "LogAppendTime"


@pytest.mark.kafka
def test_applying_twice_changes_nothing(applied: Options) -> None:
    """What exists stays as its operators set it."""
    before = asyncio.run(configs(applied))
    again = asyncio.run(apply_topics(applied, SETTINGS))
    assert {each.change for each in again} == {Change.NONE}
    assert asyncio.run(configs(applied)) == before
    asyncio.run(check_topics(applied, SETTINGS))


@pytest.mark.kafka
def test_a_missing_topic_is_named_and_made_alone(applied: Options) -> None:
    """The check says what to do; doing it is enough."""
    asyncio.run(delete(applied, ALERTS))
    with pytest.raises(TopicError, match=r"^topic cpi\.alerts is missing: run `cpi topics apply`$"):
        asyncio.run(check_topics(applied, SETTINGS))
    made = asyncio.run(apply_topics(applied, SETTINGS))
    assert [each.topic for each in made if each.change is Change.CREATE] == [ALERTS]
    asyncio.run(check_topics(applied, SETTINGS))


@pytest.mark.kafka
def test_another_partition_count_is_refused_and_nothing_is_changed(applied: Options) -> None:
    """Forms that are there would part from their later messages; the line names the setting."""
    asyncio.run(delete(applied, ALERTS))
    more = SETTINGS.model_copy(update={"partitions": 5})
    with pytest.raises(TopicError, match=r"cpi\.intake has 3 partitions, CPI_PARTITIONS says 5"):
        asyncio.run(check_topics(applied, more))
    with pytest.raises(TopicError, match="CPI_PARTITIONS says 5: set it to 3"):
        asyncio.run(apply_topics(applied, more))
    there = asyncio.run(existing(applied))
    assert there[INTAKE.name] == 3
    assert ALERTS.name not in there


@pytest.mark.kafka
def test_a_refusal_of_the_broker_is_told(applied: Options) -> None:
    """More copies than there are brokers: one line that names the topic."""
    asyncio.run(delete(applied, ALERTS))
    copies = SETTINGS.model_copy(update={"replication_factor": 3})
    with pytest.raises(TopicError, match=r"cpi\.alerts was not created: InvalidReplicationFactor"):
        asyncio.run(apply_topics(applied, copies))
