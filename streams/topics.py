"""The one place that declares topics on a cluster, and that checks them before a worker starts."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, NewTopic

from schemas.topic import Cleanup, Topic
from schemas.topics import DEAD_LETTERS, DESK, INTAKE, TOPICS
from streams import clients
from streams.clients import MAX_RECORD_BYTES, Options
from streams.errors import HubError, code_of, kind_of
from streams.settings import Settings

# Short waits at first: a broker that refuses is not asked for eight seconds.
_PATIENCE_SECONDS = (1.0, 2.0, 5.0)
_HOPELESS = {
    KafkaError._ALL_BROKERS_DOWN,  # noqa: SLF001 - librdkafka's own codes are named so
    KafkaError._AUTHENTICATION,  # noqa: SLF001 - librdkafka's own codes are named so
}
_CREATION_SECONDS = 20.0
_LOOK_SECONDS = 0.05
_DAY_MS = 24 * 60 * 60 * 1000
# A record of any topic, with its key and its headers, must fit into a dead letter.
_INTAKE_BYTES, _OTHER_BYTES = 1024 * 1024, 2 * 1024 * 1024


_SIZES = {INTAKE.name: _INTAKE_BYTES, DEAD_LETTERS.name: MAX_RECORD_BYTES}


class TopicError(HubError):
    """Topics that are missing or differ; the text is one line."""


class Change(StrEnum):
    """What has to happen to a topic."""

    NONE = "as declared"
    CREATE = "create"
    MORE = "has partitions added"
    DIFFERS = "has another number of partitions"


@dataclass(frozen=True)
class Plan:
    """What has to happen to one topic; ``found`` is its partition count on the cluster, or 0."""

    topic: Topic
    change: Change
    found: int


def config_of(topic: Topic, settings: Settings) -> Mapping[str, str]:
    """The topic's settings on the broker. Its clock, not the producer's, stamps each record."""
    config = {
        "cleanup.policy": topic.cleanup.value,
        "message.timestamp.type": "LogAppendTime",
        "min.insync.replicas": str(settings.min_insync_replicas),
        "unclean.leader.election.enable": "false",
        "max.message.bytes": str(_SIZES.get(topic.name, _OTHER_BYTES)),
    }
    if topic.cleanup is Cleanup.COMPACT:
        # Else the newest segment, a gigabyte of it, would never be compacted.
        config["max.compaction.lag.ms"] = str(_DAY_MS)
    else:
        kept = topic.retention_days
        config["retention.ms"] = str(kept * _DAY_MS if kept is not None else -1)
    return config


def plan(found: Mapping[str, int], partitions: int) -> list[Plan]:
    """Compare the catalogue with the cluster's topics and their partition counts."""
    return [
        Plan(topic, _change(topic, found.get(topic.name, 0), partitions), found.get(topic.name, 0))
        for topic in TOPICS
    ]


def _change(topic: Topic, found: int, wanted: int) -> Change:
    if found == 0:
        return Change.CREATE
    if found == wanted:
        return Change.NONE
    # The desk says how forms are spread, over all topics: one added elsewhere moves no form.
    return Change.MORE if found > wanted and topic is not DESK else Change.DIFFERS


async def existing(options: Options) -> dict[str, int]:
    """Count the partitions of each topic on the cluster.

    Raises:
        KafkaException: it refuses, or does not answer within eight seconds.
    """
    return await asyncio.to_thread(_existing, options)


def _existing(options: Options) -> dict[str, int]:
    noticed: list[KafkaError] = []
    admin = clients.admin({**options, "error_cb": noticed.append})
    *first, last = _PATIENCE_SECONDS
    for seconds in first:
        try:
            return counts(admin, seconds)
        except KafkaException:
            admin.poll(0)  # asks for what the client has noticed meanwhile
            if any(each.code() in _HOPELESS for each in noticed):
                raise KafkaException(noticed[0]) from None
    return counts(admin, last)


def counts(admin: AdminClient, seconds: float) -> dict[str, int]:
    """Count the partitions of each topic on the cluster, asked once.

    Raises:
        KafkaException: it does not answer within so many seconds.
    """
    topics = admin.list_topics(timeout=seconds).topics
    return {name: len(topic.partitions) for name, topic in topics.items()}


async def check_topics(options: Options, settings: Settings) -> None:
    """Refuse to work on a cluster that is not as declared.

    Raises:
        TopicError: naming the first topic that differs, and what to do.
    """
    refuse_other(await existing(options), settings)


def refuse_other(found: Mapping[str, int], settings: Settings) -> None:
    """Refuse topics, with their partition counts, that are not as declared.

    Raises:
        TopicError: naming the first topic that differs, and what to do.
    """
    wrong = [
        each
        for each in plan(found, settings.partitions)
        if each.change in {Change.CREATE, Change.DIFFERS}
    ]
    if not wrong:
        return
    first = wrong[0]
    what = (
        "is missing"
        if not first.found
        else (f"has {first.found} partitions, CPI_PARTITIONS says {settings.partitions}")
    )
    others = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    message = f"topic {first.topic.name} {what}{others}: run `cpi topics apply`"
    raise TopicError(message)


async def apply_topics(options: Options, settings: Settings) -> Sequence[Plan]:
    """Create what is missing; says what it did. What exists stays as its operators set it.

    Partitions are never added to a topic that has some. Where somebody has added one, the hub goes
    on: it spreads forms as before, over as many as the desk has.

    Raises:
        TopicError: a topic has another number of partitions, or the broker refused.
    """
    plans = plan(await existing(options), settings.partitions)
    for each in plans:
        if each.change is Change.DIFFERS:
            message = (
                f"topic {each.topic.name} has {each.found} partitions, CPI_PARTITIONS says "
                f"{settings.partitions}: set it to {each.found}"
            )
            raise TopicError(message)
    wanted = [each.topic for each in plans if each.change is Change.CREATE]
    if wanted:
        await asyncio.to_thread(_create, options, wanted, settings)
    return plans


def _create(options: Options, topics: Sequence[Topic], settings: Settings) -> None:
    wanted = [
        NewTopic(
            topic.name,
            settings.partitions,
            settings.replication_factor,
            config=dict(config_of(topic, settings)),
        )
        for topic in topics
    ]
    admin = clients.admin(options)
    answers = admin.create_topics(wanted, request_timeout=_CREATION_SECONDS)
    for name, answer in answers.items():
        try:
            answer.result()
        except KafkaException as error:
            if code_of(error) != KafkaError.TOPIC_ALREADY_EXISTS:
                message = f"topic {name} was not created: {kind_of(error)} {error.args[0].str()}"
                raise TopicError(message) from None
    deadline = time.monotonic() + _CREATION_SECONDS
    # The controller has made them; the brokers learn of that a moment later.
    while not answers.keys() <= counts(admin, _CREATION_SECONDS).keys():
        if time.monotonic() > deadline:
            message = "the topics were created, but the cluster does not show them: try again"
            raise TopicError(message)
        time.sleep(_LOOK_SECONDS)
