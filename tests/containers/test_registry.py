"""A real schema registry: it gives the ids, keeps the promise, and others can read by it alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from confluent_kafka import Consumer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

from schemas.catalogue import SCHEMAS
from schemas.ids import subject_of
from schemas.topics import CONTROL_ROOM, CRIME, MASH, SECTOR
from streams.registry import compatibility
from tests.containers.compose import ONE, Project, running

pytestmark = pytest.mark.containers
DESTINATIONS = [topic.name for topic in (MASH, SECTOR, CONTROL_ROOM, CRIME)]
SERVICES = ("registry", "route", "index", "collate")
API = "/apis/ccompat/v7"


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    """A hub that takes its ids from the registry, after the demonstration."""
    changes = {"CPI_SCHEMA_REGISTRY_URL": f"http://registry:8080{API}"}
    with running(Project(ONE, SERVICES, ("registry",), changes)) as project:
        project.cpi("demo", "--once")
        yield project


@pytest.fixture
def registry(project: Project) -> SchemaRegistryClient:
    """Confluent's own client of the registry."""
    address = f"http://127.0.0.1:{project.environment['HUB_REGISTRY_PORT']}{API}"
    return SchemaRegistryClient({"url": address})


def test_each_subject_has_every_version_and_its_promise(registry: SchemaRegistryClient) -> None:
    """The registry would refuse a version that old readers do not understand."""
    assert set(registry.get_subjects()) == {subject_of(schema) for schema in SCHEMAS}
    for schema in SCHEMAS:
        subject = subject_of(schema)
        assert len(registry.get_versions(subject)) == schema.version
        assert registry.get_compatibility(subject) == compatibility(schema)


@pytest.mark.parametrize("topic", DESTINATIONS)
def test_a_destination_reads_with_its_own_tools(
    project: Project, registry: SchemaRegistryClient, topic: str
) -> None:
    """Confluent's deserializer needs the topic and the registry, nothing of ours."""
    read = AvroDeserializer(registry)
    messages = list(records(project, topic))
    assert messages
    for each in messages:
        value: Any = read(each, SerializationContext(topic, MessageField.VALUE))
        assert value["reference"].startswith("CPI-")


def records(project: Project, topic: str) -> Iterator[bytes]:
    """Every value on a topic, by a client that is not ours."""
    servers = f"127.0.0.1:{project.environment['HUB_KAFKA_PORT']}"
    consumer = Consumer(
        {
            "bootstrap.servers": servers,
            "group.id": f"{project.name}-{topic}",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "isolation.level": "read_committed",
        }
    )
    consumer.subscribe([topic])
    ended = set[int]()
    while len(ended) < int(project.environment.get("CPI_PARTITIONS", "4")):
        message = consumer.poll(30)
        assert message is not None, "the topic does not answer"
        if message.error() is None:
            yield message.value() or b""
        else:
            ended.add(message.partition() or 0)
    consumer.close()
