"""What an operator does to topics and asks of groups, through librdkafka's admin client."""

import asyncio
import ctypes

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    ResourcePatternType,
    ResourceType,
)

from schemas.topic import Topic
from tests.faults.client import settings, wait_until

_SECONDS = 10.0


def admin_client(servers: str) -> AdminClient:
    """An admin client that is never destroyed: librdkafka 2.16 may wait for ever in doing so."""
    client = AdminClient(settings(servers))
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(client))
    return client


def all_in_sync(admin: AdminClient) -> bool:
    """Whether all three are there and every partition has all of its copies."""
    try:
        there = admin.list_topics(timeout=5)
    except KafkaException:
        return False
    partitions = [each for topic in there.topics.values() for each in topic.partitions.values()]
    return len(there.brokers) == 3 and all(len(each.isrs) == 3 for each in partitions)


class Admin:
    """What an operator does and asks, in calm; each time with a client of its own."""

    def __init__(self, servers: str) -> None:
        self._servers = servers

    def wait_for_members(self, group: str, count: int, seconds: float, what: str) -> None:
        """Wait until so many members share the work of a group that is stable.

        Through aiokafka: librdkafka 2.16 ends the process when a broker goes from which its admin
        client has once asked this (an assertion in `rd_kafka_enq_once_del_source_return`).
        """

        def are_there() -> bool:
            return asyncio.run(_members(self._servers, group)) == count

        wait_until(are_there, seconds, what, every=0.3)

    def alter(self, topic: Topic, name: str, value: str) -> None:
        """Change one setting of a topic on the broker."""
        entry = ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET)
        resource = ConfigResource(ResourceType.TOPIC, topic.name, incremental_configs=[entry])
        for done in admin_client(self._servers).incremental_alter_configs([resource]).values():
            done.result()

    def deny_writes(self, topic: Topic) -> None:
        """Let nobody write to a topic: whoever tries is refused, and may try again."""
        for done in admin_client(self._servers).create_acls(_read_only(topic)).values():
            done.result()

    def allow_writes(self, topic: Topic) -> None:
        """Take that back."""
        for done in (
            admin_client(self._servers)
            .delete_acls([_filter(each) for each in _read_only(topic)])
            .values()
        ):
            done.result()

    def setting(self, topic: Topic, name: str) -> str:
        """Ask for one setting of a topic."""
        resource = ConfigResource(ResourceType.TOPIC, topic.name)
        (answer,) = admin_client(self._servers).describe_configs([resource]).values()
        return str(answer.result()[name].value)

    def add_partitions(self, topic: Topic, total: int) -> None:
        """Give a topic more partitions."""
        for done in (
            admin_client(self._servers)
            .create_partitions([NewPartitions(topic.name, total)])
            .values()
        ):
            done.result()


async def _members(servers: str, group: str) -> int:
    """How many members a group has; 0 while it is not stable, and before anybody asked for it."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        (answer,) = await admin.describe_consumer_groups([group])
    except KafkaError:
        return 0
    finally:
        await admin.close()
    _, _, state, _, _, found, *_ = answer.groups[0]
    return len(found) if state == "Stable" else 0


def _read_only(topic: Topic) -> list[AclBinding]:
    # A topic with a rule of its own is closed to what no rule names, so both are needed.
    wanted = (
        (AclOperation.ALL, AclPermissionType.ALLOW),
        (AclOperation.WRITE, AclPermissionType.DENY),
    )
    return [
        AclBinding(
            ResourceType.TOPIC,
            topic.name,
            ResourcePatternType.LITERAL,
            "User:*",
            "*",
            operation,
            permission,
        )
        for operation, permission in wanted
    ]


def _filter(binding: AclBinding) -> AclBindingFilter:
    return AclBindingFilter(
        binding.restype,
        binding.name,
        binding.resource_pattern_type,
        binding.principal,
        binding.host,
        binding.operation,
        binding.permission_type,
    )
