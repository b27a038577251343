"""The cluster has every topic as the catalogue declares it, or the hub says what it lacks."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from confluent_kafka import KafkaException
from confluent_kafka.admin import ConfigResource, NewPartitions, ResourceType

from schemas.topic import Cleanup, Topic
from schemas.topics import ALERTS, DESK, INTAKE, TOPICS
from streams import clients, topics
from streams.broker import ensure_broker, stop_broker
from streams.clients import Options, client_options
from streams.errors import kind_of
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


def delete(options: Options, topic: Topic) -> None:
    """Take a topic off the cluster, and see it gone."""
    admin = clients.admin(options)
    admin.delete_topics([topic.name])[topic.name].result()
    wait(lambda: topic.name not in asyncio.run(existing(options)))


def add(options: Options, topic: Topic, partitions: int) -> None:
    """Add partitions to a topic, so that it has so many, and see them there."""
    admin = clients.admin(options)
    admin.create_partitions([NewPartitions(topic.name, partitions)])[topic.name].result()
    wait(lambda: asyncio.run(existing(options))[topic.name] == partitions)


def wait(until: Callable[[], bool]) -> None:
    """Look again and again until it is so."""
    deadline = time.monotonic() + 10
    while not until():
        assert time.monotonic() < deadline


def configs(options: Options) -> dict[str, dict[str, str]]:
    """What the broker says of each topic of the catalogue."""
    admin = clients.admin(options)
    asked = [ConfigResource(ResourceType.TOPIC, topic.name) for topic in TOPICS]
    return {
        resource.name: {name: entry.value for name, entry in answer.result().items()}
        for resource, answer in admin.describe_configs(asked).items()
    }


def test_a_plan_creates_all_on_an_empty_cluster() -> None:
    """Every topic of the catalogue, in its order."""
    made = plan({}, 4)
    assert [each.topic for each in made] == list(TOPICS)
    assert {(each.change, each.found) for each in made} == {(Change.CREATE, 0)}


def test_a_plan_leaves_what_is_as_declared_and_tells_what_differs() -> None:
    """What is not the hub's is not in it."""
    there = {topic.name: 4 for topic in TOPICS} | {ALERTS.name: 2, "other": 1}
    made = {each.topic: each for each in plan(there, 4)}
    assert (made[ALERTS].change, made[ALERTS].found) == (Change.DIFFERS, 2)
    assert {each.change for topic, each in made.items() if topic != ALERTS} == {Change.NONE}


def test_partitions_may_be_added_to_any_topic_but_the_desk() -> None:
    """The desk's number says how forms are spread."""
    made = {each.topic: each.change for each in plan({topic.name: 7 for topic in TOPICS}, 4)}
    assert made.pop(DESK) is Change.DIFFERS
    assert set(made.values()) == {Change.MORE}


def test_a_topic_is_kept_as_the_catalogue_says() -> None:
    """For its days, or for ever: by key, or whole."""
    for topic in TOPICS:
        config = config_of(topic, SETTINGS)
        days = topic.retention_days
        if topic.cleanup is Cleanup.COMPACT:
            assert (config["cleanup.policy"], config.get("retention.ms")) == ("compact", None)
        else:
            kept = -1 if days is None else days * 86_400_000
            assert (config["cleanup.policy"], config["retention.ms"]) == (topic.cleanup, str(kept))


@pytest.mark.kafka
def test_apply_makes_every_topic_as_declared(applied: Options) -> None:
    """Partitions, the broker's own clock, compaction, how long it is kept: as the broker has it."""
    there, found = asyncio.run(existing(applied)), configs(applied)
    for topic in TOPICS:
        assert there[topic.name] == 3
        expected = config_of(topic, SETTINGS)
        assert {name: found[topic.name][name] for name in expected} == dict(expected), topic.name
        assert found[topic.name]["message.timestamp.type"] == "LogAppendTime"


@pytest.mark.kafka
def test_applying_twice_changes_nothing(applied: Options) -> None:
    """What exists stays as its operators set it."""
    before = configs(applied)
    again = asyncio.run(apply_topics(applied, SETTINGS))
    assert {each.change for each in again} == {Change.NONE}
    assert configs(applied) == before
    asyncio.run(check_topics(applied, SETTINGS))


@pytest.mark.kafka
def test_a_missing_topic_is_named_and_made_alone(applied: Options) -> None:
    """The check says what to do; doing it is enough."""
    delete(applied, ALERTS)
    with pytest.raises(TopicError, match=r"^topic cpi\.alerts is missing: run `cpi topics apply`$"):
        asyncio.run(check_topics(applied, SETTINGS))
    made = asyncio.run(apply_topics(applied, SETTINGS))
    assert [each.topic for each in made if each.change is Change.CREATE] == [ALERTS]
    asyncio.run(check_topics(applied, SETTINGS))


@pytest.mark.kafka
def test_another_partition_count_is_refused_and_nothing_is_changed(applied: Options) -> None:
    """Forms that are there would part from their later messages; the line names the setting."""
    delete(applied, ALERTS)
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
    delete(applied, ALERTS)
    copies = SETTINGS.model_copy(update={"replication_factor": 3})
    with pytest.raises(
        TopicError, match=r"cpi\.alerts was not created: INVALID_REPLICATION_FACTOR"
    ):
        asyncio.run(apply_topics(applied, copies))


@pytest.mark.kafka
def test_a_topic_with_partitions_added_is_no_hindrance(applied: Options) -> None:
    """A worker starts; a desk to which some were added is refused, for forms would move."""
    add(applied, ALERTS, 5)
    asyncio.run(check_topics(applied, SETTINGS))
    made = {each.topic: each for each in asyncio.run(apply_topics(applied, SETTINGS))}
    assert (made[ALERTS].change, made[ALERTS].found) == (Change.MORE, 5)
    add(applied, DESK, 4)
    with pytest.raises(TopicError, match=r"cpi\.desk has 4 partitions, CPI_PARTITIONS says 3"):
        asyncio.run(check_topics(applied, SETTINGS))
    delete(applied, DESK)
    delete(applied, ALERTS)


async def test_a_cluster_that_refuses_is_an_error_at_once() -> None:
    """Not after the wait for one that is slow."""
    began = time.monotonic()
    with pytest.raises(KafkaException) as raised:
        await existing(client_options(SETTINGS, "127.0.0.1:9"))
    assert kind_of(raised.value) == "_TRANSPORT"
    assert time.monotonic() - began < 4


async def test_a_port_that_says_nothing_is_an_error_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Something listens there, and it is no Kafka."""
    monkeypatch.setattr(topics, "_PATIENCE_SECONDS", (0.1, 0.2))
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(KafkaException):
        await existing(client_options(SETTINGS, f"127.0.0.1:{silent.getsockname()[1]}"))
