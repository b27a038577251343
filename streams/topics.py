"""The one place that declares topics on a cluster, and that checks them before a worker starts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from schemas.topics import TOPICS, Cleanup, Topic
from streams.clients import MAX_RECORD_BYTES
from streams.errors import HubError
from streams.settings import Settings

_DAY_MS = 24 * 60 * 60 * 1000
_INTAKE_BYTES = 1024 * 1024


class TopicError(HubError):
    """Topics that are missing or differ; the text is one line."""


class Change(StrEnum):
    """What has to happen to a topic."""

    NONE = "as declared"
    CREATE = "create"
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
        "max.message.bytes": str(_INTAKE_BYTES if topic.name == "cpi.intake" else MAX_RECORD_BYTES),
    }
    if topic.cleanup is Cleanup.DELETE:
        kept = topic.retention_days
        config["retention.ms"] = str(kept * _DAY_MS if kept is not None else -1)
    return config


def plan(found: Mapping[str, int], partitions: int) -> list[Plan]:
    """Compare the catalogue with the cluster's topics and their partition counts."""
    return [
        Plan(topic, _change(found.get(topic.name, 0), partitions), found.get(topic.name, 0))
        for topic in TOPICS
    ]


def _change(found: int, wanted: int) -> Change:
    if found == 0:
        return Change.CREATE
    return Change.NONE if found == wanted else Change.DIFFERS


async def existing(options: Mapping[str, object]) -> dict[str, int]:
    """Count the partitions of each topic on the cluster."""
    admin = AIOKafkaAdminClient(**options)
    await admin.start()
    try:
        described = await admin.describe_topics()
    finally:
        await admin.close()
    return {topic["topic"]: len(topic["partitions"]) for topic in described}


async def check_topics(options: Mapping[str, object], settings: Settings) -> None:
    """Refuse to work on a cluster that is not as declared.

    Raises:
        TopicError: naming the first topic that differs, and what to do.
    """
    wrong = [
        each
        for each in plan(await existing(options), settings.partitions)
        if each.change is not Change.NONE
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


async def apply_topics(options: Mapping[str, object], settings: Settings) -> Sequence[Plan]:
    """Create what is missing; says what it did. What exists stays as its operators set it.

    Partitions are never added to a topic that has some: the forms already there would part from
    their later messages (their partition is worked out from the count).

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
    admin = AIOKafkaAdminClient(**options)
    await admin.start()
    try:
        await _create(admin, [p.topic for p in plans if p.change is Change.CREATE], settings)
    finally:
        await admin.close()
    return plans


async def _create(admin: AIOKafkaAdminClient, topics: Sequence[Topic], settings: Settings) -> None:
    wanted = [
        NewTopic(
            topic.name,
            settings.partitions,
            settings.replication_factor,
            topic_configs=dict(config_of(topic, settings)),
        )
        for topic in topics
    ]
    answer = await admin.create_topics(wanted) if wanted else None
    for name, code, *why in answer.topic_errors if answer else ():
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:
            message = f"topic {name} was not created: {error.__name__} {why[0] if why else ''}"
            raise TopicError(message)
