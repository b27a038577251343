"""What the lag engine asks of a cluster. It only asks: no group is joined, no offset written."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import timedelta
from itertools import islice
from typing import Any, TypeVar

from confluent_kafka import (
    ConsumerGroupTopicPartitions,
    IsolationLevel,
    KafkaException,
    TopicPartition,
)
from confluent_kafka.admin import (
    AdminClient,
    ConfigResource,
    ConsumerGroupDescription,
    OffsetSpec,
)

from streams.lag_facts import Kept

Place = tuple[str, int]
"""Topic and partition."""

Standing = tuple[ConsumerGroupDescription, Mapping[Place, int]]
"""A group, and what it has committed."""

T = TypeVar("T")
K = TypeVar("K")

# More places in one request cost the client more each: it searches them one after the other.
_AT_ONCE = 500
_GROUPS_AT_ONCE = 50
_EARLIEST: OffsetSpec = OffsetSpec.earliest()  # type: ignore[no-untyped-call] # it has no types
_LATEST: OffsetSpec = OffsetSpec.latest()  # type: ignore[no-untyped-call] # it has no types


class Asker:
    """Asks, always with an end: all answers of one reading come before its deadline.

    Each method raises a KafkaException or a TimeoutError where the cluster does not answer; what
    it refuses for one group or partition alone stands among the answers.
    """

    def __init__(self, admin: AdminClient) -> None:
        self._admin = admin
        self._deadline = 0.0

    def begin(self, seconds: float) -> None:
        """Start a reading that may take so long."""
        self._deadline = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds until the deadline; a little even after it, for what has been answered."""
        return max(0.05, self._deadline - time.monotonic())

    def partitions(self) -> Mapping[str, int]:
        """Count the partitions of every topic."""
        found = self._admin.list_topics(timeout=self.left).topics
        return {name: len(each.partitions) for name, each in found.items() if each.error is None}

    def groups(self) -> list[str]:
        """Name the groups of the cluster: those that may be seen."""
        asked = self._admin.list_consumer_groups(request_timeout=self.left)
        return sorted(each.group_id for each in asked.result(self.left).valid)

    def standing(self, groups: Sequence[str]) -> Mapping[str, Standing | KafkaException]:
        """Describe groups that exist, and give what each has committed.

        librdkafka crashes where it asks what a group has committed and is refused as a whole: no
        right to, or its coordinator is not ready. So each is described first, which needs the same
        coordinator and the same right, and some at a time, so that little can happen in between.
        """
        found: dict[str, Standing | KafkaException] = {}
        for some in _parts(groups, _GROUPS_AT_ONCE):
            described = self.described(some)
            sound = [name for name in some if not isinstance(described[name], KafkaException)]
            committed = self._committed(sound)
            for name in some:
                group, offsets = described[name], committed.get(name)
                if isinstance(group, KafkaException):
                    found[name] = group
                elif isinstance(offsets, KafkaException):
                    found[name] = offsets
                else:
                    found[name] = group, offsets or {}
        return found

    def described(
        self, groups: Sequence[str]
    ) -> Mapping[str, ConsumerGroupDescription | KafkaException]:
        """Describe groups: state, and members with what they have."""
        if not groups:
            return {}
        asked = self._admin.describe_consumer_groups(list(groups), request_timeout=self.left)
        return self._answers(asked)

    def _committed(
        self, groups: Sequence[str]
    ) -> Mapping[str, Mapping[Place, int] | KafkaException]:
        asked: dict[str, Future[Any]] = {}
        for group in groups:
            wanted = [ConsumerGroupTopicPartitions(group)]
            answer = self._admin.list_consumer_group_offsets(wanted, request_timeout=self.left)
            asked[group] = answer[group]
        return self._answers(asked, _offsets_of)

    def earliest(self, places: Collection[Place]) -> Mapping[Place, int | KafkaException]:
        """Give the first offset that each partition still has."""
        return self._listed(dict.fromkeys(places, _EARLIEST), IsolationLevel.READ_UNCOMMITTED)

    def settled(self, places: Collection[Place]) -> Mapping[Place, int | KafkaException]:
        """Give the last stable offset of each partition: behind it transactions are open."""
        return self._listed(dict.fromkeys(places, _LATEST), IsolationLevel.READ_COMMITTED)

    def written(self, places: Collection[Place]) -> Mapping[Place, int | KafkaException]:
        """Give the offset after the last record of each partition, settled or not."""
        return self._listed(dict.fromkeys(places, _LATEST), IsolationLevel.READ_UNCOMMITTED)

    def since(self, moments: Mapping[Place, int]) -> Mapping[Place, int | KafkaException]:
        """Give the first offset of a time (milliseconds) or later; -1 where none is so late."""
        specs = {place: OffsetSpec.for_timestamp(moment) for place, moment in moments.items()}
        return self._listed(specs, IsolationLevel.READ_COMMITTED)

    def kept(self, topics: Collection[str]) -> Mapping[str, Kept | KafkaException]:
        """Say how topics keep their messages."""
        if not topics:
            return {}
        wanted = [ConfigResource(ConfigResource.Type.TOPIC, name) for name in topics]
        asked = self._admin.describe_configs(wanted, request_timeout=self.left)
        return self._answers({each.name: answer for each, answer in asked.items()}, _kept_of)

    def _listed(
        self, specs: Mapping[Place, OffsetSpec], isolation: IsolationLevel
    ) -> Mapping[Place, int | KafkaException]:
        asked: dict[Place, Future[Any]] = {}
        for some in _parts(specs.items(), _AT_ONCE):
            wanted = {TopicPartition(*place): spec for place, spec in some}
            answers = self._admin.list_offsets(
                wanted, isolation_level=isolation, request_timeout=self.left
            )
            asked |= {(at.topic, at.partition): answer for at, answer in answers.items()}
        return self._answers(asked, lambda answer: int(answer.offset))

    def _answers(
        self, asked: Mapping[K, Future[Any]], read: Callable[[Any], T] = lambda answer: answer
    ) -> dict[K, T | KafkaException]:
        found: dict[K, T | KafkaException] = {}
        for key, answer in asked.items():
            try:
                found[key] = read(answer.result(self.left))
            except KafkaException as error:
                found[key] = error
        return found


def whole(answer: int | KafkaException) -> int:
    """Give an answer that must be there.

    Raises:
        KafkaException: it is an error.
    """
    if isinstance(answer, KafkaException):
        raise answer
    return answer


def _offsets_of(answer: ConsumerGroupTopicPartitions) -> Mapping[Place, int]:
    places = answer.topic_partitions or ()
    return {
        (each.topic, each.partition): each.offset
        for each in places
        if each.error is None and each.offset >= 0
    }


def _kept_of(answer: Mapping[str, Any]) -> Kept:
    def limit(name: str) -> int | None:
        number = int(answer[name].value)
        return number if number >= 0 else None

    policy = answer["cleanup.policy"].value
    deletes = "delete" in policy
    milliseconds, size = limit("retention.ms"), limit("retention.bytes")
    return Kept(
        timedelta(milliseconds=milliseconds) if deletes and milliseconds is not None else None,
        size if deletes else None,
        "compact" in policy,
    )


def _parts(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
