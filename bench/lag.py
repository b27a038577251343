"""How long the lag of a whole cluster takes to read: many groups, ten thousand partitions."""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from statistics import median

import psutil  # type: ignore[import-untyped]  # it ships no types
from confluent_kafka import (
    ConsumerGroupTopicPartitions,
    KafkaError,
    KafkaException,
    Producer,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient, NewTopic

from bench.kafka import QUIET
from bench.machine import PATIENCE_SECONDS, BenchError, Machine, a_machine, cpu_of, wait_until
from streams import clock
from streams.clients import client_options
from streams.errors import code_of
from streams.lag import LagEngine
from streams.settings import Settings

_SPREAD = 20  # partitions of a topic
_TOPICS_AT_ONCE = 25
_RECORDS, _BYTES = 10, 500
_COMMITS, _PACE_SECONDS = 10, 1.1
# One group in so many is behind at first; then all of them are.
_BEHIND = 10
_AGAIN = 3
_PATIENCE_SECONDS = 4 * PATIENCE_SECONDS


@dataclass(frozen=True)
class Lag:
    """Seconds, and seconds of CPU, of a first reading and of later ones (medians).

    ``aged`` are those behind of which the first one could say for how long something waits.
    """

    groups: int
    partitions: int
    behind: int
    first_seconds: float
    first_cpu: float
    again_seconds: float
    again_cpu: float
    kafka_cpu: float
    aged: int


def measure(partitions: int, groups: int) -> list[Lag]:
    """Make the topics, the messages and the commits; read with a tenth behind, then with all.

    Raises:
        BenchError: the broker does not take so many, or a reading is not whole.
    """
    with a_machine() as machine:
        crowd = Crowd(machine, partitions, groups)
        crowd.make_topics()
        crowd.write(_RECORDS)
        crowd.commit()
        some = _read(machine, groups)
        crowd.write(_RECORDS)
        return [some, _read(machine, groups)]


class Crowd:
    """Groups without members, each with its share of the topics; they commit as they are told."""

    def __init__(self, machine: Machine, partitions: int, groups: int) -> None:
        self._topics = [f"bench.{number:04}" for number in range(max(1, partitions // _SPREAD))]
        self._groups = [f"bench-{number:03}" for number in range(groups)]
        servers = machine.servers
        self._admin = AdminClient({"bootstrap.servers": servers, **QUIET})
        self._producer = Producer({"bootstrap.servers": servers, "linger.ms": 20, **QUIET})

    def make_topics(self) -> None:
        """Make the topics, some at a time: a broker that is given all at once answers nobody."""
        for at in range(0, len(self._topics), _TOPICS_AT_ONCE):
            some = self._topics[at : at + _TOPICS_AT_ONCE]
            made = self._admin.create_topics([NewTopic(name, _SPREAD, 1) for name in some])
            for future in made.values():
                future.result(PATIENCE_SECONDS)
            wait_until(self._led(some), "the topics of the bench have no leader", pause=0.2)

    def write(self, count: int) -> None:
        """Write so many records to every partition."""
        for topic in self._topics:
            for partition in range(_SPREAD):
                for _ in range(count):
                    self._producer.produce(topic, b"x" * _BYTES, partition=partition)
            self._producer.poll(0)
        if self._producer.flush(_PATIENCE_SECONDS):
            message = "the records of the bench cannot be sent: no answer"
            raise BenchError(message)

    def commit(self) -> None:
        """Let every group commit, a second apart, to where it stands: most at the end."""
        # librdkafka crashes where a coordinator is not ready yet.
        wait_until(self._coordinated, "the groups of the bench have no coordinator", pause=0.5)
        for number in range(1, _COMMITS + 1):
            began = time.monotonic()
            asked = [
                self._admin.alter_consumer_group_offsets([self._offsets(at, group, number)])
                for at, group in enumerate(self._groups)
            ]
            for answers in asked:
                for future in answers.values():
                    future.result(PATIENCE_SECONDS)
            time.sleep(max(0.0, _PACE_SECONDS - (time.monotonic() - began)))

    def _coordinated(self) -> bool:
        described = self._admin.describe_consumer_groups(self._groups)
        errors = [future.exception(PATIENCE_SECONDS) for future in described.values()]
        return not any(isinstance(each, KafkaException) and not _absent(each) for each in errors)

    def _offsets(self, at: int, group: str, number: int) -> ConsumerGroupTopicPartitions:
        offset = number // 2 if at % _BEHIND == 0 else number
        places = [
            TopicPartition(topic, partition, offset)
            for topic in self._topics[at :: len(self._groups)]
            for partition in range(_SPREAD)
        ]
        return ConsumerGroupTopicPartitions(group, places)

    def _led(self, names: Sequence[str]) -> Callable[[], bool]:
        def led() -> bool:
            try:
                found = self._admin.list_topics(timeout=PATIENCE_SECONDS).topics
            except KafkaException:
                return False
            return all(name in found and len(found[name].partitions) == _SPREAD for name in names)

        return led


def _absent(error: KafkaException) -> bool:
    """Whether the coordinator is there, and only does not know the group."""
    return code_of(error) == KafkaError.GROUP_ID_NOT_FOUND


def _read(machine: Machine, groups: int) -> Lag:
    options = client_options(Settings(), machine.servers)
    with closing(LagEngine(options, Settings())) as engine:
        kafka = cpu_of([machine.broker])
        first = _once(engine)
        kafka = cpu_of([machine.broker]) - kafka
        again = [_once(engine) for _ in range(_AGAIN)]
    partitions, behind, aged, seconds, cpu = first
    return Lag(
        groups,
        partitions,
        behind,
        seconds,
        cpu,
        median(each[3] for each in again),
        median(each[4] for each in again),
        kafka,
        aged,
    )


def _once(engine: LagEngine) -> tuple[int, int, int, float, float]:
    """Read once; give partitions, those behind, whose age is known, seconds, seconds of CPU."""
    own = psutil.Process()
    before = cpu_of([own])
    found = engine.read(clock.now())
    if found.failed:
        message = f"the lag cannot be read: {found.trouble}"
        raise BenchError(message)
    all_of_them = [each for group in found.groups for each in group.partitions]
    behind = [each for each in all_of_them if each.lag]
    aged = sum(each.lag_seconds is not None for each in behind)
    return len(all_of_them), len(behind), aged, found.seconds, cpu_of([own]) - before
