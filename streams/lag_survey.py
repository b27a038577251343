"""Finds the groups of a cluster: who is in them, what they have, and what they have committed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import ConsumerGroupDescription

from streams.errors import code_of, is_forbidden, kind_of
from streams.lag_asking import Asker, Place, Standing
from streams.lag_model import Owner
from streams.lag_names import HUB, OTHER, hub_groups, whose
from streams.lag_tail import OFFSETS

ABSENT = "absent"
"""The state of a group of the hub that the cluster does not know: it has never been there."""

_UNKNOWN = "unknown"
_NOT_FOUND = KafkaError.GROUP_ID_NOT_FOUND
_SETTLING = {"preparing_rebalancing", "completing_rebalancing", "assigning", "reconciling"}
_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which groups and topics to speak; null: of all. ``own`` is ``CPI_GROUP``."""

    own: str
    groups: Collection[str] | None = None
    topics: Collection[str] | None = None

    def group(self, name: str) -> bool:
        """Whether a group is wanted."""
        return self.groups is None or name in self.groups

    def topic(self, name: str) -> bool:
        """Whether a topic is wanted."""
        return self.topics is None or name in self.topics


@dataclass(frozen=True, slots=True)
class Found:
    """A group, as it is now.

    Attributes:
        owners: who has which partition.
        committed: where the group reads next, by partition.
        added: partitions of topics that its members share, which none of them has.
        expected: partitions of the topics to which a group of the hub subscribes.
        settling: whether it is about to give its partitions to its members.
    """

    group: str
    whose: str
    state: str = _UNKNOWN
    members: int = 0
    owners: Mapping[Place, Owner] = field(default_factory=dict)
    committed: Mapping[Place, int] = field(default_factory=dict)
    added: Collection[Place] = ()
    expected: Collection[Place] = ()
    settling: bool = False
    trouble: str | None = None

    @property
    def places(self) -> Sequence[Place]:
        """All partitions of which there is something to say."""
        return list(dict.fromkeys((*self.committed, *self.owners, *self.added, *self.expected)))


def survey(
    asker: Asker, present: Sequence[str], topics: Mapping[str, int], wanted: Wanted
) -> list[Found]:
    """Look at groups that exist, and at those of the hub whether they do or not.

    Args:
        asker: asks the cluster.
        present: the groups that exist; to describe another one would crash the client.
        topics: how many partitions each topic has.
        wanted: of which groups and topics to speak.
    """
    own = hub_groups(wanted.own)
    absent = [name for name in own if name not in present and wanted.group(name)]
    # One that may not be seen is not listed; a broker that has no groups takes long to say so.
    described = asker.described(absent if present or OFFSETS in topics else [])
    made = [
        _found(name, standing, own.get(name, _NONE), topics, wanted)
        for name, standing in asker.standing(present).items()
    ]
    return made + [
        _absent(name, described.get(name), _all_of(own[name], topics, wanted)) for name in absent
    ]


def _absent(
    group: str, described: ConsumerGroupDescription | KafkaException | None, places: list[Place]
) -> Found:
    """Tell a group of the hub that never was from one that may not be seen."""
    if isinstance(described, KafkaException) and code_of(described) != _NOT_FOUND:
        return Found(group, HUB, trouble=_trouble(described))
    return Found(group, HUB, ABSENT, expected=places)


def _found(
    group: str,
    standing: Standing | KafkaException,
    reads: Mapping[str, str],
    topics: Mapping[str, int],
    wanted: Wanted,
) -> Found:
    if isinstance(standing, KafkaException):
        return Found(group, HUB if reads else OTHER, trouble=_trouble(standing))
    described, committed = standing
    offsets = {place: at for place, at in committed.items() if wanted.topic(place[0])}
    owners = dict(_owners(described, reads, wanted))
    state, members = described.state.name.lower(), len(described.members)
    shared = dict.fromkeys(topic for topic, _ in owners)
    every = _all_of(shared, topics, wanted)
    return Found(
        group=group,
        whose=HUB if reads else whose({topic for topic, _ in (*offsets, *owners)}),
        state=state,
        members=members,
        owners=owners,
        committed=offsets,
        added=[place for place in every if place not in owners and place not in offsets],
        expected=_all_of(reads, topics, wanted),
        settling=members > 0 and state in _SETTLING,
    )


def _owners(
    described: ConsumerGroupDescription, reads: Mapping[str, str], wanted: Wanted
) -> Iterator[tuple[Place, Owner]]:
    for member in described.members:
        for each in member.assignment.topic_partitions if member.assignment else ():
            if wanted.topic(each.topic):
                stage = reads.get(each.topic)
                instance = member.group_instance_id or None
                owner = Owner(member.host.lstrip("/"), member.client_id, instance, stage)
                yield (each.topic, each.partition), owner


def _all_of(named: Mapping[str, object], topics: Mapping[str, int], wanted: Wanted) -> list[Place]:
    return [
        (topic, number)
        for topic in named
        if wanted.topic(topic)
        for number in range(topics.get(topic, 0))
    ]


def _trouble(error: KafkaException) -> str:
    if is_forbidden(error):
        return "no right to look at the group: give the hub's user Describe on it"
    return f"the group could not be looked at ({kind_of(error)}): try again"
